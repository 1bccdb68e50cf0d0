// column_sums: partials[chunk][c] = Σ over the chunk's rows of in[r][c], in the order of rows; sum_partials adds the chunks.
//   input     f32 [rows × channels]
//   partials  f32 [chunks × channels]
// Dispatch: one thread per (chunk, channel). Reference: src/ops/webgpu/gradients/gradients.gpu.test.ts (float64), within 1e-4.
// #include "include/linear_id.wgsl"
struct Params {
  rows: u32,
  channels: u32,
  chunk_rows: u32,
  chunks: u32,
}

@group(0) @binding(0) var<storage, read> input: array<f32>;
@group(0) @binding(1) var<storage, read_write> partials: array<f32>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn column_sums(
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
  var sum = 0.0;
  for (var row = first; row < min(first + params.chunk_rows, params.rows); row++) {
    sum += input[row * params.channels + channel];
  }
  partials[id] = sum;
}
