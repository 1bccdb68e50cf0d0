// gather_ids: out[r] = ids[rows[r]], NO_ROW where rows[r] is NO_ROW.
//   ids       u32 [rows in]
//   rows      u32 [count]
//   gathered  u32 [count]
// Dispatch: one thread per output row. Reference: src/ops/tfjs/tfjs-ops.ts, exact.
// #include "include/linear_id.wgsl"
struct Params {
  count: u32,
}

const NO_ROW = 0xffffffffu;

@group(0) @binding(0) var<storage, read> ids: array<u32>;
@group(0) @binding(1) var<storage, read> rows: array<u32>;
@group(0) @binding(2) var<storage, read_write> gathered: array<u32>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn gather_ids(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let id = linear_id(workgroup, workgroups, local);
  if (id >= params.count) {
    return;
  }
  let row = rows[id];
  var value = NO_ROW;
  if (row != NO_ROW) {
    value = ids[row];
  }
  gathered[id] = value;
}
