// sort_rows: slots[first slot of the row's place + rows of that place before this one] = row: a counting sort that keeps the order of rows
// within a place. Who came before is read off a bitmap of the rows of a place, so that the order of threads does not show.
//   counts     u32: rows in use at `rows_at`
//   places     u32 [groups × rows]
//   histogram  u32 [groups × blocks × bins]: rows of the place in blocks before
//   starts     u32 [groups × bins]: first slot of each place
//   program    u32: slots of group g at g · pitch
// Dispatch: x = blocks of BLOCK rows, y = groups. Reference: src/ops/webgpu/tile-program.gpu.test.ts.
// #include "include/tile_group.wgsl"
@group(0) @binding(0) var<storage, read> counts: array<u32>;
@group(0) @binding(1) var<storage, read> places: array<u32>;
@group(0) @binding(2) var<storage, read> histogram: array<u32>;
@group(0) @binding(3) var<storage, read> starts: array<u32>;
@group(0) @binding(4) var<storage, read_write> program: array<u32>;
@group(1) @binding(0) var<uniform> params: Params;

override WORDS: u32 = WORKGROUP / 32u;
var<workgroup> bits: array<atomic<u32>, MOST_BINS * WORDS>;
var<workgroup> next: array<u32, MOST_BINS>;

@compute @workgroup_size(WORKGROUP)
fn sort_rows(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) local: u32) {
  let block = workgroup.x;
  let group = workgroup.y;
  for (var bin = local; bin < bins(); bin += WORKGROUP) {
    next[bin] = starts[group * bins() + bin] + histogram[(group * params.blocks + block) * bins() + bin];
  }
  let end = min(counts[params.rows_at], params.rows);
  for (var start = 0u; start < BLOCK; start += WORKGROUP) {
    let row = block * BLOCK + start + local;
    var taken = row < end;
    var place = 0u;
    if (taken) {
      place = places[group * params.rows + row];
      taken = place != 0u || group + 1u == params.planes;
    }
    if (taken) {
      atomicOr(&bits[place * WORDS + local / 32u], 1u << (local % 32u));
    }
    workgroupBarrier();
    var before = 0u;
    var total = 0u;
    if (taken) {
      for (var i = 0u; i < WORDS; i++) {
        let word = atomicLoad(&bits[place * WORDS + i]);
        let earlier = select(select(0u, 0xffffffffu, i < local / 32u), (1u << (local % 32u)) - 1u, i == local / 32u);
        before += countOneBits(word & earlier);
        total += countOneBits(word);
      }
      let slot = next[place] + before;
      if (slot < params.capacity) {
        program[group * params.pitch + slot] = row;
      }
    }
    workgroupBarrier();
    // The last row of a place tidies up after all of it.
    if (taken && before + 1u == total) {
      next[place] += total;
      for (var i = 0u; i < WORDS; i++) {
        atomicStore(&bits[place * WORDS + i], 0u);
      }
    }
    workgroupBarrier();
  }
}
