// find_rows: row of each voxel (>> shift) in a level, NO_ROW where it is not occupied. With the points' voxels: point → row; with a
// finer level's coordinates and shift 1: row → parent.
//   voxels  u32 [4 × count]: x, y, z, and which cloud of a batch
//   top     vec2u [words], masks vec2u [occupied bricks × 16]: the level's bitmap with ranks
//   rows    u32 [count]
// Dispatch: one thread per voxel. Reference: src/ops/tfjs/naive-index.ts.
// #include "include/linear_id.wgsl"
// #include "include/find_row.wgsl"
struct Params {
  bricks: vec3u,
  count: u32,
  shift: u32,
}

@group(0) @binding(0) var<storage, read> voxels: array<u32>;
@group(0) @binding(1) var<storage, read> top: array<vec2u>;
@group(0) @binding(2) var<storage, read> masks: array<vec2u>;
@group(0) @binding(3) var<storage, read_write> rows: array<u32>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn find_rows(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let id = linear_id(workgroup, workgroups, local);
  if (id >= params.count) {
    return;
  }
  let voxel = vec3u(voxels[id], voxels[params.count + id], voxels[2u * params.count + id]) >> vec3u(params.shift);
  rows[id] = find_row(vec3i(voxel), voxels[3u * params.count + id], params.bricks);
}
