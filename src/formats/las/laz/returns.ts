// Which context a point uses by [number of returns][return number]: part of the format, as its authors tabulated it, odd
// combinations (0, or more than the number of returns) included.

const MAP_3_BITS = ['fedcba98', 'e0136aa9', 'd1247bba', 'c3458ccb', 'b6789ddc', 'aabcdeed', '9abcdefe', '89abcdef'];
const MAP_4_BITS = [
  '0123453445555555',
  '1013333333333333',
  '2124444444433333',
  '3345444444444444',
  '4344544444444444',
  '5344454444444444',
  '3344445444444444',
  '4344444544444444',
  '4344444454444444',
  '5344444445444444',
  '5344444444544444',
  '5334444444455444',
  '5334444444455544',
  '5334444444445554',
  '5334444444444555',
  '5334444444444455',
];

const toTable = (rows: readonly string[]) => Uint8Array.from(rows.join(''), (digit) => Number.parseInt(digit, 16));

/** [number of returns · 8 + return] → 0–15. */
export const RETURN_MAP_3_BITS = toTable(MAP_3_BITS);
/** [number of returns · 16 + return] → 0–5. */
export const RETURN_MAP_4_BITS = toTable(MAP_4_BITS);

/** How deep the pulse went: which height a point is predicted from, 0–7. */
export function returnLevel(returns: number, number: number): number {
  return Math.min(7, Math.abs(returns - number));
}

/** Context of y and z: whether the pulse had one return, and how many bits the coordinates before needed. */
export function coordinateContext(returns: number, bits: number, most: number): number {
  return (returns === 1 ? 1 : 0) + (bits < most ? bits & ~1 : most);
}
