// find_children: for each coarse row and octant o = (x&1)·4 + (y&1)·2 + (z&1), the finer row at 2·coarse + octant, or NO_ROW.
//   coords    u32 [4 × rows], coarse level: x, y, z, and which cloud of a batch
//   top       vec2u [words], masks vec2u [occupied bricks × 16]: the finer level's bitmap with ranks
//   children  u32 [8 × rows]
// Dispatch: x = workgroups of rows, y = octants. Reference: src/ops/tfjs/naive-index.ts.
// #include "include/linear_id.wgsl"
// #include "include/find_row.wgsl"
struct Params {
  bricks: vec3u,
  rows: u32,
}

@group(0) @binding(0) var<storage, read> coords: array<u32>;
@group(0) @binding(1) var<storage, read> top: array<vec2u>;
@group(0) @binding(2) var<storage, read> masks: array<vec2u>;
@group(0) @binding(3) var<storage, read_write> children: array<u32>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn find_children(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) local: u32) {
  let row = workgroup.x * WORKGROUP + local;
  let octant = workgroup.y;
  if (row >= params.rows) {
    return;
  }
  let coarse = vec3u(coords[row], coords[params.rows + row], coords[2u * params.rows + row]);
  let fine = coarse * 2u + vec3u(octant >> 2u, (octant >> 1u) & 1u, octant & 1u);
  children[octant * params.rows + row] = find_row(vec3i(fine), coords[3u * params.rows + row], params.bricks);
}
