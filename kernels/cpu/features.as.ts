// Input features of a voxel from exact integer sums, so that they do not depend on the order of the points: see `VOXEL_CHANNELS` in
// src/ops/ops.ts. Reference: src/ops/tfjs/naive-index.ts.

/** Sums of a voxel, u32: points · offsets in 1/4096 voxel (x, y, z) · squares in (1/256 voxel)^2 (x, y, z) · height in 1/64 m (signed). */
const SUM_BYTES: usize = 32;
/** Points that count in one voxel: one more could make a sum of squares wrap. As in kernels/accumulate_features.wgsl. */
const MOST_POINTS: u32 = 262143;

/** Adds n points to the sums of their rows. positions f32 [n x 3], heights f32 [n], rows u32 [n]. */
export function sumFeatures(
  positions: usize, heights: usize, rows: usize, n: i32, x0: f32, y0: f32, z0: f32, inverse: f32, sums: usize,
): void {
  for (let i: usize = 0; i < <usize>n; i++) {
    const p = positions + i * 12;
    const at = sums + <usize>load<u32>(rows + (i << 2)) * SUM_BYTES;
    const points = load<u32>(at);
    if (points == MOST_POINTS) continue;
    store<u32>(at, points + 1);
    addOffset(at, (load<f32>(p) - x0) * inverse);
    addOffset(at + 4, (load<f32>(p, 4) - y0) * inverse);
    addOffset(at + 8, (load<f32>(p, 8) - z0) * inverse);
    const height = floor<f32>(load<f32>(heights + (i << 2)) * 64 + 0.5);
    store<i32>(at, load<i32>(at, 28) + <i32>min<f32>(max<f32>(height, -8192), 8191), 28);
  }
}

@inline
function addOffset(at: usize, scaled: f32): void {
  const fraction = scaled - floor<f32>(scaled);
  const centred = <i32>floor<f32>(fraction * 256) - 128;
  store<u32>(at, load<u32>(at, 4) + <u32>min<i32>(4095, <i32>floor<f32>(fraction * 4096)), 4);
  store<u32>(at, load<u32>(at, 16) + <u32>(centred * centred), 16);
}

/** features f32 [n x 8] of n voxels. */
export function voxelFeatures(sums: usize, n: i32, features: usize): void {
  for (let row: usize = 0; row < <usize>n; row++) {
    const at = sums + row * SUM_BYTES;
    const out = features + (row << 5);
    const points = <f64>load<u32>(at);
    store<f32>(out, 1);
    for (let axis: usize = 4; axis <= 12; axis += 4) {
      const mean = <f64>load<u32>(at + axis) / points / 4096 + (0.5 / 4096 - 0.5);
      store<f32>(out + axis, <f32>mean);
      store<f32>(out + axis, <f32>(12 * max<f64>(0, <f64>load<u32>(at + axis, 12) / (points * 65536) - mean * mean)), 12);
    }
    store<f32>(out, <f32>min<f64>(max<f64>(<f64>load<i32>(at, 28) / points / 128, -2), 2), 28);
  }
}
