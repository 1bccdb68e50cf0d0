// scale_values: out = in · factor: a loss's gradient by the loss's share of the whole.
//   input   f32 [length]
//   factor  f32 [1]
//   output  f32 [length]
// Dispatch: one thread per value. Reference: src/ops/webgpu/gradients/gradients.gpu.test.ts, exact.
// #include "include/linear_id.wgsl"
struct Params {
  length: u32,
}

@group(0) @binding(0) var<storage, read> input: array<f32>;
@group(0) @binding(1) var<storage, read> factor: array<f32>;
@group(0) @binding(2) var<storage, read_write> output: array<f32>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn scale_values(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let id = linear_id(workgroup, workgroups, local);
  if (id >= params.length) {
    return;
  }
  output[id] = input[id] * factor[0];
}
