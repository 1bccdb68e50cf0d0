import { expect, test } from 'vitest';
import { Rng } from '../../core/index.ts';
import { openTestDevice } from '../../gpu/dawn.fixture.ts';
import { GpuMemory } from './gpu-memory.ts';
import { rankWords } from './rank-words.ts';

// One word, a partly filled workgroup, exactly one, one more, and more blocks than one pass of the middle step holds.
test.each([1, 1000, 1024, 1025, 300_001])('ranks of %i words are the bits set before each', async (length) => {
  const context = await openTestDevice();
  const memory = new GpuMemory(context);
  const rng = new Rng(length);
  const words = new Uint32Array(length * 2);
  const expected = new Uint32Array(length);
  let rank = 0;
  for (let i = 0; i < length; i++) {
    words[i * 2] = rng.chance(0.1) ? 0xffff_ffff : rng.uint32() & rng.uint32();
    expected[i] = rank;
    rank += words[i * 2]!.toString(2).replaceAll('0', '').length;
  }
  const buffer = memory.upload(words, 'words');
  const counts = memory.zeros(8, 'counts');
  rankWords(memory, [{ words: buffer, length, total: { buffer: counts, index: 1 } }]);
  const ranked = new Uint32Array(await memory.read(buffer, length * 8));
  expect(new Uint32Array(await memory.read(counts, 8))).toEqual(Uint32Array.of(0, rank));
  expect(ranked.filter((_, i) => i % 2 === 1)).toEqual(expected);
  memory.dispose();
  context.device.destroy();
});

test('words beyond those that the device counted keep what they held', async () => {
  const context = await openTestDevice();
  const memory = new GpuMemory(context);
  const words = new Uint32Array(2 * 16 * 1000).fill(1);
  const buffer = memory.upload(words, 'words');
  const counts = memory.upload(Uint32Array.of(0, 70), 'counts');
  const used = { count: { buffer: counts, index: 1 }, each: 16 };
  rankWords(memory, [{ words: buffer, length: 16_000, total: { buffer: counts, index: 0 }, used }]);
  const ranked = new Uint32Array(await memory.read(buffer, words.byteLength)).filter((_, i) => i % 2 === 1);
  // 70 · 16 words are two blocks of the scan; a block is done whole.
  expect(ranked.subarray(0, 2048)).toEqual(Uint32Array.from({ length: 2048 }, (_, i) => i));
  expect(ranked.subarray(2048).every((rank) => rank === 1)).toBe(true);
  memory.dispose();
  context.device.destroy();
});
