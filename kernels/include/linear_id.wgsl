// One-dimensional thread index of a dispatch that the host folded into x × y workgroups (src/gpu/dispatch.ts).
override WORKGROUP: u32 = 64u;

fn linear_id(workgroup: vec3u, workgroups: vec3u, local: u32) -> u32 {
  return (workgroup.x + workgroup.y * workgroups.x) * WORKGROUP + local;
}
