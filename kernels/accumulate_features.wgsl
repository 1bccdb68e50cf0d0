// accumulate_features: integer sums over the points of each voxel. With f of include/grid_position.wgsl and frac = f − floor(f):
//   [0] points · [1–3] Σ min(4095, floor(frac · 4096)) · [4–6] Σ (floor(frac · 256) − 128)² · [7] Σ clamp(floor(height · 64 + ½), ±8192)
//   positions  f32 [points × 3], metres in the grid's frame
//   heights    f32 [points], metres above ground
//   rows       u32 [points]: voxel row of each point; rows past the capacity are dropped
//   sums       u32 [voxels × 8], zero before; [7] is two's complement
// Dispatch: one thread per point. Integer sums are exact and commute, so the result does not depend on the order of points or threads.
// Counts 2¹⁸ − 1 points of a voxel, whichever come first: one more could make a sum of squares wrap. [0] counts on. Reference: src/ops/tfjs/naive-index.ts.
// #include "include/linear_id.wgsl"
// #include "include/grid_position.wgsl"
const MOST_POINTS = 262143u;

struct Params {
  minimum: vec3f,
  inv: f32,
  points: u32,
  zero: u32,
  voxels: u32,
}

@group(0) @binding(0) var<storage, read> positions: array<f32>;
@group(0) @binding(1) var<storage, read> heights: array<f32>;
@group(0) @binding(2) var<storage, read> rows: array<u32>;
@group(0) @binding(3) var<storage, read_write> sums: array<atomic<u32>>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn accumulate_features(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let id = linear_id(workgroup, workgroups, local);
  if (id >= params.points || rows[id] >= params.voxels) {
    return;
  }
  let point = vec3f(positions[id * 3u], positions[id * 3u + 1u], positions[id * 3u + 2u]);
  let position = grid_position(point, params.minimum, params.inv, params.zero);
  let fraction = position - floor(position);
  let offset = min(vec3u(4095u), vec3u(floor(fraction * 4096.0)));
  let centred = vec3i(floor(fraction * 256.0)) - vec3i(128);
  let square = vec3u(centred * centred);
  // Clamped as floats: the conversion of a float outside i32 is not defined the same everywhere.
  let height = i32(clamp(floor(heights[id] * 64.0 + 0.5), -8192.0, 8191.0));
  let base = rows[id] * 8u;
  if (atomicAdd(&sums[base], 1u) >= MOST_POINTS) {
    return;
  }
  atomicAdd(&sums[base + 1u], offset.x);
  atomicAdd(&sums[base + 2u], offset.y);
  atomicAdd(&sums[base + 3u], offset.z);
  atomicAdd(&sums[base + 4u], square.x);
  atomicAdd(&sums[base + 5u], square.y);
  atomicAdd(&sums[base + 6u], square.z);
  atomicAdd(&sums[base + 7u], bitcast<u32>(height));
}
