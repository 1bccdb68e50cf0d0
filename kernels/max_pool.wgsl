// max_pool: out[r] = max over the children present of in[child].
//   input     [rows in × in_pitch], in the form INPUT; columns [in_offset, in_offset + in_channels)
//   children  u32 [8 × rows]: finer row, or NO_ROW; every row has at least one child
//   output    [rows × out_pitch], in the form OUTPUT; columns [out_offset, out_offset + out_channels)
// Dispatch: one thread per (row, four channels). Reference: src/ops/tfjs/tfjs-ops.ts, exact.
// #include "include/linear_id.wgsl"
// #include "include/input_matrix.wgsl"
// #include "include/output_matrix.wgsl"
struct Params {
  rows: u32,
  fours: u32,
  in_channels: u32,
  in_pitch: u32,
  in_offset: u32,
  out_channels: u32,
  out_pitch: u32,
  out_offset: u32,
}

const NO_ROW = 0xffffffffu;
const LOWEST = -3.4028234e38;

@group(0) @binding(0) var<storage, read> input: array<InputUnit>;
@group(0) @binding(1) var<storage, read> children: array<u32>;
@group(0) @binding(2) var<storage, read_write> output: array<OutputUnit>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn max_pool(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let id = linear_id(workgroup, workgroups, local);
  let row = id / params.fours;
  let four = id % params.fours;
  if (row >= params.rows) {
    return;
  }
  var best = vec4f(LOWEST);
  for (var octant = 0u; octant < 8u; octant++) {
    let child = children[octant * params.rows + row];
    if (child != NO_ROW) {
      best = max(best, input4(child, four));
    }
  }
  store4(row, four, best);
}
