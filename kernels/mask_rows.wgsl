// mask_rows: which offsets each row has, as its place in Gray-code order, and how many rows of each block have each place.
// Neighbours in Gray order differ in one bit, so that tiles which span two places waste little.
//   table      u32 [offsets × rows]
//   counts     u32: rows in use at `rows_at`
//   places     u32 [groups × rows]: 0 for a row without any offset
//   histogram  u32 [groups × blocks × BINS]
// Dispatch: x = blocks of BLOCK rows, y = groups. Reference: src/ops/webgpu/tile-program.gpu.test.ts.
// #include "include/tile_group.wgsl"
@group(0) @binding(0) var<storage, read> table: array<u32>;
@group(0) @binding(1) var<storage, read> counts: array<u32>;
@group(0) @binding(2) var<storage, read_write> places: array<u32>;
@group(0) @binding(3) var<storage, read_write> histogram: array<u32>;
@group(1) @binding(0) var<uniform> params: Params;

var<workgroup> seen: array<atomic<u32>, BINS>;

fn third(step: u32) -> u32 {
  return step / 2u + (step & (step >> 1u));
}

// A mask of 25 bits (a plane of a 5³ kernel) becomes that of the 3×3 fields it falls into: sides of 2, 1 and 2 offsets. The order decides
// how fast a convolution is, never what it gives.
fn fold(mask: u32) -> u32 {
  if (params.offsets <= 9u) {
    return mask;
  }
  var folded = 0u;
  for (var bit = 0u; bit < params.offsets; bit++) {
    if (((mask >> bit) & 1u) != 0u) {
      folded |= 1u << select(bit % 9u, third(bit / 5u) * 3u + third(bit % 5u), params.offsets == 25u);
    }
  }
  return folded;
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
      mask |= select(1u, 0u, entry == NO_ROW) << i;
    }
    let place = gray_place(fold(mask));
    places[group * params.rows + row] = place;
    atomicAdd(&seen[place], 1u);
  }
  workgroupBarrier();
  for (var bin = local; bin < BINS; bin += WORKGROUP) {
    histogram[(group * params.blocks + block) * BINS + bin] = atomicLoad(&seen[bin]);
  }
}
