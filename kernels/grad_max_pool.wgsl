// grad_max_pool: dx[child] = dy[r] where the child holds the maximum (the first of equals), else 0.
//   input     f32 [fine rows × channels]
//   output    f32 [rows × channels]: of max_pool
//   dy        f32 [rows × channels]
//   children  u32 [8 × rows]: finer row, or NO_ROW; every finer row is the child of exactly one row, so dx is written whole
//   dx        f32 [fine rows × channels]
// Dispatch: one thread per (row, channel). Reference: src/ops/webgpu/gradients/gradients.gpu.test.ts, exact.
// #include "include/linear_id.wgsl"
struct Params {
  rows: u32,
  channels: u32,
}

const NO_ROW = 0xffffffffu;

@group(0) @binding(0) var<storage, read> input: array<f32>;
@group(0) @binding(1) var<storage, read> output: array<f32>;
@group(0) @binding(2) var<storage, read> dy: array<f32>;
@group(0) @binding(3) var<storage, read> children: array<u32>;
@group(0) @binding(4) var<storage, read_write> dx: array<f32>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn grad_max_pool(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let id = linear_id(workgroup, workgroups, local);
  let row = id / params.channels;
  let channel = id % params.channels;
  if (row >= params.rows) {
    return;
  }
  let top = output[id];
  var gradient = dy[id];
  for (var octant = 0u; octant < 8u; octant++) {
    let child = children[octant * params.rows + row];
    if (child == NO_ROW) {
      continue;
    }
    let at = child * params.channels + channel;
    if (input[at] == top) {
      dx[at] = gradient;
      gradient = 0.0;
    } else {
      dx[at] = 0.0;
    }
  }
}
