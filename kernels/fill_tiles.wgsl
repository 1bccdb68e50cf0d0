// fill_tiles: for each slot of a tile program and each offset of its group, the input row; for each 32 slots the offsets that one of them
// has. Slots up to the next multiple of WORKGROUP are padding: NO_ROW everywhere.
//   table    u32 [offsets × rows]
//   counts   u32: slots in use of group g at `used_at` + g
//   program  u32, group g at g · pitch: slots [capacity] (read), masks [capacity / 32], entries [offsets of the group × capacity]
// Dispatch: x = workgroups of slots, y = groups. Reference: src/ops/webgpu/tile-program.gpu.test.ts.
// #include "include/tile_group.wgsl"
@group(0) @binding(0) var<storage, read> table: array<u32>;
@group(0) @binding(1) var<storage, read> counts: array<u32>;
@group(0) @binding(2) var<storage, read_write> program: array<u32>;
@group(1) @binding(0) var<uniform> params: Params;

const TILE = 32u;
var<workgroup> present: array<atomic<u32>, WORKGROUP / TILE>;

@compute @workgroup_size(WORKGROUP)
fn fill_tiles(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) local: u32) {
  let group = workgroup.y;
  let base = group * params.pitch;
  let used = counts[params.used_at + group];
  if (workgroup.x * WORKGROUP >= min(used, params.capacity)) {
    return;
  }
  let slot = workgroup.x * WORKGROUP + local;
  let plane = plane_of(group, params.planes);
  var row = NO_ROW;
  if (slot < used) {
    row = program[base + slot];
  } else {
    program[base + slot] = NO_ROW;
  }
  let masks = base + params.capacity;
  let entries = masks + params.capacity / TILE;
  var mask = 0u;
  for (var i = 0u; i < params.offsets; i++) {
    var entry = NO_ROW;
    if (row != NO_ROW) {
      entry = table[(i * params.planes + plane) * params.rows + row];
    }
    program[entries + i * params.capacity + slot] = entry;
    mask |= select(1u, 0u, entry == NO_ROW) << i;
  }
  if (mask != 0u) {
    atomicOr(&present[local / TILE], mask);
  }
  workgroupBarrier();
  if (local % TILE == 0u) {
    program[masks + slot / TILE] = atomicLoad(&present[local / TILE]);
  }
}
