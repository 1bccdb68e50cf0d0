// batch_norm_moments: mean and Σ(x − mean)² of each chunk of rows; batch_norm_statistics joins the chunks.
//   input    f32 [rows × channels]
//   moments  vec2f [chunks × channels]
// Dispatch: one thread per (chunk, channel). Two passes over the chunk, so that a large mean costs no digits.
// Reference: src/ops/webgpu/gradients/gradients.gpu.test.ts (float64), within 1e-4.
// #include "include/linear_id.wgsl"
struct Params {
  rows: u32,
  channels: u32,
  chunk_rows: u32,
  chunks: u32,
}

@group(0) @binding(0) var<storage, read> input: array<f32>;
@group(0) @binding(1) var<storage, read_write> moments: array<vec2f>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn batch_norm_moments(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let id = linear_id(workgroup, workgroups, local);
  if (id >= params.chunks * params.channels) {
    return;
  }
  let channel = id % params.channels;
  let first = (id / params.channels) * params.chunk_rows;
  let end = min(first + params.chunk_rows, params.rows);
  var sum = 0.0;
  for (var row = first; row < end; row++) {
    sum += input[row * params.channels + channel];
  }
  let mean = sum / f32(end - first);
  var squares = 0.0;
  for (var row = first; row < end; row++) {
    let delta = input[row * params.channels + channel] - mean;
    squares += delta * delta;
  }
  moments[id] = vec2f(mean, squares);
}
