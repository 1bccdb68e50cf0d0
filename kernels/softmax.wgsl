// softmax: out[r][c] = exp(in[r][c] − max_c) / Σ_c exp(in[r][c] − max_c).
//   input   f32 [rows × in_pitch]; columns [in_offset, in_offset + channels)
//   output  f32 [rows × channels]
// Dispatch: one thread per row (a few dozen classes). Reference: src/ops/tfjs/tfjs-ops.ts, within 1e-5.
// #include "include/linear_id.wgsl"
struct Params {
  rows: u32,
  channels: u32,
  in_pitch: u32,
  in_offset: u32,
}

@group(0) @binding(0) var<storage, read> input: array<f32>;
@group(0) @binding(1) var<storage, read_write> output: array<f32>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn softmax(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let row = linear_id(workgroup, workgroups, local);
  if (row >= params.rows) {
    return;
  }
  let base = row * params.in_pitch + params.in_offset;
  var largest = input[base];
  for (var c = 1u; c < params.channels; c++) {
    largest = max(largest, input[base + c]);
  }
  // The largest exponent is 0, so nothing overflows and the sum is at least 1.
  var sum = 0.0;
  for (var c = 0u; c < params.channels; c++) {
    sum += exp(input[base + c] - largest);
  }
  for (var c = 0u; c < params.channels; c++) {
    output[row * params.channels + c] = exp(input[base + c] - largest) / sum;
  }
}
