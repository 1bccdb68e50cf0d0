// scan_reduce: sums[b] = Σ popcount(words[i].x) over block b of 4 · WORKGROUP words. First of three steps of a reduce-then-scan;
// a single-pass scan would need forward progress between workgroups, which WebGPU does not promise.
//   words  vec2u [count]: (bits, rank)
//   sums   u32 [blocks]
// Dispatch: one workgroup per block. Reference: src/ops/webgpu/rank-words.gpu.test.ts.
// #include "include/linear_id.wgsl"
struct Params {
  count: u32,
}

const PER_THREAD = 4u;

@group(0) @binding(0) var<storage, read> words: array<vec2u>;
@group(0) @binding(1) var<storage, read_write> sums: array<u32>;
@group(1) @binding(0) var<uniform> params: Params;

var<workgroup> partial: array<u32, WORKGROUP>;

@compute @workgroup_size(WORKGROUP)
fn scan_reduce(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let block = workgroup.x + workgroup.y * workgroups.x;
  let first = (block * WORKGROUP + local) * PER_THREAD;
  var sum = 0u;
  for (var i = first; i < min(first + PER_THREAD, params.count); i++) {
    sum += countOneBits(words[i].x);
  }
  partial[local] = sum;
  workgroupBarrier();
  for (var stride = WORKGROUP / 2u; stride > 0u; stride /= 2u) {
    if (local < stride) {
      partial[local] += partial[local + stride];
    }
    workgroupBarrier();
  }
  // Blocks past the end exist where the host folded the dispatch.
  if (local == 0u && block * WORKGROUP * PER_THREAD < params.count) {
    sums[block] = partial[0];
  }
}
