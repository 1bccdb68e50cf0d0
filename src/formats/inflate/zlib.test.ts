import { constants, deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { LimitError, Rng } from '../../core/index.ts';
import { inflateZlib } from './zlib.ts';

const OPTIONS = { maxBytes: 1 << 22, what: 'A test' };

/** Bytes with patterns of several lengths, noise, and runs: what makes blocks of every kind, and copies near and far. */
function bytesOf(rng: Rng, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; ) {
    const some = Math.min(length - at, 1 + rng.int(3000));
    const kind = rng.int(4);
    const back = 1 + rng.int(Math.max(1, Math.min(at, rng.pick([2, 4, 16, 300, 32_768]))));
    for (let i = at; i < at + some; i++) {
      if (kind === 0) bytes[i] = rng.int(256);
      else if (kind === 1) bytes[i] = rng.int(4) * 60;
      else bytes[i] = bytes[i - back] ?? kind;
    }
    at += some;
  }
  return bytes;
}

const { Z_DEFAULT_STRATEGY, Z_FILTERED, Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE } = constants;
const STRATEGIES = [Z_DEFAULT_STRATEGY, Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED];

describe('inflateZlib', () => {
  it.each(Array.from({ length: 30 }, (_, seed) => seed))('gives back what was packed, seed %i', (seed) => {
    const rng = new Rng(seed);
    const bytes = bytesOf(rng, rng.pick([0, 1, 7, 300, 5000, 120_000, 400_000]));
    for (const strategy of STRATEGIES) {
      const packed = deflateSync(bytes, { level: rng.int(10), strategy, windowBits: 9 + rng.int(7) });
      const scratch = new Uint8Array(rng.pick([0, 300, 1 << 20]));
      for (const isChecked of [false, true]) {
        const found = inflateZlib(packed, { ...OPTIONS, scratch, isChecked });
        expect(Buffer.compare(found, bytes)).toBe(0);
        if (bytes.length > 0 && scratch.length > bytes.length + 300) expect(found.buffer).toBe(scratch.buffer);
      }
    }
  });

  it('refuses what is cut, wherever', () => {
    const bytes = bytesOf(new Rng(3), 5000);
    for (const strategy of STRATEGIES) {
      const packed = deflateSync(bytes, { strategy });
      for (let length = 0; length < packed.length; length += length < 200 ? 1 : 17) {
        expect(() => inflateZlib(packed.subarray(0, length), { ...OPTIONS, isChecked: true })).toThrow(RangeError);
      }
    }
  });

  it('refuses damaged bytes as zlib does, and never gives others than zlib', () => {
    const rng = new Rng(4);
    const bytes = bytesOf(rng, 20_000);
    let refused = 0;
    for (let i = 0; i < 500; i++) {
      const packed = deflateSync(bytes, { level: 1 + rng.int(9), strategy: rng.pick(STRATEGIES) });
      for (let n = 1 + rng.int(3); n > 0; n--) packed[rng.int(packed.length)]! ^= 1 << rng.int(8);
      let theirs: Uint8Array | undefined;
      try {
        theirs = inflateSync(packed, { maxOutputLength: OPTIONS.maxBytes });
      } catch {
        refused++;
      }
      let ours: Uint8Array | undefined;
      try {
        ours = inflateZlib(packed, OPTIONS);
      } catch (error) {
        if (!(error instanceof LimitError)) expect(error).toBeInstanceOf(RangeError);
      }
      expect(ours && Buffer.from(ours).equals(theirs ?? Buffer.alloc(0))).toBe(theirs && true);
    }
    expect(refused).toBeGreaterThan(300);
  });

  it('stops at the limit', () => {
    const bomb = deflateSync(new Uint8Array(20 << 20));
    expect(bomb.length).toBeLessThan(30_000);
    expect(() => inflateZlib(bomb, OPTIONS)).toThrow(LimitError);
    const exact = deflateSync(new Uint8Array(1000));
    expect(inflateZlib(exact, { ...OPTIONS, maxBytes: 1000 })).toHaveLength(1000);
    expect(() => inflateZlib(exact, { ...OPTIONS, maxBytes: 999 })).toThrow(LimitError);
  });
});
