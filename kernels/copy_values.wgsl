// copy_values: out[out_offset + i] = in[in_offset + i]: between arrays of their own and one flat array of all.
//   input   f32
//   output  f32
// Dispatch: one thread per value. Reference: src/ops/webgpu/gradients/gradients.gpu.test.ts, exact.
// #include "include/linear_id.wgsl"
struct Params {
  length: u32,
  in_offset: u32,
  out_offset: u32,
}

@group(0) @binding(0) var<storage, read> input: array<f32>;
@group(0) @binding(1) var<storage, read_write> output: array<f32>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn copy_values(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let id = linear_id(workgroup, workgroups, local);
  if (id >= params.length) {
    return;
  }
  output[params.out_offset + id] = input[params.in_offset + id];
}
