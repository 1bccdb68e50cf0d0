// order_places: rows of each place in the blocks before each block, in place; first slot of each place; slots that each group uses. Rows
// without any offset are left out of all groups but the last.
//   counts     u32: rows in use at `rows_at` (read), slots in use of group g at `used_at` + g (written)
//   histogram  u32 [groups × blocks × bins]
//   starts     u32 [groups × bins]
// Dispatch: x = 1, y = groups; a thread walks the blocks of its places. Reference: src/ops/webgpu/tile-program.gpu.test.ts.
// #include "include/tile_group.wgsl"
// #include "include/scan_workgroup.wgsl"
@group(0) @binding(0) var<storage, read_write> counts: array<u32>;
@group(0) @binding(1) var<storage, read_write> histogram: array<u32>;
@group(0) @binding(2) var<storage, read_write> starts: array<u32>;
@group(1) @binding(0) var<uniform> params: Params;

const STEP = 4u;

// Rows of a place in all blocks. Four loads at a time: they do not wait for each other.
fn sum_blocks(group: u32, bin: u32, blocks: u32) -> u32 {
  var sum = 0u;
  for (var block = 0u; block < blocks; block += STEP) {
    let at = (group * params.blocks + block) * bins() + bin;
    var rows = array<u32, STEP>();
    for (var i = 0u; i < STEP; i++) {
      if (block + i < blocks) {
        rows[i] = histogram[at + i * bins()];
      }
    }
    for (var i = 0u; i < STEP; i++) {
      if (block + i < blocks) {
        histogram[at + i * bins()] = sum;
      }
      sum += rows[i];
    }
  }
  return sum;
}

@compute @workgroup_size(WORKGROUP)
fn order_places(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) local: u32) {
  let group = workgroup.y;
  let blocks = (min(counts[params.rows_at], params.rows) + BLOCK - 1u) / BLOCK;
  var carry = 0u;
  for (var start = 0u; start < bins(); start += WORKGROUP) {
    let bin = start + local;
    var rows = 0u;
    if (bin < bins()) {
      rows = sum_blocks(group, bin, blocks);
    }
    if (bin == 0u && group + 1u < params.planes) {
      rows = 0u;
    }
    let before = scan_workgroup(rows, local);
    if (bin < bins()) {
      starts[group * bins() + bin] = carry + before;
    }
    carry += workgroup_total();
  }
  if (local == 0u) {
    counts[params.used_at + group] = carry;
  }
}
