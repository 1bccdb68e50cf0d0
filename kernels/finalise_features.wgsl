// finalise_features: integer sums → the eight input channels of a voxel (VOXEL_CHANNELS):
//   1 · Σq/n/4096 + ½/4096 − ½ (x, y, z) · 12 · max(0, Σs/(n·65536) − mean²) (x, y, z) · clamp(Σh/n/64/2, ±2)
//   sums      u32 [rows × 8]: n (points past MOST_POINTS are not in the sums), Σq (3), Σs (3), Σh (two's complement); see accumulate_features.wgsl
//   features  f32 [rows × 8]
// Dispatch: one thread per row. Reference: src/ops/tfjs/naive-index.ts, within 1e-5.
// #include "include/linear_id.wgsl"
const MOST_POINTS = 262143u; // as in accumulate_features.wgsl

struct Params {
  rows: u32,
}

@group(0) @binding(0) var<storage, read> sums: array<u32>;
@group(0) @binding(1) var<storage, read_write> features: array<f32>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn finalise_features(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let id = linear_id(workgroup, workgroups, local);
  if (id >= params.rows) {
    return;
  }
  let base = id * 8u;
  let points = f32(min(sums[base], MOST_POINTS));
  features[base] = 1.0;
  for (var axis = 1u; axis <= 3u; axis++) {
    let mean = f32(sums[base + axis]) / points / 4096.0 + (0.5 / 4096.0 - 0.5);
    let square = f32(sums[base + axis + 3u]) / (points * 65536.0);
    features[base + axis] = mean;
    features[base + axis + 3u] = 12.0 * max(0.0, square - mean * mean);
  }
  features[base + 7u] = clamp(f32(bitcast<i32>(sums[base + 7u])) / points / 128.0, -2.0, 2.0);
}
