// conv_vec4: out[r] = relu?(Σ_k W[k]ᵀ · in[map[k][r]] + bias), channels in fours. A missing row adds 0. One thread holds 4 rows × 4
// output channels in registers; the threads of a row stand side by side, so that they read one input row together.
//   input    vec4f [rows in × in_pitch]; columns [in_offset, in_offset + in_channels)
//   map      u32 [offsets × rows]: input row, or NO_ROW; not read when has_map is 0 (row r reads row r)
//   weights  vec4f [offsets · 4·in_channels × out_channels]
//   bias     vec4f [out_channels]; not read when has_bias is 0
//   output   vec4f [rows × out_pitch]; columns [out_offset, out_offset + out_channels)
// Channels, pitches and offsets count fours. Dispatch: one thread per (4 rows, 4 output channels).
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

@group(0) @binding(0) var<storage, read> input: array<vec4f>;
@group(0) @binding(1) var<storage, read> map: array<u32>;
@group(0) @binding(2) var<storage, read> weights: array<vec4f>;
@group(0) @binding(3) var<storage, read> bias: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> output: array<vec4f>;
@group(1) @binding(0) var<uniform> params: Params;

fn source_row(offset: u32, row: u32) -> u32 {
  if (row >= params.rows) {
    return NO_ROW;
  }
  if (params.has_map == 0u) {
    return row;
  }
  return map[offset * params.rows + row];
}

fn store(row: u32, column: u32, sum: vec4f) {
  if (row >= params.rows) {
    return;
  }
  var value = sum;
  if (params.has_bias != 0u) {
    value += bias[column];
  }
  if (params.relu != 0u) {
    value = max(value, vec4f(0.0));
  }
  output[row * params.out_pitch + params.out_offset + column] = value;
}

@compute @workgroup_size(WORKGROUP)
fn conv_vec4(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let id = linear_id(workgroup, workgroups, local);
  let column = id % params.out_channels;
  let row = id / params.out_channels * 4u;
  if (row >= params.rows) {
    return;
  }
  var sum0 = vec4f();
  var sum1 = vec4f();
  var sum2 = vec4f();
  var sum3 = vec4f();
  for (var k = 0u; k < params.offsets; k++) {
    let row0 = source_row(k, row);
    let row1 = source_row(k, row + 1u);
    let row2 = source_row(k, row + 2u);
    let row3 = source_row(k, row + 3u);
    let has0 = row0 != NO_ROW;
    let has1 = row1 != NO_ROW;
    let has2 = row2 != NO_ROW;
    let has3 = row3 != NO_ROW;
    if (!(has0 || has1 || has2 || has3)) {
      continue;
    }
    // A missing row reads row 0 and drops it, so that the inner loop has no branch.
    let base0 = select(0u, row0, has0) * params.in_pitch + params.in_offset;
    let base1 = select(0u, row1, has1) * params.in_pitch + params.in_offset;
    let base2 = select(0u, row2, has2) * params.in_pitch + params.in_offset;
    let base3 = select(0u, row3, has3) * params.in_pitch + params.in_offset;
    var weight = k * params.in_channels * 4u * params.out_channels + column;
    for (var c = 0u; c < params.in_channels; c++) {
      let w0 = weights[weight];
      let w1 = weights[weight + params.out_channels];
      let w2 = weights[weight + 2u * params.out_channels];
      let w3 = weights[weight + 3u * params.out_channels];
      weight += 4u * params.out_channels;
      let x0 = select(vec4f(), input[base0 + c], has0);
      let x1 = select(vec4f(), input[base1 + c], has1);
      let x2 = select(vec4f(), input[base2 + c], has2);
      let x3 = select(vec4f(), input[base3 + c], has3);
      sum0 += x0.x * w0 + x0.y * w1 + x0.z * w2 + x0.w * w3;
      sum1 += x1.x * w0 + x1.y * w1 + x1.z * w2 + x1.w * w3;
      sum2 += x2.x * w0 + x2.y * w1 + x2.z * w2 + x2.w * w3;
      sum3 += x3.x * w0 + x3.y * w1 + x3.z * w2 + x3.w * w3;
    }
  }
  store(row, column, sum0);
  store(row + 1u, column, sum1);
  store(row + 2u, column, sum2);
  store(row + 3u, column, sum3);
}
