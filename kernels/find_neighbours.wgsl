// find_neighbours: for each offset k = ((dx+reach)·side + dy+reach)·side + dz+reach with side = 2·reach + 1, and each row, the row at
// coords + (dx, dy, dz), or NO_ROW.
//   coords      u32 [4 × rows]: x, y, z, and which cloud of a batch
//   top         vec2u [words], masks vec2u [occupied bricks × 16]: the same level's bitmap with ranks
//   neighbours  u32 [side³ × rows]
// Dispatch: x = workgroups of rows, y = side² columns (dx, dy). One thread walks a column along z, where neighbours share a mask word
// unless a brick ends between them. Reference: src/ops/tfjs/naive-index.ts.
// #include "include/linear_id.wgsl"
// #include "include/find_brick.wgsl"
struct Params {
  bricks: vec3u,
  rows: u32,
  reach: u32,
}

@group(0) @binding(0) var<storage, read> coords: array<u32>;
@group(0) @binding(1) var<storage, read> top: array<vec2u>;
@group(0) @binding(2) var<storage, read> masks: array<vec2u>;
@group(0) @binding(3) var<storage, read_write> neighbours: array<u32>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn find_neighbours(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) local: u32) {
  let row = workgroup.x * WORKGROUP + local;
  if (row >= params.rows) {
    return;
  }
  let reach = i32(params.reach);
  let side = 2 * reach + 1;
  let item = coords[3u * params.rows + row];
  let x = i32(coords[row]) + i32(workgroup.y) / side - reach;
  let y = i32(coords[params.rows + row]) + i32(workgroup.y) % side - reach;
  let z = i32(coords[2u * params.rows + row]) - reach;
  // Signed shifts: a neighbour at −1 must miss, not wrap round to a far brick.
  let outside = any(vec2i(x, y) < vec2i(0)) || any((vec2i(x, y) >> vec2u(3u)) >= vec2i(params.bricks.xy));
  var loaded = -1;
  var word = vec2u(0u);
  for (var step = 0; step < side; step++) {
    var found = NO_ROW;
    let brick_z = (z + step) >> 3u;
    if (!outside && brick_z >= 0 && brick_z < i32(params.bricks.z)) {
      let voxel = vec3u(vec3i(x, y, z + step));
      let inside = local_index(voxel);
      if (brick_z != loaded) {
        loaded = brick_z;
        word = vec2u(0u);
        let rank = find_brick(brick_index(voxel, item, params.bricks));
        if (rank != NO_ROW) {
          word = masks[rank * WORDS_PER_BRICK + (inside >> 5u)];
        }
      }
      let bit = 1u << (inside & 31u);
      if ((word.x & bit) != 0u) {
        found = word.y + countOneBits(word.x & (bit - 1u));
      }
    }
    neighbours[(workgroup.y * u32(side) + u32(step)) * params.rows + row] = found;
  }
}
