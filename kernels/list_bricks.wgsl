// list_bricks: raster index of each occupied brick, in rank order.
//   top     vec2u [words]: (32 brick bits, bricks before this word)
//   listed  u32 [capacity]; bricks past it are dropped
// Dispatch: one thread per word. Reference: src/ops/tfjs/naive-index.ts.
// #include "include/linear_id.wgsl"
struct Params {
  words: u32,
  capacity: u32,
}

@group(0) @binding(0) var<storage, read> top: array<vec2u>;
@group(0) @binding(1) var<storage, read_write> listed: array<u32>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn list_bricks(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let id = linear_id(workgroup, workgroups, local);
  if (id >= params.words) {
    return;
  }
  var bits = top[id].x;
  var rank = top[id].y;
  while (bits != 0u && rank < params.capacity) {
    listed[rank] = id * 32u + countTrailingZeros(bits);
    bits &= bits - 1u;
    rank++;
  }
}
