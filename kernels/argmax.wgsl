// argmax: out[r] = index of the largest of in[r][0…channels), the first of equals.
//   input  f32 [rows × in_pitch]; columns [in_offset, in_offset + channels)
//   ids    u32 [rows]
// Dispatch: one thread per row. Reference: src/ops/tfjs/tfjs-ops.ts, exact.
// #include "include/linear_id.wgsl"
struct Params {
  rows: u32,
  channels: u32,
  in_pitch: u32,
  in_offset: u32,
}

@group(0) @binding(0) var<storage, read> input: array<f32>;
@group(0) @binding(1) var<storage, read_write> ids: array<u32>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn argmax(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let row = linear_id(workgroup, workgroups, local);
  if (row >= params.rows) {
    return;
  }
  let base = row * params.in_pitch + params.in_offset;
  var best = 0u;
  var largest = input[base];
  for (var c = 1u; c < params.channels; c++) {
    let value = input[base + c];
    if (value > largest) {
      largest = value;
      best = c;
    }
  }
  ids[row] = best;
}
