// voxelize_points: voxel of each point, clamp(floor(f), 0, dims − 1) per axis with f of include/grid_position.wgsl.
//   positions  f32 [points × 3], metres in the grid's frame
//   starts     u32 [items]: first point of each cloud of a batch, ascending, starting with 0
//   voxels     u32 [4 × points]: x, y, z, and which cloud
// Dispatch: one thread per point. Positions must be finite. Reference: TF 3D voxel index; src/ops/tfjs/naive-index.ts.
// #include "include/linear_id.wgsl"
// #include "include/grid_position.wgsl"
struct Params {
  minimum: vec3f,
  inv: f32,
  dims: vec3u,
  points: u32,
  zero: u32,
  items: u32,
}

@group(0) @binding(0) var<storage, read> positions: array<f32>;
@group(0) @binding(1) var<storage, read> starts: array<u32>;
@group(0) @binding(2) var<storage, read_write> voxels: array<u32>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn voxelize_points(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let id = linear_id(workgroup, workgroups, local);
  if (id >= params.points) {
    return;
  }
  let point = vec3f(positions[id * 3u], positions[id * 3u + 1u], positions[id * 3u + 2u]);
  let cell = floor(grid_position(point, params.minimum, params.inv, params.zero));
  // Cut off below in float (a negative float has no u32), above in integers (dims − 1 may not be a float32).
  let voxel = min(vec3u(max(cell, vec3f(0.0))), params.dims - vec3u(1u));
  voxels[id] = voxel.x;
  voxels[params.points + id] = voxel.y;
  voxels[2u * params.points + id] = voxel.z;
  var item = 0u;
  var end = params.items;
  while (item + 1u < end) {
    let middle = (item + end) / 2u;
    if (starts[middle] <= id) {
      item = middle;
    } else {
      end = middle;
    }
  }
  voxels[3u * params.points + id] = item;
}
