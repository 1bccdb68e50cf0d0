// grad_pick_rows: dx[r] = Σ of dy[i] over the picks i of row r, in the order of i; rows that nobody picked get 0.
//   dy     f32 [picks × channels]
//   first  u32 [rows]: the first pick of each row, or NO_ROW
//   next   u32 [picks]: the next pick of the same row, or NO_ROW
//   dx     f32 [rows × channels]
// Dispatch: one thread per (row, channel). Reference: src/ops/webgpu/gradients/gradients.gpu.test.ts (float64), within 1e-4.
// #include "include/linear_id.wgsl"
struct Params {
  rows: u32,
  channels: u32,
}

const NO_ROW = 0xffffffffu;

@group(0) @binding(0) var<storage, read> dy: array<f32>;
@group(0) @binding(1) var<storage, read> first: array<u32>;
@group(0) @binding(2) var<storage, read> next: array<u32>;
@group(0) @binding(3) var<storage, read_write> dx: array<f32>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn grad_pick_rows(
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
  var sum = 0.0;
  for (var pick = first[row]; pick != NO_ROW; pick = next[pick]) {
    sum += dy[pick * params.channels + channel];
  }
  dx[id] = sum;
}
