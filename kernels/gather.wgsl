// gather: out[r] = in[indices[r]], zeros where the index is NO_ROW. Unpooling, and voxel → point.
//   input     [rows in × in_pitch], in the form INPUT; columns [in_offset, in_offset + in_channels)
//   indices   u32 [rows]
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

@group(0) @binding(0) var<storage, read> input: array<InputUnit>;
@group(0) @binding(1) var<storage, read> indices: array<u32>;
@group(0) @binding(2) var<storage, read_write> output: array<OutputUnit>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn gather(
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
  let source = indices[row];
  var value = vec4f();
  if (source != NO_ROW) {
    value = input4(source, four);
  }
  store4(row, four, value);
}
