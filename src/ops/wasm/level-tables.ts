import { NO_ROW, OCTANTS } from '../../core/index.ts';
import type { BrickIndex } from './brick-index.ts';

/** [1 × rows] of the finer level. */
export function parentRows(index: BrickIndex, coarser: BrickIndex): Uint32Array {
  const { rows, places } = index;
  const parents = new Uint32Array(rows);
  for (let r = 0; r < rows; r++) {
    parents[r] = coarser.row(
      places[r]! >>> 1,
      places[rows + r]! >>> 1,
      places[2 * rows + r]! >>> 1,
      places[3 * rows + r]!,
    );
  }
  return parents;
}

/** [8 × rows] of the coarser level. */
export function childRows(index: BrickIndex, finer: BrickIndex): Uint32Array {
  const { rows, places } = index;
  const children = new Uint32Array(OCTANTS * rows);
  for (let octant = 0; octant < OCTANTS; octant++) {
    for (let r = 0; r < rows; r++) {
      const x = places[r]! * 2 + (octant >>> 2);
      const y = places[rows + r]! * 2 + ((octant >>> 1) & 1);
      const z = places[2 * rows + r]! * 2 + (octant & 1);
      children[octant * rows + r] = finer.row(x, y, z, places[3 * rows + r]!);
    }
  }
  return children;
}

/** [8 × rows] of the finer level: the parent's row at this voxel's octant. */
export function inverseRows(index: BrickIndex, coarser: BrickIndex): Uint32Array {
  const { rows, places } = index;
  const table = new Uint32Array(OCTANTS * rows).fill(NO_ROW);
  parentRows(index, coarser).forEach((parent, r) => {
    const octant = ((places[r]! & 1) << 2) | ((places[rows + r]! & 1) << 1) | (places[2 * rows + r]! & 1);
    table[octant * rows + r] = parent;
  });
  return table;
}

/**
 * [(2·reach + 1)³ × rows]. Offset k of a row and the mirrored offset of its neighbour name each other, so only half are looked up.
 */
export function neighbourRows(index: BrickIndex, reach: number): Uint32Array {
  const { rows, places } = index;
  const side = 2 * reach + 1;
  const offsets = side ** 3;
  const table = new Uint32Array(offsets * rows).fill(NO_ROW);
  const centre = (offsets - 1) / 2;
  for (let k = 0; k < centre; k++) {
    const dx = Math.floor(k / side ** 2) - reach;
    const dy = (Math.floor(k / side) % side) - reach;
    const dz = (k % side) - reach;
    const mirror = (offsets - 1 - k) * rows;
    for (let r = 0; r < rows; r++) {
      const item = places[3 * rows + r]!;
      const q = index.row(places[r]! + dx, places[rows + r]! + dy, places[2 * rows + r]! + dz, item);
      if (q === NO_ROW) continue;
      table[k * rows + r] = q;
      table[mirror + q] = r;
    }
  }
  for (let r = 0; r < rows; r++) table[centre * rows + r] = r;
  return table;
}
