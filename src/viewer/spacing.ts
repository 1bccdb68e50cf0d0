/** Points that a cell must hold before its density is believed. */
const ENOUGH = 6;
const LEVELS = 8;
/** Grids are laid twice, half a cell apart: a point in the corner of one cell is well inside one of the other grid. */
const SHIFTS = [0, 0.5] as const;
/** Points wider than this many medians are strays, not sparse surface. */
const MAX_MEDIANS = 12;
/** Multipliers of the cell hash, large and odd. */
const HASH = [0x9e3779b1, 0x85ebca6b, 0xc2b2ae35] as const;

/**
 * Distance between neighbouring points around each point, metres, float32 [count]: points lie on surfaces, so that n points in a cell
 * of side s are about s / √n apart. Cells start at the finest size and double until one holds enough points: a spinning LiDAR's dense
 * and sparse parts get their own value each. Strays get the median.
 * @param finestM Side of the finest cell; 1/1024 of the largest extent serves any scan.
 */
export function estimateSpacing(positions: Float32Array, finestM: number): Float32Array {
  const count = Math.floor(positions.length / 3);
  const spacing = new Float32Array(count);
  // Hash collisions merge two cells and make both look a little denser: harmless for a point's size, and no keys are stored.
  const bits = Math.max(8, Math.ceil(Math.log2(Math.max(1, count))) + 1);
  const counts = SHIFTS.map(() => new Uint32Array(1 << bits));
  const cellOf = (i: number, cellM: number, shift: number) => {
    const x = Math.floor(positions[3 * i] / cellM + shift);
    const y = Math.floor(positions[3 * i + 1] / cellM + shift);
    const z = Math.floor(positions[3 * i + 2] / cellM + shift);
    const mixed = Math.imul(x, HASH[0]) ^ Math.imul(y, HASH[1]) ^ Math.imul(z, HASH[2]);
    return Math.imul(mixed ^ (mixed >>> 15), HASH[0]) >>> (32 - bits);
  };
  let open = Uint32Array.from({ length: count }, (_, i) => i);
  for (let level = 0; level < LEVELS && open.length > 0; level++) {
    const cellM = finestM * 2 ** level;
    SHIFTS.forEach((shift, grid) => {
      counts[grid].fill(0);
      for (let i = 0; i < count; i++) counts[grid][cellOf(i, cellM, shift)]++;
    });
    let kept = 0;
    for (const i of open) {
      const inCell = Math.max(...SHIFTS.map((shift, grid) => counts[grid][cellOf(i, cellM, shift)]));
      if (inCell >= ENOUGH) spacing[i] = cellM / Math.sqrt(inCell);
      else open[kept++] = i;
    }
    open = open.subarray(0, kept);
  }
  const known = spacing.filter((value) => value > 0).sort();
  const median = known.length > 0 ? known[known.length >> 1] : finestM * 2 ** LEVELS;
  for (let i = 0; i < count; i++) {
    if (spacing[i] === 0 || spacing[i] > MAX_MEDIANS * median) spacing[i] = median;
  }
  return spacing;
}
