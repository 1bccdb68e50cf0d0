/**
 * Grey-scale opening of a height field, in place, by a flat cone of `radius` cells that falls by `drop` metres a cell: what remains is the
 * upper edge of every such cone that fits under the surface. It cuts off what is narrower than the cone and rises faster (vehicles,
 * roofs, canopies), and leaves any plane alone, however steep: a plain slope limit would eat into hillsides.
 * Distance is octile (1, √2), so both passes are `radius` rounds over the eight neighbours.
 */
export function openWithCone(z: Float32Array, columns: number, rows: number, radius: number, drop: number): void {
  const rounds = Math.min(radius, Math.max(columns, rows) - 1);
  let from = z.slice();
  let to = new Float32Array(z.length);
  for (let round = 0; round < rounds; round++) {
    spread(from, to, columns, rows, drop, 1);
    [from, to] = [to, from];
  }
  for (let round = 0; round < rounds; round++) {
    spread(from, to, columns, rows, drop, -1);
    [from, to] = [to, from];
  }
  // Opening never rises above its input; rounding to float32 could by one ulp.
  for (let i = 0; i < z.length; i++) z[i] = Math.min(z[i], from[i]);
}

/** One round: sign 1 erodes (lowest of neighbour + drop), −1 dilates (highest of neighbour − drop). */
function spread(from: Float32Array, to: Float32Array, columns: number, rows: number, drop: number, sign: number): void {
  const side = drop;
  const corner = drop * Math.SQRT2;
  for (let y = 0; y < rows; y++) {
    const row = y * columns;
    const below = y > 0 ? row - columns : row;
    const above = y + 1 < rows ? row + columns : row;
    for (let x = 0; x < columns; x++) {
      // At the border a missing neighbour is the cell's own row or column again: it costs more than the cell itself and never wins.
      const left = x > 0 ? x - 1 : x;
      const right = x + 1 < columns ? x + 1 : x;
      const sides =
        sign *
        Math.min(sign * from[row + left], sign * from[row + right], sign * from[below + x], sign * from[above + x]);
      const corners =
        sign *
        Math.min(
          sign * from[below + left],
          sign * from[below + right],
          sign * from[above + left],
          sign * from[above + right],
        );
      to[row + x] = sign * Math.min(sign * from[row + x], sign * sides + side, sign * corners + corner);
    }
  }
}
