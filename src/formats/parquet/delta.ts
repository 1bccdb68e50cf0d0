import { Cursor } from './compact-thrift.ts';

const LARGEST_BLOCK = 1 << 20;

/**
 * DELTA_BINARY_PACKED integers as float64, exact to 2⁵³.
 * @throws RangeError
 */
export function readDeltas(bytes: Uint8Array, count: number, bits: 32 | 64): Float64Array {
  const values = new Float64Array(count);
  const cursor = new Cursor(bytes);
  const [block, miniblocks] = [cursor.varint(), cursor.varint()];
  const perMiniblock = block / miniblocks;
  if (!(block > 0 && block <= LARGEST_BLOCK && miniblocks > 0) || perMiniblock % 8 !== 0) {
    throw new RangeError(`delta blocks of ${block} in ${miniblocks} parts`);
  }
  cursor.varint();
  let value = bigZigzag(cursor);
  if (count > 0) values[0] = Number(value);
  for (let at = 1; at < count; ) {
    const least = bigZigzag(cursor);
    const widths = cursor.bytes(miniblocks);
    for (let m = 0; m < miniblocks && at < count; m++) {
      const width = widths[m]!;
      if (width > 64) throw new RangeError(`deltas of ${width} bits`);
      const taken = Math.min(perMiniblock, count - at);
      const packed = cursor.bytes(Math.min((perMiniblock * width) / 8, cursor.end - cursor.at));
      if (packed.length * 8 < taken * width) throw new RangeError('deltas beyond the end');
      for (let i = 0; i < taken; i++) {
        value = BigInt.asIntN(bits, value + least + bitsAt(packed, i * width, width));
        values[at++] = Number(value);
      }
    }
  }
  return values;
}

function bigZigzag(cursor: Cursor): bigint {
  let value = 0n;
  for (let shift = 0n; ; shift += 7n) {
    const byte = cursor.byte();
    value |= BigInt(byte & 127) << shift;
    if (byte < 128) return BigInt.asIntN(64, (value >> 1n) ^ -(value & 1n));
    if (shift > 63n) throw new RangeError('a number of too many bytes');
  }
}

function bitsAt(packed: Uint8Array, start: number, width: number): bigint {
  let [value, have] = [0n, 0];
  while (have < width) {
    const at = start + have;
    const take = Math.min(8 - (at % 8), width - have);
    value |= BigInt((packed[at >> 3]! >> (at % 8)) & (2 ** take - 1)) << BigInt(have);
    have += take;
  }
  return value;
}
