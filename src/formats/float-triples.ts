import type { CellRows } from './decode-cells.ts';
import { FURTHEST_M } from './origin.ts';

/** Where in each row x, y and z are, in bytes. */
export type TripleOffsets = readonly [number, number, number];

/**
 * x, y and z of little-endian float32 rows as `out[to…]`, and on the way their bounds: one walk over the rows, while they are in the
 * processor's cache.
 * @param at byte of the first row
 * @param bounds float64 [6] least and most of x, y and z, widened by these rows
 * @returns false when a number of theirs is not finite, or too far away: `bounds` then say nothing
 */
export function readFloatTriples(
  { view, bytes, stride }: CellRows,
  [ox, oy, oz]: TripleOffsets,
  at: number,
  rows: number,
  out: Float32Array,
  to: number,
  bounds: Float64Array,
): boolean {
  let [x0, y0, z0, x1, y1, z1] = [bounds[0]!, bounds[1]!, bounds[2]!, bounds[3]!, bounds[4]!, bounds[5]!];
  // 0 as long as all numbers are finite: 0 · ∞ and 0 · NaN are NaN.
  let nothing = 0;
  const isAligned = ((bytes.byteOffset + at) | stride | ox | oy | oz) % 4 === 0;
  if (isAligned) {
    const cells = new Float32Array(bytes.buffer, bytes.byteOffset + at, (bytes.length - at) >> 2);
    const step = stride / 4;
    for (let row = 0, fx = ox / 4, fy = oy / 4, fz = oz / 4, o = to; row < rows; row++, o += 3) {
      const x = cells[fx]!;
      const y = cells[fy]!;
      const z = cells[fz]!;
      fx += step;
      fy += step;
      fz += step;
      out[o] = x;
      out[o + 1] = y;
      out[o + 2] = z;
      nothing += 0 * x + 0 * y + 0 * z;
      if (x < x0) x0 = x;
      if (x > x1) x1 = x;
      if (y < y0) y0 = y;
      if (y > y1) y1 = y;
      if (z < z0) z0 = z;
      if (z > z1) z1 = z;
    }
  } else {
    for (let row = 0, from = at, o = to; row < rows; row++, from += stride, o += 3) {
      const x = view.getFloat32(from + ox, true);
      const y = view.getFloat32(from + oy, true);
      const z = view.getFloat32(from + oz, true);
      out[o] = x;
      out[o + 1] = y;
      out[o + 2] = z;
      nothing += 0 * x + 0 * y + 0 * z;
      if (x < x0) x0 = x;
      if (x > x1) x1 = x;
      if (y < y0) y0 = y;
      if (y > y1) y1 = y;
      if (z < z0) z0 = z;
      if (z > z1) z1 = z;
    }
  }
  const isNear = Math.min(x0, y0, z0) > -FURTHEST_M && Math.max(x1, y1, z1) < FURTHEST_M;
  if (nothing !== 0 || !isNear) return false;
  bounds.set([x0, y0, z0, x1, y1, z1]);
  return true;
}

/** x, y and z of little-endian float64 rows, from byte `at` on, as `out[0…]`. */
export function readDoubleTriples(
  { view, stride }: CellRows,
  [ox, oy, oz]: TripleOffsets,
  at: number,
  rows: number,
  out: Float64Array,
): void {
  for (let row = 0, from = at, to = 0; row < rows; row++, from += stride, to += 3) {
    out[to] = view.getFloat64(from + ox, true);
    out[to + 1] = view.getFloat64(from + oy, true);
    out[to + 2] = view.getFloat64(from + oz, true);
  }
}
