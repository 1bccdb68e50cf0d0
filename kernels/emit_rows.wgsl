// emit_rows: voxel coordinates of each row of one level: bricks in raster order, voxels of a brick in raster order.
//   listed  u32 [occupied bricks]: raster index of each brick
//   masks   vec2u [occupied bricks × 16]: (32 voxel bits, rows before this word)
//   coords  u32 [4 × rows]: x, y, z, and which cloud of a batch; rows past the capacity are dropped
// Dispatch: one thread per mask word. Reference: src/ops/tfjs/naive-index.ts.
// #include "include/linear_id.wgsl"
// #include "include/brick.wgsl"
struct Params {
  bricks: vec3u,
  words: u32,
  rows: u32,
}

@group(0) @binding(0) var<storage, read> listed: array<u32>;
@group(0) @binding(1) var<storage, read> masks: array<vec2u>;
@group(0) @binding(2) var<storage, read_write> coords: array<u32>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn emit_rows(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let id = linear_id(workgroup, workgroups, local);
  if (id >= params.words) {
    return;
  }
  var bits = masks[id].x;
  var row = masks[id].y;
  let index = listed[id / WORDS_PER_BRICK];
  let column = index / params.bricks.z / params.bricks.y;
  let brick = vec3u(column % params.bricks.x, index / params.bricks.z % params.bricks.y, index % params.bricks.z);
  let item = column / params.bricks.x;
  while (bits != 0u && row < params.rows) {
    let inside = id % WORDS_PER_BRICK * 32u + countTrailingZeros(bits);
    let voxel = brick * 8u + vec3u(inside >> 6u, (inside >> 3u) & 7u, inside & 7u);
    coords[row] = voxel.x;
    coords[params.rows + row] = voxel.y;
    coords[2u * params.rows + row] = voxel.z;
    coords[3u * params.rows + row] = item;
    bits &= bits - 1u;
    row++;
  }
}
