import { Cursor } from './compact-thrift.ts';

/**
 * Parquet's hybrid of run lengths and bit-packed groups of eight: `count` numbers of `width` bits.
 * @throws RangeError when the bytes hold fewer
 */
export function readRuns(bytes: Uint8Array, width: number, count: number): Uint32Array {
  if (!(width >= 0 && width <= 32)) throw new RangeError(`numbers of ${width} bits`);
  const values = new Uint32Array(count);
  if (width === 0) return values;
  const cursor = new Cursor(bytes);
  for (let seen = 0; seen < count; ) {
    const header = cursor.varint();
    const length = Math.floor(header / 2);
    if (header % 2 === 0) {
      const run = Math.min(length, count - seen);
      // A run of nothing would go on for ever.
      if (run === 0) throw new RangeError('a run of no values');
      let value = 0;
      for (let i = 0; i < width; i += 8) value += cursor.byte() * 2 ** i;
      values.fill(value, seen, seen + run);
      seen += run;
    } else {
      const groups = Math.min(length, Math.ceil((count - seen) / 8));
      if (groups === 0) throw new RangeError('a run of no values');
      // Padding of the last group may be missing.
      const packed = cursor.bytes(Math.min(groups * width, cursor.end - cursor.at));
      const taken = Math.min(groups * 8, count - seen);
      if (packed.length * 8 < taken * width) throw new RangeError('a packed run beyond the end');
      unpackBits(packed, width, values, seen, taken);
      seen += taken;
    }
  }
  return values;
}

/** Numbers of `width` bits, lowest bit first, into `values` from `start` on. */
export function unpackBits(packed: Uint8Array, width: number, values: Uint32Array, start: number, count: number): void {
  let [bits, held, at] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    let [value, have] = [0, 0];
    while (have < width) {
      if (held === 0) [bits, held] = [packed[at++]!, 8];
      const take = Math.min(held, width - have);
      value += (bits & (2 ** take - 1)) * 2 ** have;
      bits >>= take;
      held -= take;
      have += take;
    }
    values[start + i] = value;
  }
}
