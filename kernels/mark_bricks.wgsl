// mark_bricks: sets the bit of each occupied brick of one level; voxels of level l are the finest ones >> l.
//   voxels  u32 [4 × points]: x, y, z at the finest level, and which cloud
//   top     u32 [words × 2]: (32 brick bits, unused), zero before
// Dispatch: one thread per point. atomicOr commutes, so the result does not depend on the order of threads.
// Reference: src/ops/tfjs/naive-index.ts.
// #include "include/linear_id.wgsl"
// #include "include/brick.wgsl"
struct Params {
  bricks: vec3u,
  points: u32,
  shift: u32,
}

@group(0) @binding(0) var<storage, read> voxels: array<u32>;
@group(0) @binding(1) var<storage, read_write> top: array<atomic<u32>>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn mark_bricks(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let id = linear_id(workgroup, workgroups, local);
  if (id >= params.points) {
    return;
  }
  let voxel = vec3u(voxels[id], voxels[params.points + id], voxels[2u * params.points + id]) >> vec3u(params.shift);
  let index = brick_index(voxel, voxels[3u * params.points + id], params.bricks);
  let word = (index >> 5u) * 2u;
  let bit = 1u << (index & 31u);
  // Most points share a brick with one that was here before; a load is cheaper than a contended or.
  if ((atomicLoad(&top[word]) & bit) == 0u) {
    atomicOr(&top[word], bit);
  }
}
