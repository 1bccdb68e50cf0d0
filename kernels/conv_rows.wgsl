// conv_rows: out[r] = relu?((Σ_k W[k]ᵀ · in[map[k][r]]) · scale[r] + bias + residual[r]), register tiles without workgroup memory: a
// thread holds ${ROWS} rows × ${COLUMNS} fours of output channels. For adapters that emulate a GPU on the CPU, where a barrier is
// a switch of coroutines and workgroup memory is no faster than a cache; and for the smallest channel counts.
//   input         [rows in × in_pitch], in the form INPUT; columns [in_offset, in_offset + in_channels)
//   program       u32: slots, masks and entries of a group, see src/ops/webgpu/tile-program.ts
//   weights       [offsets · in_channels × out_channels], in the form WEIGHTS
//   bias          f32 [out_channels]
//   scales        f32 [rows]: 1 / (1 + |n|), see neighbour_scales.wgsl
//   residual      [rows × residual_pitch], in the form RESIDUAL
//   partial_sums  f32 [rows × 4·out_fours]: what the groups before have summed; the last group leaves zeros
//   output        [rows × out_pitch], in the form OUTPUT; columns [out_offset, out_offset + out_channels)
// params.flags says which of them count. Sums run over groups, offsets, then input channels, in order: the same bits every run.
// Dispatch: x = tiles of ROWS · DOWN slots, y = blocks of COLUMNS · ACROSS fours of channels. Reference: src/ops/tfjs/tfjs-ops.ts, within
// 1e-4 for f32.
// #include "include/conv_step.wgsl"
// #include "include/input_matrix.wgsl"
// #include "include/weight_matrix.wgsl"
// #include "include/output_matrix.wgsl"
override WORKGROUP: u32 = 32u;

/// Threads side by side that share rows.
const ACROSS = ${ACROSS}u;

@group(0) @binding(0) var<storage, read> input: array<InputUnit>;
@group(0) @binding(1) var<storage, read> program: array<u32>;
@group(0) @binding(2) var<storage, read> weights: array<WeightUnit>;
@group(0) @binding(3) var<storage, read> bias: array<BiasUnit>;
@group(0) @binding(4) var<storage, read> scales: array<f32>;
@group(0) @binding(5) var<storage, read> residual: array<ResidualUnit>;
@group(0) @binding(6) var<storage, read_write> partial_sums: array<vec4f>;
@group(0) @binding(7) var<storage, read_write> output: array<OutputUnit>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn conv_rows(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) local: u32) {
  let slot = ((params.first_tile + workgroup.x) * ${DOWN}u + local / ACROSS) * ${ROWS}u;
  let column = workgroup.y * ACROSS * ${COLUMNS}u + local % ACROSS;
  if (slot >= params.slots || column >= params.out_fours) {
    return;
  }
  // #repeat q 0 COLUMNS
  let column${q} = min(column + ${q}u * ACROSS, params.out_fours - 1u);
  // #end
  // #repeat r 0 ROWS
  // #repeat q 0 COLUMNS
  var sum${r}_${q} = vec4f();
  // #end
  // #end
  // A thread's rows lie in one tile of the program, so the tile's mask says which offsets they may have.
  var left = offsets_of(slot / TILE_SLOTS);
  while (left != 0u) {
    let i = countTrailingZeros(left);
    left &= left - 1u;
    // #repeat r 0 ROWS
    let entry${r} = entry_of(i, slot + ${r}u);
    let has${r} = entry${r} != NO_ROW;
    // #end
    var any = has0;
    // #repeat r 1 ROWS
    any |= has${r};
    // #end
    if (!any) {
      continue;
    }
    // A missing row reads row 0 and drops it, so that the inner loop has no branch.
    // #repeat r 0 ROWS
    let row${r} = select(0u, entry${r}, has${r});
    // #end
    let first = offset_id(i) * params.in_channels;
    for (var c = 0u; c < params.in_fours; c++) {
      // #repeat r 0 ROWS
      let x${r} = select(vec4f(), input4(row${r}, c), has${r});
      // #end
      // #repeat q 0 COLUMNS
      {
        // #repeat j 0 4
        let w${j} = weight4(first + input_channel(c * 4u + ${j}u), column${q});
        // #end
        // #repeat r 0 ROWS
        sum${r}_${q} = fma(vec4f(x${r}.w), w3, fma(vec4f(x${r}.z), w2, fma(vec4f(x${r}.y), w1, fma(vec4f(x${r}.x), w0, sum${r}_${q}))));
        // #end
      }
      // #end
    }
  }
  // One copy of the epilogue, see conv_tile.wgsl.
  for (var r = 0u; r < ${ROWS}u; r++) {
    let row = row_of(slot + r);
    // #repeat q 0 COLUMNS
    var value${q} = sum0_${q};
    // #repeat i 1 ROWS
    value${q} = select(value${q}, sum${i}_${q}, r == ${i}u);
    // #end
    // #end
    // #if COLUMNS == 1
    finish(row, column, value0);
    // #else
    for (var q = 0u; q < ${COLUMNS}u; q++) {
      var value = value0;
      // #repeat i 1 COLUMNS
      value = select(value, value${i}, q == ${i}u);
      // #end
      finish(row, column + q * ACROSS, value);
    }
    // #end
  }
}
