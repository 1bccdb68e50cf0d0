// Row of a voxel, or NO_ROW. The including kernel binds `top` (see find_brick.wgsl) and `masks`: array<vec2u> of (32 voxel bits, rows
// before this word), 16 words a brick.
// #include "include/find_brick.wgsl"
fn find_row(voxel: vec3i, item: u32, bricks: vec3u) -> u32 {
  // Signed: a neighbour at −1 must miss, not wrap round to a far brick.
  let brick = voxel >> vec3u(3u);
  if (any(brick < vec3i(0)) || any(brick >= vec3i(bricks))) {
    return NO_ROW;
  }
  let rank = find_brick(brick_index(vec3u(voxel), item, bricks));
  if (rank == NO_ROW) {
    return NO_ROW;
  }
  let local = local_index(vec3u(voxel));
  let word = masks[rank * WORDS_PER_BRICK + (local >> 5u)];
  let bit = 1u << (local & 31u);
  if ((word.x & bit) == 0u) {
    return NO_ROW;
  }
  return word.y + countOneBits(word.x & (bit - 1u));
}
