// scan_places: first slot of each place of each group, in place, and the slots that the group uses. Rows without any offset are left out
// of all groups but the last.
//   totals  u32 [groups × BINS]
//   counts  u32: slots in use of group g at `used_at` + g
// Dispatch: x = 1, y = groups. Reference: src/ops/webgpu/tile-program.reference.ts.
// #include "include/tile_group.wgsl"
// #include "include/scan_workgroup.wgsl"
@group(0) @binding(0) var<storage, read_write> totals: array<u32>;
@group(0) @binding(1) var<storage, read_write> counts: array<u32>;
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn scan_places(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) local: u32) {
  let group = workgroup.y;
  var carry = 0u;
  for (var start = 0u; start < BINS; start += WORKGROUP) {
    let bin = start + local;
    var rows = totals[group * BINS + bin];
    if (bin == 0u && group + 1u < params.planes) {
      rows = 0u;
    }
    let before = scan_workgroup(rows, local);
    totals[group * BINS + bin] = carry + before;
    carry += workgroup_total();
  }
  if (local == 0u) {
    counts[params.used_at + group] = carry;
  }
}
