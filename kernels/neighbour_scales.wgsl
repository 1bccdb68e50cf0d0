// neighbour_scales: out[r] = 1 / (1 + |n[r]|), n[r] = Σ of normaliser[k] over the offsets k that row r has: TF 3D's normaliser.
//   map         u32 [offsets × rows]: input row, or NO_ROW
//   normaliser  f32 [offsets]
//   scales      f32 [rows]
// Dispatch: one thread per row. Sums run over offsets in order. Reference: src/ops/tfjs/tfjs-ops.ts, within 1e-6.
// #include "include/linear_id.wgsl"
struct Params {
  rows: u32,
  offsets: u32,
}

const NO_ROW = 0xffffffffu;

@group(0) @binding(0) var<storage, read> map: array<u32>;
@group(0) @binding(1) var<storage, read> normaliser: array<f32>;
@group(0) @binding(2) var<storage, read_write> scales: array<f32>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn neighbour_scales(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let row = linear_id(workgroup, workgroups, local);
  if (row >= params.rows) {
    return;
  }
  var sum = 0.0;
  for (var k = 0u; k < params.offsets; k++) {
    if (map[k * params.rows + row] != NO_ROW) {
      sum += normaliser[k];
    }
  }
  scales[row] = 1.0 / (1.0 + abs(sum));
}
