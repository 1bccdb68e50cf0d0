// max_pool: out[r] = max over the children present of in[child].
//   input     f32 [fine rows × in_pitch]; columns [in_offset, in_offset + channels)
//   children  u32 [8 × rows]: finer row, or NO_ROW; every row has at least one child
//   output    f32 [rows × out_pitch]; columns [out_offset, out_offset + channels)
// Dispatch: one thread per (row, channel). Reference: src/ops/tfjs/tfjs-ops.ts, exact.
// #include "include/linear_id.wgsl"
struct Params {
  rows: u32,
  channels: u32,
  in_pitch: u32,
  in_offset: u32,
  out_pitch: u32,
  out_offset: u32,
}

const NO_ROW = 0xffffffffu;
const LOWEST = -3.4028234e38;

@group(0) @binding(0) var<storage, read> input: array<f32>;
@group(0) @binding(1) var<storage, read> children: array<u32>;
@group(0) @binding(2) var<storage, read_write> output: array<f32>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn max_pool(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let id = linear_id(workgroup, workgroups, local);
  let row = id / params.channels;
  let channel = id % params.channels;
  if (row >= params.rows) {
    return;
  }
  var best = LOWEST;
  for (var octant = 0u; octant < 8u; octant++) {
    let child = children[octant * params.rows + row];
    if (child != NO_ROW) {
      best = max(best, input[child * params.in_pitch + params.in_offset + channel]);
    }
  }
  output[row * params.out_pitch + params.out_offset + channel] = best;
}
