// divide_rows: out[r][c] = in[r][c] / (1 + |n[r]|): TF 3D's normaliser, and what its gradient does to dy.
//   input   f32 [rows × channels]
//   n       f32 [rows]
//   output  f32 [rows × channels]
// Dispatch: one thread per value. Reference: src/ops/webgpu/gradients/gradients.gpu.test.ts (float64), within 1e-4.
// #include "include/linear_id.wgsl"
struct Params {
  rows: u32,
  channels: u32,
}

@group(0) @binding(0) var<storage, read> input: array<f32>;
@group(0) @binding(1) var<storage, read> n: array<f32>;
@group(0) @binding(2) var<storage, read_write> output: array<f32>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn divide_rows(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let id = linear_id(workgroup, workgroups, local);
  if (id >= params.rows * params.channels) {
    return;
  }
  output[id] = input[id] / (1.0 + abs(n[id / params.channels]));
}
