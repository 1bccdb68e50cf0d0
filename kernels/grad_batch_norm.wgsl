// grad_batch_norm: dx = γ/√(variance + ε) · (g − (Σ g + x̂ · Σ g·x̂) / rows), g being dy, with relu only where the output is above 0.
//   input       f32 [rows × channels]
//   output      f32 [rows × channels]: of batch_norm
//   dy          f32 [rows × channels]
//   statistics  f32 [3 × channels]: mean, variance, 1/√(variance + ε)
//   gamma       f32 [channels]
//   dbeta       f32 [channels]: Σ g
//   dgamma      f32 [channels]: Σ g·x̂
//   dx          f32 [rows × channels]
// Dispatch: one thread per value. Reference: src/ops/webgpu/gradients/gradients.gpu.test.ts (float64), within 1e-4.
// #include "include/linear_id.wgsl"
struct Params {
  rows: u32,
  channels: u32,
  relu: u32,
}

@group(0) @binding(0) var<storage, read> input: array<f32>;
@group(0) @binding(1) var<storage, read> output: array<f32>;
@group(0) @binding(2) var<storage, read> dy: array<f32>;
@group(0) @binding(3) var<storage, read> statistics: array<f32>;
@group(0) @binding(4) var<storage, read> gamma: array<f32>;
@group(0) @binding(5) var<storage, read> dbeta: array<f32>;
@group(0) @binding(6) var<storage, read> dgamma: array<f32>;
@group(0) @binding(7) var<storage, read_write> dx: array<f32>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn grad_batch_norm(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let id = linear_id(workgroup, workgroups, local);
  if (id >= params.rows * params.channels) {
    return;
  }
  let channel = id % params.channels;
  let inverse = statistics[2u * params.channels + channel];
  let normalised = (input[id] - statistics[channel]) * inverse;
  let gradient = select(0.0, dy[id], params.relu == 0u || output[id] > 0.0);
  let mean = (dbeta[channel] + normalised * dgamma[channel]) / f32(params.rows);
  dx[id] = gamma[channel] * inverse * (gradient - mean);
}
