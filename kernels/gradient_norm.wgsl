// gradient_norm: (Σ v.x, Σ v.y) of each block of 4096 values: a first run over gradients gives (Σ g², how many are not finite) by block,
// further runs over those partial sums give the whole.
//   values  f32: gradients when squares is 1, else pairs
//   sums    vec2f [blocks]
// Dispatch: one workgroup of 256 per block; threads take every 256th value, then add up as a tree in index order.
// Reference: src/ops/webgpu/gradients/losses.gpu.test.ts (float64), within 1e-4.
// #include "include/linear_id.wgsl"
struct Params {
  length: u32,
  squares: u32,
}

const THREADS = 256u;
const BLOCK = 4096u;
const EXPONENT = 0x7f800000u;

@group(0) @binding(0) var<storage, read> values: array<f32>;
@group(0) @binding(1) var<storage, read_write> sums: array<vec2f>;
@group(1) @binding(0) var<uniform> params: Params;

var<workgroup> running: array<vec2f, THREADS>;

@compute @workgroup_size(THREADS)
fn gradient_norm(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let block = workgroup.x + workgroup.y * workgroups.x;
  let end = min((block + 1u) * BLOCK, params.length);
  var sum = vec2f(0.0);
  for (var i = block * BLOCK + local; i < end; i += THREADS) {
    if (params.squares == 0u) {
      sum += vec2f(values[2u * i], values[2u * i + 1u]);
    } else if ((bitcast<u32>(values[i]) & EXPONENT) == EXPONENT) {
      sum.y += 1.0; // a NaN in the sum itself might be optimised away
    } else {
      sum.x += values[i] * values[i];
    }
  }
  running[local] = sum;
  workgroupBarrier();
  for (var reach = THREADS / 2u; reach > 0u; reach /= 2u) {
    if (local < reach) {
      running[local] += running[local + reach];
    }
    workgroupBarrier();
  }
  if (local == 0u && block * BLOCK < params.length) {
    sums[block] = running[0];
  }
}
