// grad_relu: dx = dy where the output is above 0, else 0.
//   output  f32 [length]: of the layer with the ReLU
//   dy      f32 [length]
//   dx      f32 [length]
// Dispatch: one thread per value. Reference: src/ops/webgpu/gradients/gradients.gpu.test.ts, exact.
// #include "include/linear_id.wgsl"
struct Params {
  length: u32,
}

@group(0) @binding(0) var<storage, read> output: array<f32>;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read_write> dx: array<f32>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn grad_relu(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let id = linear_id(workgroup, workgroups, local);
  if (id >= params.length) {
    return;
  }
  dx[id] = select(0.0, dy[id], output[id] > 0.0);
}
