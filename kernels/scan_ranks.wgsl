// scan_ranks: words[i].y = number of bits set before word i. Third step of the reduce-then-scan.
//   sums   u32 [blocks]: bits before each block of 4 · WORKGROUP words
//   words  vec2u [count]: (bits, rank)
// Dispatch: one workgroup per block. Reference: src/ops/webgpu/rank-words.gpu.test.ts.
// #include "include/linear_id.wgsl"
// #include "include/scan_workgroup.wgsl"
struct Params {
  count: u32,
}

const PER_THREAD = 4u;

@group(0) @binding(0) var<storage, read> sums: array<u32>;
@group(0) @binding(1) var<storage, read_write> words: array<vec2u>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn scan_ranks(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let block = workgroup.x + workgroup.y * workgroups.x;
  let first = (block * WORKGROUP + local) * PER_THREAD;
  let end = min(first + PER_THREAD, params.count);
  var sum = 0u;
  for (var i = first; i < end; i++) {
    sum += countOneBits(words[i].x);
  }
  var rank = scan_workgroup(sum, local);
  if (first < end) {
    rank += sums[block];
  }
  for (var i = first; i < end; i++) {
    words[i].y = rank;
    rank += countOneBits(words[i].x);
  }
}
