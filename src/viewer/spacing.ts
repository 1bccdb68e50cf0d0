/** Counted points that a cell must hold before its density is believed. */
const ENOUGH = 5;
const LEVELS = 9;
/** Densities are counted from at most this many points, evenly taken: a million points need no longer than these. */
const COUNTED = 1 << 15;
const HASH_BITS = 16;
/** Wider points would turn sparse surface into blobs. */
const MAX_MEDIANS = 4;

/**
 * Distance between neighbouring points around each point, metres, float32 [count]: points lie on surfaces, so that n points in a cell
 * of side s are about s / √n apart. Cells start at the finest size and double until one holds enough points: a spinning LiDAR's dense
 * and sparse parts get their own value each. Strays get the median, and nothing more than four medians.
 * @param finestM Side of the finest cell; 1/1024 of the largest extent serves any scan.
 */
export function estimateSpacing(positions: Float32Array, finestM: number): Float32Array {
  const count = Math.floor(positions.length / 3);
  const spacing = new Float32Array(count);
  const halves = new Int32Array(3 * count);
  for (let i = 0; i < halves.length; i++) halves[i] = Math.floor((2 * positions[i]) / finestM);
  const step = Math.max(1, Math.ceil(count / COUNTED));
  const counts = new Uint16Array(2 << HASH_BITS);
  let open = Uint32Array.from({ length: count }, (_, i) => i);
  for (let level = 0; level < LEVELS && open.length > 0; level++) {
    const cellM = finestM * 2 ** level;
    counts.fill(0);
    for (let i = 0; i < count; i += step) {
      counts[cellOf(halves, i, level, 0)]++;
      counts[cellOf(halves, i, level, 1)]++;
    }
    let kept = 0;
    for (const i of open) {
      const inCell = (counts[cellOf(halves, i, level, 0)] + counts[cellOf(halves, i, level, 1)]) / 2;
      if (inCell >= ENOUGH) spacing[i] = cellM / Math.sqrt(inCell * step);
      else open[kept++] = i;
    }
    open = open.subarray(0, kept);
  }
  const known = spacing.filter((value) => value > 0).sort();
  const median = known.length > 0 ? known[known.length >> 1] : finestM * 2 ** LEVELS;
  for (let i = 0; i < count; i++) {
    spacing[i] = spacing[i] === 0 ? median : Math.min(spacing[i], MAX_MEDIANS * median);
  }
  return spacing;
}

/**
 * Slot of the point's cell in one of two grids, half a cell apart: a point at the edge of one cell is well inside one of the other.
 * Hash collisions merge two cells and make both look a little denser: harmless for a point's size, and no keys are stored.
 */
function cellOf(halves: Int32Array, i: number, level: number, grid: number): number {
  const shift = grid << level;
  const x = (halves[3 * i] + shift) >> (level + 1);
  const y = (halves[3 * i + 1] + shift) >> (level + 1);
  const z = (halves[3 * i + 2] + shift) >> (level + 1);
  const mixed = Math.imul(x, 0x9e3779b1) ^ Math.imul(y, 0x85ebca6b) ^ Math.imul(z, 0xc2b2ae35);
  return (Math.imul(mixed ^ (mixed >>> 15), 0x9e3779b1) >>> (32 - HASH_BITS)) + (grid << HASH_BITS);
}
