// Rank of a brick by popcount. The including kernel binds `top`: array<vec2u> of (32 brick bits, bricks before this word).
// #include "include/brick.wgsl"
fn find_brick(index: u32) -> u32 {
  let word = top[index >> 5u];
  let bit = 1u << (index & 31u);
  if ((word.x & bit) == 0u) {
    return NO_ROW;
  }
  return word.y + countOneBits(word.x & (bit - 1u));
}
