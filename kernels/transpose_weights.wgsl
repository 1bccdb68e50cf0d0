// transpose_weights: out[k'][o][i] = w[k][i][o] with k' = k, or offsets − 1 − k when mirrored: what an input gradient multiplies by.
//   weights     f32 [offsets · in_channels × out_channels]
//   transposed  f32 [offsets · out_channels × in_channels]
// Dispatch: one thread per value. Reference: src/ops/webgpu/gradients/gradients.gpu.test.ts, exact.
// #include "include/linear_id.wgsl"
struct Params {
  offsets: u32,
  in_channels: u32,
  out_channels: u32,
  mirrored: u32,
}

@group(0) @binding(0) var<storage, read> weights: array<f32>;
@group(0) @binding(1) var<storage, read_write> transposed: array<f32>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn transpose_weights(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let id = linear_id(workgroup, workgroups, local);
  let size = params.in_channels * params.out_channels;
  if (id >= params.offsets * size) {
    return;
  }
  let offset = id / size;
  let out_channel = (id % size) / params.in_channels;
  let in_channel = id % params.in_channels;
  let source = select(offset, params.offsets - 1u - offset, params.mirrored != 0u);
  transposed[id] = weights[source * size + in_channel * params.out_channels + out_channel];
}
