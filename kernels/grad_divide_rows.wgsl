// grad_divide_rows: dn[r] = −sign(n[r]) / (1 + |n[r]|) · Σ_c dy[r][c] · out[r][c]: the gradient of divide_rows by its divisor.
//   output  f32 [rows × channels]: of divide_rows
//   dy      f32 [rows × channels]
//   n       f32 [rows]
//   dn      f32 [rows]
// Dispatch: one thread per row. Reference: src/ops/webgpu/gradients/gradients.gpu.test.ts (float64), within 1e-4.
// #include "include/linear_id.wgsl"
struct Params {
  rows: u32,
  channels: u32,
}

@group(0) @binding(0) var<storage, read> output: array<f32>;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read> n: array<f32>;
@group(0) @binding(3) var<storage, read_write> dn: array<f32>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn grad_divide_rows(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let id = linear_id(workgroup, workgroups, local);
  if (id >= params.rows) {
    return;
  }
  var sum = 0.0;
  for (var c = 0u; c < params.channels; c++) {
    sum += dy[id * params.channels + c] * output[id * params.channels + c];
  }
  dn[id] = -sign(n[id]) * sum / (1.0 + abs(n[id]));
}
