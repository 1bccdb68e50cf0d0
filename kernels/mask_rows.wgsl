// mask_rows: which offsets each row has, as its place in Gray-code order, and how many rows of each block have each place.
// Neighbours in Gray order differ in one bit, so that tiles which span two places waste little.
//   table      u32 [offsets × rows]
//   counts     u32: rows in use at `rows_at`
//   places     u32 [groups × rows]: 0 for a row without any offset
//   histogram  u32 [groups × blocks × bins]
// Dispatch: x = blocks of BLOCK rows, y = groups. Reference: src/ops/webgpu/tile-program.gpu.test.ts.
// #include "include/tile_group.wgsl"
@group(0) @binding(0) var<storage, read> table: array<u32>;
@group(0) @binding(1) var<storage, read> counts: array<u32>;
@group(0) @binding(2) var<storage, read_write> places: array<u32>;
@group(0) @binding(3) var<storage, read_write> histogram: array<u32>;
@group(1) @binding(0) var<uniform> params: Params;

var<workgroup> seen: array<atomic<u32>, MOST_BINS>;

// Which bit of the order each of the nine offsets of a plane is. Rows that differ in a low bit stand next to each other: the centre and
// the sides around it come first, the corners last. On LiDAR that saves 1 to 2 % of the work of coarse levels.
const ORDER = array<u32, 9>(5u, 1u, 6u, 4u, 0u, 2u, 8u, 3u, 7u);

fn bit_of(i: u32) -> u32 {
  return select(i, ORDER[min(i, 8u)], params.offsets == 9u);
}

fn gray_place(code: u32) -> u32 {
  var place = code ^ (code >> 1u);
  place ^= place >> 2u;
  place ^= place >> 4u;
  return place ^ (place >> 8u);
}

@compute @workgroup_size(WORKGROUP)
fn mask_rows(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) local: u32) {
  let block = workgroup.x;
  let group = workgroup.y;
  let plane = plane_of(group, params.planes);
  let end = min(min(counts[params.rows_at], params.rows), (block + 1u) * BLOCK);
  for (var row = block * BLOCK + local; row < end; row += WORKGROUP) {
    var mask = 0u;
    for (var i = 0u; i < params.offsets; i++) {
      let entry = table[(i * params.planes + plane) * params.rows + row];
      mask |= select(1u, 0u, entry == NO_ROW) << bit_of(i);
    }
    let place = gray_place(mask);
    places[group * params.rows + row] = place;
    atomicAdd(&seen[place], 1u);
  }
  workgroupBarrier();
  for (var bin = local; bin < bins(); bin += WORKGROUP) {
    histogram[(group * params.blocks + block) * bins() + bin] = atomicLoad(&seen[bin]);
  }
}
