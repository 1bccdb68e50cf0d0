// find_neighbours: for each offset k = (dx+1)·9 + (dy+1)·3 + (dz+1) and row, the row at coords + (dx, dy, dz), or NO_ROW.
//   coords      u32 [3 × rows]
//   top         vec2u [words], masks vec2u [occupied bricks × 16]: the same level's bitmap with ranks
//   neighbours  u32 [27 × rows]
// Dispatch: one thread per (offset, row), so that writes are contiguous. Reference: src/ops/tfjs/naive-index.ts.
// #include "include/linear_id.wgsl"
// #include "include/find_row.wgsl"
struct Params {
  bricks: vec3u,
  rows: u32,
}

@group(0) @binding(0) var<storage, read> coords: array<u32>;
@group(0) @binding(1) var<storage, read> top: array<vec2u>;
@group(0) @binding(2) var<storage, read> masks: array<vec2u>;
@group(0) @binding(3) var<storage, read_write> neighbours: array<u32>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn find_neighbours(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let id = linear_id(workgroup, workgroups, local);
  if (id >= 27u * params.rows) {
    return;
  }
  let offset = i32(id / params.rows);
  let row = id % params.rows;
  let voxel = vec3u(coords[row], coords[params.rows + row], coords[2u * params.rows + row]);
  let step = vec3i(offset / 9 - 1, offset / 3 % 3 - 1, offset % 3 - 1);
  neighbours[id] = find_row(vec3i(voxel) + step, params.bricks);
}
