/** The bits that any of `rows` records of `stride` bytes has set, byte by byte of a record. */
export function joinedRecords(view: DataView, at: number, stride: number, rows: number): Uint8Array {
  const joined = new Uint8Array(stride);
  const all = new DataView(joined.buffer);
  // Whole words, the last one beginning a little earlier where records are no multiple of four bytes.
  for (let word = 0; word < stride; word += 4) {
    const offset = Math.min(word, stride - 4);
    let bits = 0;
    for (let row = 0, from = at + offset; row < rows; row++, from += stride) bits |= view.getInt32(from, true);
    all.setInt32(offset, bits, true);
  }
  return joined;
}

/** Whether one of `width` bytes from `at` on has a bit of `mask`. */
export function anyBit(joined: Uint8Array, at: number, width: number, mask = 255): boolean {
  for (let b = at; b < at + width; b++) if (joined[b]! & mask) return true;
  return false;
}
