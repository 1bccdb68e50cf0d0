// copy_columns: out[r][out_offset + c] = in[r][in_offset + c]: concatenation, and its gradient.
//   input   f32 [rows × in_pitch]; columns [in_offset, in_offset + channels)
//   output  f32 [rows × out_pitch]; columns [out_offset, out_offset + channels)
// Dispatch: one thread per (row, channel). Reference: src/ops/webgpu/gradients/gradients.gpu.test.ts, exact.
// #include "include/linear_id.wgsl"
struct Params {
  rows: u32,
  channels: u32,
  in_pitch: u32,
  in_offset: u32,
  out_pitch: u32,
  out_offset: u32,
}

@group(0) @binding(0) var<storage, read> input: array<f32>;
@group(0) @binding(1) var<storage, read_write> output: array<f32>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn copy_columns(
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
  output[row * params.out_pitch + params.out_offset + channel] = input[row * params.in_pitch + params.in_offset + channel];
}
