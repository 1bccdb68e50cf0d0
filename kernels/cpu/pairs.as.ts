// Pair lists of a table, u32 [offsets x rows]: which input row feeds which output row, offset by offset, output rows ascending.
// Reference: src/ops/wasm/pair-lists.ts says what `starts` means.

const NONE: u32 = 0xffffffff;

/** Number of pairs in each block of the offsets [first, first + n): starts [offsets x (blocks + 1)], its last column 0. */
export function countPairs(table: usize, rows: i32, blockRows: i32, blocks: i32, first: i32, n: i32, starts: usize): void {
  for (let k = <usize>first; k < <usize>(first + n); k++) {
    const source = table + ((k * <usize>rows) << 2);
    const out = starts + ((k * <usize>(blocks + 1)) << 2);
    for (let block: i32 = 0; block < blocks; block++) {
      const until = source + (<usize>min(rows, (block + 1) * blockRows) << 2);
      let count = 0;
      for (let at = source + (<usize>(block * blockRows) << 2); at < until; at += 4) count += i32(load<u32>(at) != NONE);
      store<i32>(out + (<usize>block << 2), count);
    }
    store<i32>(out + (<usize>blocks << 2), 0);
  }
}

/** Turns counts into beginnings. @returns all pairs. */
export function sumStarts(starts: usize, n: i32): i32 {
  let sum = 0;
  for (let at = starts; at < starts + (<usize>n << 2); at += 4) {
    const count = load<i32>(at);
    store<i32>(at, sum);
    sum += count;
  }
  return sum;
}

/** The pairs of the offsets [first, first + n), each offset to its place in `inputs` and `outputs`. */
export function listPairs(table: usize, rows: i32, blocks: i32, first: i32, n: i32, starts: usize, inputs: usize, outputs: usize): void {
  for (let k = <usize>first; k < <usize>(first + n); k++) {
    const source = table + ((k * <usize>rows) << 2);
    let at: usize = <usize>load<u32>(starts + ((k * <usize>(blocks + 1)) << 2)) << 2;
    for (let r: usize = 0; r < <usize>rows; r++) {
      const q = load<u32>(source + (r << 2));
      if (q == NONE) continue;
      store<u32>(inputs + at, q);
      store<u32>(outputs + at, <u32>r);
      at += 4;
    }
  }
}
