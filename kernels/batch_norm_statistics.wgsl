// batch_norm_statistics: joins the chunks' moments in order (Chan, Golub & LeVeque 1979); biased variance, as in Keras.
//   moments     vec2f [chunks × channels]: mean, Σ(x − mean)²
//   statistics  f32 [3 × channels]: mean, variance, 1/√(variance + ε)
// Dispatch: one thread per channel. Reference: src/ops/webgpu/gradients/gradients.gpu.test.ts (float64), within 1e-4.
// #include "include/linear_id.wgsl"
struct Params {
  rows: u32,
  channels: u32,
  chunk_rows: u32,
  chunks: u32,
  epsilon: f32,
}

@group(0) @binding(0) var<storage, read> moments: array<vec2f>;
@group(0) @binding(1) var<storage, read_write> statistics: array<f32>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn batch_norm_statistics(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let id = linear_id(workgroup, workgroups, local);
  if (id >= params.channels) {
    return;
  }
  var mean = 0.0;
  var squares = 0.0;
  var count = 0.0;
  for (var chunk = 0u; chunk < params.chunks; chunk++) {
    let next = moments[chunk * params.channels + id];
    let rows = f32(min(params.chunk_rows, params.rows - chunk * params.chunk_rows));
    let delta = next.x - mean;
    let total = count + rows;
    mean += delta * (rows / total);
    squares += next.y + delta * delta * (count * rows / total);
    count = total;
  }
  let variance = squares / count;
  statistics[id] = mean;
  statistics[params.channels + id] = variance;
  statistics[2u * params.channels + id] = 1.0 / sqrt(variance + params.epsilon);
}
