// Addresses inside the two-level bitmap: clouds of a batch one after the other, in each bricks of 8³ voxels in raster order (x slowest),
// voxels of a brick likewise. `bricks` is the extent of one cloud: a step out of it never reaches the next one.
const NO_ROW = 0xffffffffu;
// A brick's 512 voxel bits.
const WORDS_PER_BRICK = 16u;

fn brick_index(voxel: vec3u, item: u32, bricks: vec3u) -> u32 {
  let brick = voxel >> vec3u(3u);
  return ((item * bricks.x + brick.x) * bricks.y + brick.y) * bricks.z + brick.z;
}

fn local_index(voxel: vec3u) -> u32 {
  let inside = voxel & vec3u(7u);
  return (inside.x << 6u) | (inside.y << 3u) | inside.z;
}
