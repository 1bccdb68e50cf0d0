// sum_places: within each place of each group, rows in the blocks before each block, in place, and the place's total.
//   counts     u32: rows in use at `rows_at`
//   histogram  u32 [groups × BINS × blocks]
//   totals     u32 [groups × BINS]
// Dispatch: x = BINS, y = groups; a workgroup walks the blocks WORKGROUP at a time. Reference: src/ops/webgpu/tile-program.reference.ts.
// #include "include/tile_group.wgsl"
// #include "include/scan_workgroup.wgsl"
@group(0) @binding(0) var<storage, read> counts: array<u32>;
@group(0) @binding(1) var<storage, read_write> histogram: array<u32>;
@group(0) @binding(2) var<storage, read_write> totals: array<u32>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn sum_places(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) local: u32) {
  let bin = workgroup.y * BINS + workgroup.x;
  let blocks = (min(counts[params.rows_at], params.rows) + BLOCK - 1u) / BLOCK;
  var carry = 0u;
  for (var start = 0u; start < blocks; start += WORKGROUP) {
    let block = start + local;
    var rows = 0u;
    if (block < blocks) {
      rows = histogram[bin * params.blocks + block];
    }
    let before = scan_workgroup(rows, local);
    if (block < blocks) {
      histogram[bin * params.blocks + block] = carry + before;
    }
    carry += workgroup_total();
  }
  if (local == 0u) {
    totals[bin] = carry;
  }
}
