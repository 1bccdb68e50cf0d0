// spread_parents: spread[o][row] = parents[row] at the octant o = (x&1)·4 + (y&1)·2 + (z&1) that the row's voxel has in its parent, NO_ROW
// at the other seven: the map of an inverse convolution.
//   coords   u32 [4 × rows]: x, y, z, and which cloud of a batch
//   parents  u32 [rows]
//   spread   u32 [8 × rows]
// Dispatch: x = workgroups of rows, y = octants. Reference: src/ops/tfjs/naive-index.ts.
// #include "include/linear_id.wgsl"
// #include "include/brick.wgsl"
struct Params {
  rows: u32,
}

@group(0) @binding(0) var<storage, read> coords: array<u32>;
@group(0) @binding(1) var<storage, read> parents: array<u32>;
@group(0) @binding(2) var<storage, read_write> spread: array<u32>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn spread_parents(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) local: u32) {
  let row = workgroup.x * WORKGROUP + local;
  if (row >= params.rows) {
    return;
  }
  let voxel = vec3u(coords[row], coords[params.rows + row], coords[2u * params.rows + row]) & vec3u(1u);
  let octant = (voxel.x << 2u) | (voxel.y << 1u) | voxel.z;
  spread[workgroup.y * params.rows + row] = select(NO_ROW, parents[row], octant == workgroup.y);
}
