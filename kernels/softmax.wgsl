// softmax: out[r][c] = exp(in[r][c] − max_c) / Σ_c exp(in[r][c] − max_c).
//   input   [rows × in_pitch], in the form INPUT; columns [in_offset, in_offset + in_channels)
//   output  f32 [rows × in_channels]
// Dispatch: one thread per row (a few dozen classes). Reference: src/ops/tfjs/tfjs-ops.ts, within 1e-5.
// #include "include/linear_id.wgsl"
// #include "include/input_matrix.wgsl"
struct Params {
  rows: u32,
  in_channels: u32,
  in_pitch: u32,
  in_offset: u32,
}

@group(0) @binding(0) var<storage, read> input: array<InputUnit>;
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
  var largest = input4(row, 0u).x;
  for (var first = 0u; first < params.in_channels; first += 4u) {
    let values = input4(row, first / 4u);
    for (var i = 0u; i < min(4u, params.in_channels - first); i++) {
      largest = max(largest, values[i]);
    }
  }
  // The largest exponent is 0, so nothing overflows and the sum is at least 1.
  let base = row * params.in_channels;
  var sum = 0.0;
  for (var first = 0u; first < params.in_channels; first += 4u) {
    let powers = exp(input4(row, first / 4u) - largest);
    for (var i = 0u; i < min(4u, params.in_channels - first); i++) {
      sum += powers[i];
      output[base + first + i] = powers[i];
    }
  }
  for (var c = 0u; c < params.in_channels; c++) {
    output[base + c] /= sum;
  }
}
