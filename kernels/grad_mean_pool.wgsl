// grad_mean_pool: dx[child] = dy[r] / number of children of r.
//   dy        f32 [rows × channels]
//   children  u32 [8 × rows]: finer row, or NO_ROW; every finer row is the child of exactly one row, so dx is written whole
//   dx        f32 [fine rows × channels]
// Dispatch: one thread per (row, channel). Reference: src/ops/webgpu/gradients/gradients.gpu.test.ts (float64), within 1e-4.
// #include "include/linear_id.wgsl"
struct Params {
  rows: u32,
  channels: u32,
}

const NO_ROW = 0xffffffffu;

@group(0) @binding(0) var<storage, read> dy: array<f32>;
@group(0) @binding(1) var<storage, read> children: array<u32>;
@group(0) @binding(2) var<storage, read_write> dx: array<f32>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn grad_mean_pool(
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
  var count = 0u;
  for (var octant = 0u; octant < 8u; octant++) {
    count += select(1u, 0u, children[octant * params.rows + row] == NO_ROW);
  }
  let gradient = dy[id] / f32(count);
  for (var octant = 0u; octant < 8u; octant++) {
    let child = children[octant * params.rows + row];
    if (child != NO_ROW) {
      dx[child * params.channels + channel] = gradient;
    }
  }
}
