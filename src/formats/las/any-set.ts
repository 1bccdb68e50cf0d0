/** Whether any of `rows` records has a bit set in the `width` bytes from `at` on. */
export function anySet(
  bytes: Uint8Array,
  at: number,
  stride: number,
  rows: number,
  width: number,
  mask = 255,
): boolean {
  for (let b = 0; b < width; b++) {
    for (let row = 0, from = at + b; row < rows; row++, from += stride) if (bytes[from]! & mask) return true;
  }
  return false;
}
