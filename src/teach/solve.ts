/**
 * Lower triangle L of a symmetric positive definite matrix, L·Lᵀ = matrix.
 * @param matrix float64 [size × size]; its lower triangle is overwritten.
 * @throws RangeError where it is not positive definite
 */
export function cholesky(matrix: Float64Array, size: number): Float64Array {
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = matrix[row * size + column]!;
      for (let k = 0; k < column; k++) sum -= matrix[row * size + k]! * matrix[column * size + k]!;
      if (row !== column) matrix[row * size + column] = sum / matrix[column * size + column]!;
      else if (sum > 0) matrix[row * size + row] = Math.sqrt(sum);
      else throw new RangeError('the matrix is not positive definite');
    }
  }
  return matrix;
}

/** Solves L·Lᵀ·X = values in place. @param values float64 [size × columns] */
export function solveCholesky(lower: Float64Array, size: number, values: Float64Array, columns: number): void {
  for (let row = 0; row < size; row++) {
    for (let k = 0; k < row; k++) subtract(values, row, k, lower[row * size + k]!, columns);
    divide(values, row, lower[row * size + row]!, columns);
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let k = row + 1; k < size; k++) subtract(values, row, k, lower[k * size + row]!, columns);
    divide(values, row, lower[row * size + row]!, columns);
  }
}

function subtract(values: Float64Array, row: number, other: number, factor: number, columns: number): void {
  const [to, from] = [row * columns, other * columns];
  for (let c = 0; c < columns; c++) values[to + c]! -= factor * values[from + c]!;
}

function divide(values: Float64Array, row: number, by: number, columns: number): void {
  for (let c = 0; c < columns; c++) values[row * columns + c]! /= by;
}
