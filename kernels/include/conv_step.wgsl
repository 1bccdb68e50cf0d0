// What the convolution kernels share: parameters, the tile program, and what happens to a finished sum. See src/ops/webgpu/conv-step.ts.
struct Params {
  first_tile: u32,
  flags: u32,
  slots: u32,
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
  residual_halves: u32,
  offset_ids: array<vec4u, 2>,
}

const NO_ROW = 0xffffffffu;
const TILE_SLOTS = 32u;

/// Without a program there is one offset, and slot s is row s both ways: a linear layer.
const HAS_PROGRAM = 1u;
const ADDS_PARTIAL = 2u;
const WRITES_PARTIAL = 4u;
const HAS_BIAS = 8u;
const HAS_RELU = 16u;

fn has(flag: u32) -> bool {
  return (params.flags & flag) != 0u;
}

/// Output row of a slot; NO_ROW in the padding.
fn row_of(slot: u32) -> u32 {
  if (has(HAS_PROGRAM)) {
    return program[params.slots_at + slot];
  }
  return select(NO_ROW, slot, slot < params.slots);
}

/// Input row of a slot at the i-th offset of the group.
fn entry_of(i: u32, slot: u32) -> u32 {
  if (has(HAS_PROGRAM)) {
    return program[params.entries_at + i * params.entry_pitch + slot];
  }
  return select(NO_ROW, slot, slot < params.slots);
}

/// Which offsets of the group some row of a tile has: none in the padding.
fn offsets_of(tile: u32) -> u32 {
  if (has(HAS_PROGRAM)) {
    return program[params.masks_at + tile];
  }
  return select(0u, 1u, tile * TILE_SLOTS < params.slots);
}

/// Kernel offset k of the i-th offset of the group; ids are bytes.
fn offset_id(i: u32) -> u32 {
  return (params.offset_ids[i >> 4u][(i >> 2u) & 3u] >> ((i & 3u) * 8u)) & 255u;
}

// #if RESIDUAL == vec4
alias ResidualUnit = vec4f;

fn residual4(row: u32, four: u32) -> vec4f {
  return residual[row * params.residual_pitch + params.residual_offset + four];
}
// #end
// #if RESIDUAL == half
alias ResidualUnit = vec2u;

fn residual4(row: u32, four: u32) -> vec4f {
  let packed = residual[row * params.residual_pitch + params.residual_offset + four];
  return vec4f(unpack2x16float(packed.x), unpack2x16float(packed.y));
}
// #end
// #if RESIDUAL == words
alias ResidualUnit = u32;

/// Any view: params.residual_halves says which of f32 and pack2x16float the words are.
fn residual4(row: u32, four: u32) -> vec4f {
  var value = vec4f();
  for (var i = 0u; i < min(4u, params.out_channels - four * 4u); i++) {
    let column = params.residual_offset + four * 4u + i;
    if (params.residual_halves == 1u) {
      value[i] = unpack2x16float(residual[row * params.residual_pitch + column / 2u])[column & 1u];
    } else {
      value[i] = bitcast<f32>(residual[row * params.residual_pitch + column]);
    }
  }
  return value;
}
// #end
// #if RESIDUAL == none
alias ResidualUnit = u32;
// #end

// #if WEIGHTS == scalar
alias BiasUnit = f32;

fn bias4(four: u32) -> vec4f {
  var value = vec4f();
  for (var i = 0u; i < min(4u, params.out_channels - four * 4u); i++) {
    value[i] = bias[four * 4u + i];
  }
  return value;
}
// #else
alias BiasUnit = vec4f;

fn bias4(four: u32) -> vec4f {
  return bias[four];
}
// #end

/// Adds what earlier groups left, then either leaves the sum for the next group or runs the epilogue.
fn finish(row: u32, four: u32, sum: vec4f) {
  if (row == NO_ROW || four >= params.out_fours) {
    return;
  }
  var value = sum;
  if (has(ADDS_PARTIAL)) {
    let at = row * params.out_fours + four;
    value += partial_sums[at];
    // The last group leaves zeros for the next convolution, so that nobody has to clear first.
    partial_sums[at] = select(vec4f(), value, has(WRITES_PARTIAL));
    if (has(WRITES_PARTIAL)) {
      return;
    }
  }
  // #if NORMALISED == 1
  value *= scales[row];
  // #end
  if (has(HAS_BIAS)) {
    value += bias4(four);
  }
  // #if RESIDUAL != none
  value += residual4(row, four);
  // #end
  if (has(HAS_RELU)) {
    value = max(value, vec4f());
  }
  store4(row, four, value);
}
