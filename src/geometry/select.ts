/**
 * The k-th smallest (0-based) of `values[from, to)`. Reorders that range. Hoare's quickselect, O(n): the value does not depend on the
 * order the range came in.
 */
export function selectKth(values: Float32Array, from: number, to: number, k: number): number {
  let low = from;
  let high = to - 1;
  const target = from + k;
  while (low < high) {
    const pivot = medianOfThree(values[low], values[(low + high) >> 1], values[high]);
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i <= j) {
        const swap = values[i];
        values[i] = values[j];
        values[j] = swap;
        i++;
        j--;
      }
    }
    if (target <= j) high = j;
    else if (target >= i) low = i;
    else break;
  }
  return values[target];
}

function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
