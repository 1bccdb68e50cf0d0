// What the four kernels that build a tile program (src/ops/webgpu/tile-program.ts) share. A table's offsets are in `planes` groups; bit i
// of a row's mask in group g stands for offset i · planes + plane_of(g). The centre plane is the last group: it takes every row.
// #include "include/linear_id.wgsl"
const NO_ROW = 0xffffffffu;
// Masks have at most nine bits.
const MOST_BINS = 512u;
// Rows that one workgroup counts and later places.
const BLOCK = 1024u;

struct Params {
  // Pitch of the table, and where in `counts` the number of rows in use stands.
  rows: u32,
  rows_at: u32,
  planes: u32,
  // Offsets in a group.
  offsets: u32,
  // Pitch of the histogram: blocks there is room for.
  blocks: u32,
  // Slots of a group, words from one group to the next, and where in `counts` the groups' slots in use stand.
  capacity: u32,
  pitch: u32,
  used_at: u32,
}

// Places in the order: one for each mask.
fn bins() -> u32 {
  return 1u << params.offsets;
}

fn plane_of(group: u32, planes: u32) -> u32 {
  if (group + 1u == planes) {
    return planes / 2u;
  }
  return group + select(0u, 1u, group >= planes / 2u);
}
