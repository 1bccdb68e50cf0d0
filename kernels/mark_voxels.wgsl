// mark_voxels: sets the bit of each occupied voxel of one level inside its brick's 512-bit mask.
//   voxels  u32 [4 × points]: x, y, z at the finest level, and which cloud
//   top     vec2u [words]: (32 brick bits, bricks before this word)
//   masks   u32 [capacity × 16 × 2]: (32 voxel bits, unused), zero before; bricks past the capacity are dropped
// Dispatch: one thread per point, after the ranks of `top`. Reference: src/ops/tfjs/naive-index.ts.
// #include "include/linear_id.wgsl"
// #include "include/find_brick.wgsl"
struct Params {
  bricks: vec3u,
  points: u32,
  shift: u32,
  capacity: u32,
}

@group(0) @binding(0) var<storage, read> voxels: array<u32>;
@group(0) @binding(1) var<storage, read> top: array<vec2u>;
@group(0) @binding(2) var<storage, read_write> masks: array<atomic<u32>>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn mark_voxels(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let id = linear_id(workgroup, workgroups, local);
  if (id >= params.points) {
    return;
  }
  let voxel = vec3u(voxels[id], voxels[params.points + id], voxels[2u * params.points + id]) >> vec3u(params.shift);
  let inside = local_index(voxel);
  let brick = find_brick(brick_index(voxel, voxels[3u * params.points + id], params.bricks));
  if (brick >= params.capacity) {
    return;
  }
  let word = (brick * WORDS_PER_BRICK + (inside >> 5u)) * 2u;
  let bit = 1u << (inside & 31u);
  if ((atomicLoad(&masks[word]) & bit) == 0u) {
    atomicOr(&masks[word], bit);
  }
}
