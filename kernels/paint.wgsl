// paint: colors[p] = palette[ids[p]], or `missing` where the id is NO_ROW or has no palette entry.
//   ids      u32 [points]
//   palette  u32 [entries]: RGBA8, r in the low byte, alpha 0 hides
//   colors   u32 [points]: RGBA8
// Dispatch: one thread per point. Reference: src/ops/webgpu/webgpu-ops.gpu.test.ts, exact.
// #include "include/linear_id.wgsl"
struct Params {
  points: u32,
  entries: u32,
  missing: u32,
}

@group(0) @binding(0) var<storage, read> ids: array<u32>;
@group(0) @binding(1) var<storage, read> palette: array<u32>;
@group(0) @binding(2) var<storage, read_write> colors: array<u32>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn paint(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let point = linear_id(workgroup, workgroups, local);
  if (point >= params.points) {
    return;
  }
  let id = ids[point];
  var color = params.missing;
  if (id < params.entries) {
    color = palette[id];
  }
  colors[point] = color;
}
