// What both convolution kernels share: parameters, the tile program, and what happens to a finished sum. See src/ops/webgpu/conv-step.ts.
struct Params {
  first_tile: u32,
  flags: u32,
  slots: u32,
  offsets: u32,
  slots_at: u32,
  masks_at: u32,
  entries_at: u32,
  entry_pitch: u32,
  in_channels: u32,
  in_fours: u32,
  in_pitch: u32,
  in_offset: u32,
  out_channels: u32,
  out_fours: u32,
  out_pitch: u32,
  out_offset: u32,
  residual_pitch: u32,
  residual_offset: u32,
  offset_ids: array<vec4u, 2>,
}

const NO_ROW = 0xffffffffu;
const TILE_SLOTS = 32u;

const HAS_SLOTS = 1u;
const HAS_MASKS = 2u;
const HAS_ENTRIES = 4u;
const ADDS_PARTIAL = 8u;
const WRITES_PARTIAL = 16u;
const HAS_BIAS = 32u;
const HAS_SCALES = 64u;
const HAS_RESIDUAL = 128u;
const RESIDUAL_HALF = 256u;
const HAS_RELU = 512u;

fn has(flag: u32) -> bool {
  return (params.flags & flag) != 0u;
}

/// Output row of a slot; NO_ROW in the padding.
fn row_of(slot: u32) -> u32 {
  if (slot >= params.slots) {
    return NO_ROW;
  }
  if (has(HAS_SLOTS)) {
    return program[params.slots_at + slot];
  }
  return slot;
}

/// Input row of a slot at the i-th offset of the group.
fn entry_of(i: u32, slot: u32) -> u32 {
  if (slot >= params.slots) {
    return NO_ROW;
  }
  if (has(HAS_ENTRIES)) {
    return program[params.entries_at + i * params.entry_pitch + slot];
  }
  return slot;
}

/// Which offsets of the group some row of a tile has.
fn offsets_of(tile: u32) -> u32 {
  if (has(HAS_MASKS)) {
    return program[params.masks_at + tile];
  }
  return 0xffffffffu >> (32u - params.offsets);
}

/// Kernel offset k of the i-th offset of the group; ids are bytes.
fn offset_id(i: u32) -> u32 {
  return (params.offset_ids[i >> 4u][(i >> 2u) & 3u] >> ((i & 3u) * 8u)) & 255u;
}

fn residual1(row: u32, channel: u32) -> f32 {
  if (channel >= params.out_channels) {
    return 0.0;
  }
  let column = params.residual_offset + channel;
  if (has(RESIDUAL_HALF)) {
    let pair = unpack2x16float(residual[row * params.residual_pitch + column / 2u]);
    return select(pair.x, pair.y, (column & 1u) == 1u);
  }
  return bitcast<f32>(residual[row * params.residual_pitch + column]);
}

/// Adds what earlier groups left, then either leaves the sum for the next group or runs the epilogue.
fn finish(row: u32, four: u32, sum: vec4f) {
  if (row == NO_ROW || four >= params.out_fours) {
    return;
  }
  var value = sum;
  let at = row * params.out_fours + four;
  if (has(ADDS_PARTIAL)) {
    value += partial_sums[at];
  }
  if (has(WRITES_PARTIAL)) {
    partial_sums[at] = value;
    return;
  }
  if (has(HAS_SCALES)) {
    value *= scales[row];
  }
  if (has(HAS_BIAS)) {
    value += bias4(four);
  }
  if (has(HAS_RESIDUAL)) {
    let first = four * 4u;
    value += vec4f(residual1(row, first), residual1(row, first + 1u), residual1(row, first + 2u), residual1(row, first + 3u));
  }
  if (has(HAS_RELU)) {
    value = max(value, vec4f());
  }
  store4(row, four, value);
}

fn bias4(four: u32) -> vec4f {
  let first = four * 4u;
  let last = params.out_channels - 1u;
  return vec4f(bias[first], bias[min(first + 1u, last)], bias[min(first + 2u, last)], bias[min(first + 3u, last)]);
}
