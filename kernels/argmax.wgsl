// argmax: out[r] = index of the largest of in[r][0…in_channels), the first of equals.
//   input  [rows × in_pitch], in the form INPUT; columns [in_offset, in_offset + in_channels)
//   ids    u32 [rows]
// Dispatch: one thread per row. Reference: src/ops/tfjs/tfjs-ops.ts, exact.
// #include "include/linear_id.wgsl"
// #include "include/input_matrix.wgsl"
struct Params {
  rows: u32,
  in_channels: u32,
  in_pitch: u32,
  in_offset: u32,
}

@group(0) @binding(0) var<storage, read> input: array<InputUnit>;
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
  var best = 0u;
  var largest = input4(row, 0u).x;
  for (var first = 0u; first < params.in_channels; first += 4u) {
    let values = input4(row, first / 4u);
    for (var i = 0u; i < min(4u, params.in_channels - first); i++) {
      if (values[i] > largest) {
        largest = values[i];
        best = first + i;
      }
    }
  }
  ids[row] = best;
}
