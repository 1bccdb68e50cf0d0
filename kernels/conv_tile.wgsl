// conv_tile: out[r] = relu?((Σ_k W[k]ᵀ · in[map[k][r]]) · scale[r] + bias + residual[r]), as masked implicit GEMM: a workgroup sums a tile
// of output rows × output channels. Input rows and weights of one offset and 16 input channels at a time lie in workgroup memory; a thread
// holds ${BANDS} · ${BAND_ROWS} rows × ${COLUMNS} fours of channels in registers. A tile is made of bands of TILE_SLOTS slots. It stages
// the offsets that any of its rows has, and a band sums only those of its own mask: a tall tile shares weights among more rows without
// running more offsets in vain.
//   input         [rows in × in_pitch], in the form INPUT; columns [in_offset, in_offset + in_channels)
//   program       u32: slots, masks and entries of a group, see src/ops/webgpu/tile-program.ts
//   weights       [offsets · in_channels × out_channels], in the form WEIGHTS
//   bias          f32 [out_channels]
//   scales        f32 [rows]: 1 / (1 + |n|), see neighbour_scales.wgsl
//   residual      [rows × residual_pitch], in the form RESIDUAL
//   partial_sums  f32 [rows × 4·out_fours]: what the groups before have summed; the last group leaves zeros
//   output        [rows × out_pitch], in the form OUTPUT; columns [out_offset, out_offset + out_channels)
// params.flags says which of them count. Sums run over groups, offsets, then input channels, in order: the same bits every run.
// Dispatch: x = tiles of BANDS bands, y = blocks of COLUMNS · ACROSS fours of channels. Reference: src/ops/tfjs/tfjs-ops.ts, within 1e-4
// for f32.
// #include "include/conv_step.wgsl"
// #include "include/input_matrix.wgsl"
// #include "include/weight_matrix.wgsl"
// #include "include/output_matrix.wgsl"
override WORKGROUP: u32 = 64u;

/// Threads along the rows and along the channels of a tile.
const DOWN = ${DOWN}u;
const ACROSS = ${ACROSS}u;
const TILE_ROWS = ${BANDS}u * TILE_SLOTS;
const TILE_FOURS = ${COLUMNS}u * ACROSS;
/// Fours of input channels that lie in workgroup memory at a time.
const DEPTH = 4u;
/// One more than DEPTH, so that rows below each other start in different banks.
const PITCH = 5u;

@group(0) @binding(0) var<storage, read> input: array<InputUnit>;
@group(0) @binding(1) var<storage, read> program: array<u32>;
@group(0) @binding(2) var<storage, read> weights: array<WeightUnit>;
@group(0) @binding(3) var<storage, read> bias: array<BiasUnit>;
@group(0) @binding(4) var<storage, read> scales: array<f32>;
@group(0) @binding(5) var<storage, read> residual: array<ResidualUnit>;
@group(0) @binding(6) var<storage, read_write> partial_sums: array<vec4f>;
@group(0) @binding(7) var<storage, read_write> output: array<OutputUnit>;
@group(1) @binding(0) var<uniform> params: Params;

var<workgroup> input_tile: array<vec4f, TILE_ROWS * PITCH>;
var<workgroup> weight_tile: array<vec4f, DEPTH * 4u * TILE_FOURS>;

@compute @workgroup_size(WORKGROUP)
fn conv_tile(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) local: u32) {
  let slot = (params.first_tile + workgroup.x) * TILE_ROWS;
  let block = workgroup.y * TILE_FOURS;
  let across = local % ACROSS;
  let down = local / ACROSS;
  var left = 0u;
  // #repeat b 0 BANDS
  let mask${b} = offsets_of(slot / TILE_SLOTS + ${b}u);
  left |= mask${b};
  // #repeat r 0 BAND_ROWS
  // #repeat q 0 COLUMNS
  var sum${b}_${r}_${q} = vec4f();
  // #end
  // #end
  // #end
  while (left != 0u) {
    let i = countTrailingZeros(left);
    left &= left - 1u;
    // #repeat b 0 BANDS
    let runs${b} = ((mask${b} >> i) & 1u) != 0u;
    // #end
    let first_weight = offset_id(i) * params.in_channels;
    for (var begin = 0u; begin < params.in_fours; begin += DEPTH) {
      let depth = min(DEPTH, params.in_fours - begin);
      // Four threads side by side fetch one row: 32 or 64 bytes that lie together.
      for (var e = local; e < TILE_ROWS * DEPTH; e += WORKGROUP) {
        let row = e / DEPTH;
        let four = e % DEPTH;
        let entry = entry_of(i, slot + row);
        let wanted = entry != NO_ROW && four < depth;
        var value = vec4f();
        if (wanted) {
          value = input4(entry, begin + four);
        }
        input_tile[row * PITCH + four] = value;
      }
      for (var e = local; e < DEPTH * 4u * TILE_FOURS; e += WORKGROUP) {
        let channel = begin * 4u + e / TILE_FOURS;
        let column = block + e % TILE_FOURS;
        var value = vec4f();
        if (channel < params.in_channels && column < params.out_fours) {
          value = weight4(first_weight + channel, column);
        }
        weight_tile[e] = value;
      }
      workgroupBarrier();
      for (var four = 0u; four < depth; four++) {
        // #repeat j 0 4
        // #repeat q 0 COLUMNS
        let w${j}_${q} = weight_tile[(four * 4u + ${j}u) * TILE_FOURS + across + ${q}u * ACROSS];
        // #end
        // #end
        // #repeat b 0 BANDS
        if (runs${b}) {
          // #repeat r 0 BAND_ROWS
          let x${r} = input_tile[(${b}u * TILE_SLOTS + ${r}u * DOWN + down) * PITCH + four];
          // #repeat q 0 COLUMNS
          sum${b}_${r}_${q} = fma(vec4f(x${r}.w), w3_${q}, fma(vec4f(x${r}.z), w2_${q}, fma(vec4f(x${r}.y), w1_${q}, fma(vec4f(x${r}.x), w0_${q}, sum${b}_${r}_${q}))));
          // #end
          // #end
        }
        // #end
      }
      workgroupBarrier();
    }
  }
  // One copy of the epilogue, not one for each register: drivers that compile for a CPU take minutes over those.
  for (var r = 0u; r < ${BANDS}u * ${BAND_ROWS}u; r++) {
    let row = row_of(slot + down + r * DOWN);
    // #repeat q 0 COLUMNS
    var value${q} = vec4f();
    // #repeat b 0 BANDS
    // #repeat i 0 BAND_ROWS
    value${q} = select(value${q}, sum${b}_${i}_${q}, r == ${b}u * ${BAND_ROWS}u + ${i}u);
    // #end
    // #end
    // #end
    // #if COLUMNS == 1
    finish(row, block + across, value0);
    // #else
    for (var q = 0u; q < ${COLUMNS}u; q++) {
      var value = value0;
      // #repeat i 1 COLUMNS
      value = select(value, value${i}, q == ${i}u);
      // #end
      finish(row, block + across + q * ACROSS, value);
    }
    // #end
  }
}
