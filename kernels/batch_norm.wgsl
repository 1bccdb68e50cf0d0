// batch_norm: out = γ · (x − mean) / √(variance + ε) + β with the statistics of these rows; relu of it where asked.
//   input       f32 [rows × channels]
//   statistics  f32 [3 × channels]: mean, variance, 1/√(variance + ε)
//   gamma       f32 [channels]
//   beta        f32 [channels]
//   output      f32 [rows × channels]
// Dispatch: one thread per value. Reference: src/ops/webgpu/gradients/gradients.gpu.test.ts (float64), within 1e-4.
// #include "include/linear_id.wgsl"
struct Params {
  rows: u32,
  channels: u32,
  relu: u32,
}

@group(0) @binding(0) var<storage, read> input: array<f32>;
@group(0) @binding(1) var<storage, read> statistics: array<f32>;
@group(0) @binding(2) var<storage, read> gamma: array<f32>;
@group(0) @binding(3) var<storage, read> beta: array<f32>;
@group(0) @binding(4) var<storage, read_write> output: array<f32>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn batch_norm(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let id = linear_id(workgroup, workgroups, local);
  if (id >= params.rows * params.channels) {
    return;
  }
  let channel = id % params.channels;
  let scale = gamma[channel] * statistics[2u * params.channels + channel];
  let value = (input[id] - statistics[channel]) * scale + beta[channel];
  output[id] = select(value, max(value, 0.0), params.relu != 0u);
}
