// grad_weights: partial[chunk][k][i][o] = Σ over the chunk's rows r of in[map[k][r]][i] · dy[r][o]; sum_partials adds the chunks.
//   input    f32 [rows in × in_channels]
//   dy       f32 [rows × out_channels]
//   map      u32 [offsets × rows]: input row, or NO_ROW (adds 0); not read when has_map is 0 (row r reads row r)
//   partial  f32 [chunks × offsets × in_channels × out_channels]
// Dispatch: one workgroup of 64 per (chunk from first_chunk on, offset, tile of 32 input channels, tile of 32 output channels), output tiles fastest.
// A workgroup lists the pairs of 64 rows at a time, then multiplies them from workgroup memory, 4 × 4 channels a thread; threads left
// over share the pairs and are added up at the end in order, so the bits are the same every run.
// Reference: src/ops/webgpu/gradients/gradients.gpu.test.ts (float64), within 1e-4.
// #include "include/linear_id.wgsl"
struct Params {
  rows: u32,
  offsets: u32,
  in_channels: u32,
  out_channels: u32,
  chunk_rows: u32,
  chunks: u32,
  // Chunks before this one are another dispatch's.
  first_chunk: u32,
  has_map: u32,
}

const NO_ROW = 0xffffffffu;
const THREADS = 64u;
// Channels of a tile, in vec4.
const TILE = 8u;
// Pairs multiplied between two barriers.
const BATCH = 32u;

@group(0) @binding(0) var<storage, read> input: array<f32>;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read> map: array<u32>;
@group(0) @binding(3) var<storage, read_write> partial: array<f32>;
@group(1) @binding(0) var<uniform> params: Params;

var<workgroup> present: array<atomic<u32>, 2>;
var<workgroup> pairs: u32;
var<workgroup> pair_input: array<u32, THREADS>;
var<workgroup> pair_output: array<u32, THREADS>;
var<workgroup> input_tile: array<vec4f, BATCH * TILE>;
var<workgroup> dy_tile: array<vec4f, BATCH * TILE>;

// Channels past the last are another row's: they go into sums that nobody stores.
fn input_four(row: u32, channel: u32) -> vec4f {
  let at = row * params.in_channels + channel;
  return vec4f(input[at], input[at + 1u], input[at + 2u], input[at + 3u]);
}

fn dy_four(row: u32, channel: u32) -> vec4f {
  let at = row * params.out_channels + channel;
  return vec4f(dy[at], dy[at + 1u], dy[at + 2u], dy[at + 3u]);
}

@compute @workgroup_size(THREADS)
fn grad_weights(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let input_tiles = (params.in_channels + 4u * TILE - 1u) / (4u * TILE);
  let output_tiles = (params.out_channels + 4u * TILE - 1u) / (4u * TILE);
  var rest = workgroup.x + workgroup.y * workgroups.x;
  let first_output = (rest % output_tiles) * 4u * TILE;
  rest /= output_tiles;
  let first_input = (rest % input_tiles) * 4u * TILE;
  rest /= input_tiles;
  let offset = rest % params.offsets;
  let chunk = params.first_chunk + rest / params.offsets;
  if (chunk >= params.chunks) {
    return;
  }

  let fours_in = (min(params.in_channels - first_input, 4u * TILE) + 3u) / 4u;
  let fours_out = (min(params.out_channels - first_output, 4u * TILE) + 3u) / 4u;
  let blocks = fours_in * fours_out;
  let shares = THREADS / blocks;
  let share = local / blocks;
  let block_in = (local % blocks) / fours_out;
  let block_out = (local % blocks) % fours_out;

  var a0 = vec4f(0.0);
  var a1 = vec4f(0.0);
  var a2 = vec4f(0.0);
  var a3 = vec4f(0.0);
  let end = min((chunk + 1u) * params.chunk_rows, params.rows);
  for (var base = chunk * params.chunk_rows; base < end; base += THREADS) {
    if (local < 2u) {
      atomicStore(&present[local], 0u);
    }
    workgroupBarrier();
    let row = base + local;
    var source = NO_ROW;
    if (row < end) {
      source = row;
      if (params.has_map != 0u) {
        source = map[offset * params.rows + row];
      }
    }
    let word = local >> 5u;
    let bit = 1u << (local & 31u);
    if (source != NO_ROW) {
      atomicOr(&present[word], bit);
    }
    workgroupBarrier();
    let low = atomicLoad(&present[0]);
    let high = atomicLoad(&present[1]);
    if (source != NO_ROW) {
      let place = select(countOneBits(low & (bit - 1u)), countOneBits(low) + countOneBits(high & (bit - 1u)), word == 1u);
      pair_input[place] = source;
      pair_output[place] = row;
    }
    if (local == 0u) {
      pairs = countOneBits(low) + countOneBits(high);
    }
    let count = workgroupUniformLoad(&pairs);

    for (var first = 0u; first < count; first += BATCH) {
      let batch = min(BATCH, count - first);
      for (var i = local; i < batch * fours_in; i += THREADS) {
        let pair = i / fours_in;
        let four = i % fours_in;
        input_tile[pair * TILE + four] = input_four(pair_input[first + pair], first_input + 4u * four);
      }
      for (var i = local; i < batch * fours_out; i += THREADS) {
        let pair = i / fours_out;
        let four = i % fours_out;
        dy_tile[pair * TILE + four] = dy_four(pair_output[first + pair], first_output + 4u * four);
      }
      workgroupBarrier();
      if (share < shares) {
        for (var pair = share; pair < batch; pair += shares) {
          let x = input_tile[pair * TILE + block_in];
          let g = dy_tile[pair * TILE + block_out];
          a0 += x.x * g;
          a1 += x.y * g;
          a2 += x.z * g;
          a3 += x.w * g;
        }
      }
      workgroupBarrier();
    }
  }

  // The tile is done with: four sums a thread take just its place.
  input_tile[local * 4u] = a0;
  input_tile[local * 4u + 1u] = a1;
  input_tile[local * 4u + 2u] = a2;
  input_tile[local * 4u + 3u] = a3;
  workgroupBarrier();
  if (share > 0u) {
    return;
  }
  for (var i = 0u; i < 4u; i++) {
    var total = vec4f(0.0);
    for (var s = 0u; s < shares; s++) {
      total += input_tile[(s * blocks + local) * 4u + i];
    }
    let in_channel = first_input + 4u * block_in + i;
    let out_channel = first_output + 4u * block_out;
    if (in_channel < params.in_channels) {
      let at = ((chunk * params.offsets + offset) * params.in_channels + in_channel) * params.out_channels + out_channel;
      for (var c = 0u; c < min(4u, params.out_channels - out_channel); c++) {
        partial[at + c] = total[c];
      }
    }
  }
}
