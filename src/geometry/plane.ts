/** z = `x` · column + `y` · row, through 0 at cell (0, 0): the tilt of a height field. */
export interface Plane {
  readonly x: number;
  readonly y: number;
}

/** Least-squares tilt of a full height field (row-major, no NaN). On a full grid columns and rows are uncorrelated: two 1-D fits. */
export function fitPlane(z: Float32Array, columns: number, rows: number): Plane {
  const midX = (columns - 1) / 2;
  const midY = (rows - 1) / 2;
  let sumX = 0;
  let sumY = 0;
  for (let cy = 0; cy < rows; cy++) {
    for (let cx = 0; cx < columns; cx++) {
      const value = z[cy * columns + cx];
      sumX += (cx - midX) * value;
      sumY += (cy - midY) * value;
    }
  }
  return { x: slope(sumX, columns, rows), y: slope(sumY, rows, columns) };
}

/** Adds `sign` times the plane to the height field, in place. */
export function addPlane(z: Float32Array, columns: number, plane: Plane, sign: 1 | -1): void {
  for (let at = 0; at < z.length; at++) {
    const cx = at % columns;
    z[at] += sign * (plane.x * cx + plane.y * ((at - cx) / columns));
  }
}

/** Covariance over variance of 0 … n−1, each met `times` times: the variance sum is n (n² − 1) / 12. */
function slope(covariance: number, n: number, times: number): number {
  return n > 1 ? (12 * covariance) / (n * (n * n - 1) * times) : 0;
}
