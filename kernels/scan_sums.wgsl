// scan_sums: exclusive prefix sum of the block sums, in place, and their total. Second step of the reduce-then-scan.
//   sums    u32 [blocks]
//   counts  u32 [slots]: counts[slot] = total
// Dispatch: one workgroup, which walks the blocks WORKGROUP at a time. Reference: src/ops/webgpu/rank-words.gpu.test.ts.
// #include "include/linear_id.wgsl"
// #include "include/scan_workgroup.wgsl"
struct Params {
  blocks: u32,
  slot: u32,
}

@group(0) @binding(0) var<storage, read_write> sums: array<u32>;
@group(0) @binding(1) var<storage, read_write> counts: array<u32>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn scan_sums(@builtin(local_invocation_index) local: u32) {
  var carry = 0u;
  for (var start = 0u; start < params.blocks; start += WORKGROUP) {
    let block = start + local;
    var sum = 0u;
    if (block < params.blocks) {
      sum = sums[block];
    }
    let before = scan_workgroup(sum, local);
    if (block < params.blocks) {
      sums[block] = carry + before;
    }
    carry += workgroup_total();
  }
  if (local == 0u) {
    counts[params.slot] = carry;
  }
}
