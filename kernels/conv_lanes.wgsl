// conv_lanes: out[r] = relu?((Σ_k W[k]ᵀ · in[map[k][r]]) · scale[r] + bias + residual[r]), a workgroup of one subgroup for a tile of 32 rows.
// Each lane holds ${ROWS} rows × ${COLUMNS} fours of channels, loads one four of the weights, and gets the others' by broadcast. For
// adapters that emulate a GPU on the CPU: there a load costs as much as 16 multiply-adds, wherever from, and a broadcast costs one.
//   input         [rows in × in_pitch], in the form INPUT; columns [in_offset, in_offset + in_channels)
//   program       u32: slots, masks and entries of a group, see src/ops/webgpu/tile-program.ts
//   weights       [offsets · in_channels × out_channels], in the form WEIGHTS
//   bias          f32 [out_channels]
//   scales        f32 [rows]: 1 / (1 + |n|), see neighbour_scales.wgsl
//   residual      [rows × residual_pitch], in the form RESIDUAL
//   partial_sums  f32 [rows × 4·out_fours]: what the groups before have summed; the last group leaves zeros
//   output        [rows × out_pitch], in the form OUTPUT; columns [out_offset, out_offset + out_channels)
// params.flags says which of them count. Sums run over groups, offsets, then input channels, in order: the same bits every run.
// Dispatch: x = tiles of 32 slots, y = blocks of COLUMNS fours of channels. Subgroups must have ${DOWN} lanes, whatever the kernel.
// Reference: src/ops/tfjs/tfjs-ops.ts, within 1e-4 for f32.
enable subgroups;
// #include "include/conv_step.wgsl"
// #include "include/input_matrix.wgsl"
// #include "include/weight_matrix.wgsl"
// #include "include/output_matrix.wgsl"
override WORKGROUP: u32 = 8u;

const LANES = ${DOWN}u;

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
fn conv_lanes(@builtin(workgroup_id) workgroup: vec3u, @builtin(subgroup_invocation_id) lane: u32) {
  let tile = params.first_tile + workgroup.x;
  let slot = tile * TILE_SLOTS + lane;
  let column = workgroup.y * ${COLUMNS}u;
  // The weights that this lane loads: channel lane % 4 of a four, column lane / 4.
  let own_column = min(column + lane / 4u, params.out_fours - 1u);
  // #repeat r 0 ROWS
  // #repeat q 0 COLUMNS
  var sum${r}_${q} = vec4f();
  // #end
  // #end
  var left = offsets_of(tile);
  while (left != 0u) {
    let i = countTrailingZeros(left);
    left &= left - 1u;
    // A missing row reads row 0 and drops it, so that the inner loop has no branch.
    // #repeat r 0 ROWS
    let entry${r} = entry_of(i, slot + ${r}u * LANES);
    let has${r} = entry${r} != NO_ROW;
    let row${r} = select(0u, entry${r}, has${r});
    // #end
    let first = offset_id(i) * params.in_channels;
    for (var c = 0u; c < params.in_fours; c++) {
      // #repeat r 0 ROWS
      let x${r} = select(vec4f(), input4(row${r}, c), has${r});
      // #end
      let own = weight4(first + input_channel(c * 4u + lane % 4u), own_column);
      // #repeat q 0 COLUMNS
      {
        // #repeat j 0 4
        let w${j} = subgroupBroadcast(own, ${q}u * 4u + ${j}u);
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
    let row = row_of(slot + r * LANES);
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
      finish(row, column + q, value);
    }
    // #end
  }
}
