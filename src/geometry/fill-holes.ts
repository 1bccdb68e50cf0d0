/**
 * Fills the NaN cells of a height field in place from the cells around them (pull–push: averages over ever larger squares, then the
 * finest square that knows something, interpolated). Known cells keep their value. At least one cell must be known. O(cells).
 */
export function fillHoles(z: Float32Array, columns: number, rows: number): void {
  if (!z.some(Number.isNaN)) return;
  const coarseColumns = Math.ceil(columns / 2);
  const coarseRows = Math.ceil(rows / 2);
  const coarse = new Float32Array(coarseColumns * coarseRows);
  for (let cy = 0; cy < coarseRows; cy++) {
    for (let cx = 0; cx < coarseColumns; cx++) coarse[cy * coarseColumns + cx] = meanOfFour(z, columns, rows, cx, cy);
  }
  fillHoles(coarse, coarseColumns, coarseRows);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      if (!Number.isNaN(z[y * columns + x])) continue;
      // The four coarse centres around this fine centre lie at 3/4 and 1/4.
      const cx = x >> 1;
      const cy = y >> 1;
      const nx = Math.min(Math.max(cx + ((x & 1) === 0 ? -1 : 1), 0), coarseColumns - 1);
      const ny = Math.min(Math.max(cy + ((y & 1) === 0 ? -1 : 1), 0), coarseRows - 1);
      const near = 0.75 * coarse[cy * coarseColumns + cx] + 0.25 * coarse[cy * coarseColumns + nx];
      const far = 0.75 * coarse[ny * coarseColumns + cx] + 0.25 * coarse[ny * coarseColumns + nx];
      z[y * columns + x] = 0.75 * near + 0.25 * far;
    }
  }
}

function meanOfFour(z: Float32Array, columns: number, rows: number, cx: number, cy: number): number {
  let sum = 0;
  let known = 0;
  for (let y = 2 * cy; y < Math.min(2 * cy + 2, rows); y++) {
    for (let x = 2 * cx; x < Math.min(2 * cx + 2, columns); x++) {
      const value = z[y * columns + x];
      if (Number.isNaN(value)) continue;
      sum += value;
      known++;
    }
  }
  return known > 0 ? sum / known : NaN;
}
