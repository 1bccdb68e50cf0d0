// fill: columns [offset, offset + channels) of `target` = value, as raw 32-bit words.
//   target  u32 [rows × pitch]
// Dispatch: one thread per element, rows · channels. Reference: `Ops.tensor` (zeros).
// #include "include/linear_id.wgsl"
struct Params {
  rows: u32,
  channels: u32,
  pitch: u32,
  offset: u32,
  value: u32,
}

@group(0) @binding(0) var<storage, read_write> target_words: array<u32>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn fill(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let id = linear_id(workgroup, workgroups, local);
  if (id >= params.rows * params.channels) {
    return;
  }
  target_words[id / params.channels * params.pitch + params.offset + id % params.channels] = params.value;
}
