import { KERNEL_OFFSETS, NO_ROW, OCTANTS } from '../../core/index.ts';
import type { BrickIndex } from './brick-index.ts';

/** [1 × rows] of the finer level. */
export function parentRows(index: BrickIndex, coarser: BrickIndex): Uint32Array {
  const { rows, coords } = index;
  const parents = new Uint32Array(rows);
  for (let r = 0; r < rows; r++) {
    parents[r] = coarser.row(coords[r]! >>> 1, coords[rows + r]! >>> 1, coords[2 * rows + r]! >>> 1);
  }
  return parents;
}

/** [8 × rows] of the coarser level. */
export function childRows(index: BrickIndex, finer: BrickIndex): Uint32Array {
  const { rows, coords } = index;
  const children = new Uint32Array(OCTANTS * rows);
  for (let octant = 0; octant < OCTANTS; octant++) {
    for (let r = 0; r < rows; r++) {
      const x = coords[r]! * 2 + (octant >>> 2);
      const y = coords[rows + r]! * 2 + ((octant >>> 1) & 1);
      const z = coords[2 * rows + r]! * 2 + (octant & 1);
      children[octant * rows + r] = finer.row(x, y, z);
    }
  }
  return children;
}

/** [27 × rows]. Offset k of a row and offset 26 − k of its neighbour name each other, so only half are looked up. */
export function neighbourRows(index: BrickIndex): Uint32Array {
  const { rows, coords } = index;
  const table = new Uint32Array(KERNEL_OFFSETS * rows).fill(NO_ROW);
  const centre = (KERNEL_OFFSETS - 1) / 2;
  for (let k = 0; k < centre; k++) {
    const dx = Math.floor(k / 9) - 1;
    const dy = (Math.floor(k / 3) % 3) - 1;
    const dz = (k % 3) - 1;
    const mirror = (KERNEL_OFFSETS - 1 - k) * rows;
    for (let r = 0; r < rows; r++) {
      const q = index.row(coords[r]! + dx, coords[rows + r]! + dy, coords[2 * rows + r]! + dz);
      if (q === NO_ROW) continue;
      table[k * rows + r] = q;
      table[mirror + q] = r;
    }
  }
  for (let r = 0; r < rows; r++) table[centre * rows + r] = r;
  return table;
}
