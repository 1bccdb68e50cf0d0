// grad_batch_norm_sums: Σ g and Σ g·x̂ over each chunk of rows, g being dy, with relu only where the output is above 0; sum_partials adds the chunks.
//   input       f32 [rows × channels]
//   output      f32 [rows × channels]: of batch_norm
//   dy          f32 [rows × channels]
//   statistics  f32 [3 × channels]: mean, variance, 1/√(variance + ε)
//   partials    f32 [chunks × 2 · channels]: Σ g (the gradient of β), then Σ g·x̂ (of γ)
// Dispatch: one thread per (chunk, channel). Reference: src/ops/webgpu/gradients/gradients.gpu.test.ts (float64), within 1e-4.
// #include "include/linear_id.wgsl"
struct Params {
  rows: u32,
  channels: u32,
  chunk_rows: u32,
  chunks: u32,
  relu: u32,
}

@group(0) @binding(0) var<storage, read> input: array<f32>;
@group(0) @binding(1) var<storage, read> output: array<f32>;
@group(0) @binding(2) var<storage, read> dy: array<f32>;
@group(0) @binding(3) var<storage, read> statistics: array<f32>;
@group(0) @binding(4) var<storage, read_write> partials: array<f32>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn grad_batch_norm_sums(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let id = linear_id(workgroup, workgroups, local);
  if (id >= params.chunks * params.channels) {
    return;
  }
  let channel = id % params.channels;
  let chunk = id / params.channels;
  let first = chunk * params.chunk_rows;
  let mean = statistics[channel];
  let inverse = statistics[2u * params.channels + channel];
  var sum = 0.0;
  var dot = 0.0;
  for (var row = first; row < min(first + params.chunk_rows, params.rows); row++) {
    let at = row * params.channels + channel;
    if (params.relu == 0u || output[at] > 0.0) {
      sum += dy[at];
      dot += dy[at] * ((input[at] - mean) * inverse);
    }
  }
  partials[2u * chunk * params.channels + channel] = sum;
  partials[(2u * chunk + 1u) * params.channels + channel] = dot;
}
