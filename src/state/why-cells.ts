import type { Vec3 } from '../core/index.ts';

export interface Cell {
  readonly rows: readonly number[];
  /** Middle of the cell, metres. */
  readonly center: Vec3;
}

/** Cubes of points around one of them, as far as `reachM`. The cube of the point itself is among them. */
export function cellsAround(positions: Float32Array, point: number, sideM: number, reachM: number): Cell[] {
  const origin = [0, 1, 2].map((axis) => positions[3 * point + axis]!);
  const cells = new Map<string, { rows: number[]; center: Vec3 }>();
  for (let row = 0; row < positions.length / 3; row++) {
    const offset = [0, 1, 2].map((axis) => positions[3 * row + axis]! - origin[axis]!);
    if (Math.hypot(...offset) > reachM) continue;
    // The point lies in the middle of its own cube.
    const cell = offset.map((value) => Math.round(value / sideM));
    const key = cell.join();
    let known = cells.get(key);
    if (!known) {
      const center = cell.map((step, axis) => origin[axis]! + step * sideM) as unknown as Vec3;
      cells.set(key, (known = { rows: [], center }));
    }
    known.rows.push(row);
  }
  return [...cells.values()];
}

/** Rows of the points within a distance of a place, ascending. */
export function pointsWithin(positions: Float32Array, center: Vec3, reachM: number): Int32Array {
  const rows: number[] = [];
  for (let row = 0; row < positions.length / 3; row++) {
    const distance = Math.hypot(...[0, 1, 2].map((axis) => positions[3 * row + axis]! - center[axis]!));
    if (distance <= reachM) rows.push(row);
  }
  return Int32Array.from(rows);
}
