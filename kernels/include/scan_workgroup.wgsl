// Exclusive prefix sum over a workgroup (Hillis and Steele). Every thread of the workgroup must call both functions, in step.
// #include "include/linear_id.wgsl"
var<workgroup> running: array<u32, WORKGROUP>;

fn scan_workgroup(value: u32, local: u32) -> u32 {
  workgroupBarrier();
  running[local] = value;
  workgroupBarrier();
  for (var reach = 1u; reach < WORKGROUP; reach *= 2u) {
    var before = 0u;
    if (local >= reach) {
      before = running[local - reach];
    }
    workgroupBarrier();
    running[local] += before;
    workgroupBarrier();
  }
  return running[local] - value;
}

// Sum over the workgroup, after scan_workgroup.
fn workgroup_total() -> u32 {
  return running[WORKGROUP - 1u];
}
