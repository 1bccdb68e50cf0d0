// conv: out[r] = relu?(Σ_k W[k]ᵀ · in[map[k][r]] + bias) for any channel counts; conv_vec4 is the fast form for multiples of four.
//   input    f32 [rows in × in_pitch]; columns [in_offset, in_offset + in_channels)
//   map      u32 [offsets × rows]: input row, or NO_ROW (adds 0); not read when has_map is 0 (row r reads row r)
//   weights  f32 [offsets · in_channels × out_channels]
//   bias     f32 [out_channels]; not read when has_bias is 0
//   output   f32 [rows × out_pitch]; columns [out_offset, out_offset + out_channels)
// Dispatch: one thread per (row, output channel).
// Sums run over offsets, then input channels, in order: the same bits every run. Reference: src/ops/tfjs/tfjs-ops.ts, within 1e-4.
// #include "include/linear_id.wgsl"
struct Params {
  rows: u32,
  offsets: u32,
  in_channels: u32,
  in_pitch: u32,
  in_offset: u32,
  out_channels: u32,
  out_pitch: u32,
  out_offset: u32,
  has_map: u32,
  has_bias: u32,
  relu: u32,
}

const NO_ROW = 0xffffffffu;

@group(0) @binding(0) var<storage, read> input: array<f32>;
@group(0) @binding(1) var<storage, read> map: array<u32>;
@group(0) @binding(2) var<storage, read> weights: array<f32>;
@group(0) @binding(3) var<storage, read> bias: array<f32>;
@group(0) @binding(4) var<storage, read_write> output: array<f32>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn conv(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let id = linear_id(workgroup, workgroups, local);
  let column = id % params.out_channels;
  let row = id / params.out_channels;
  if (row >= params.rows) {
    return;
  }
  var sum = 0.0;
  for (var k = 0u; k < params.offsets; k++) {
    var source = row;
    if (params.has_map != 0u) {
      source = map[k * params.rows + row];
    }
    if (source == NO_ROW) {
      continue;
    }
    let base = source * params.in_pitch + params.in_offset;
    let weight = k * params.in_channels * params.out_channels + column;
    for (var c = 0u; c < params.in_channels; c++) {
      sum += input[base + c] * weights[weight + c * params.out_channels];
    }
  }
  if (params.has_bias != 0u) {
    sum += bias[column];
  }
  if (params.relu != 0u) {
    sum = max(sum, 0.0);
  }
  output[row * params.out_pitch + params.out_offset + column] = sum;
}
