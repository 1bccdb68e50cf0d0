import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { inMemory } from './corpus.fixture.ts';
import { decodeDropped } from './decoders.fixture.ts';
import { MADE_FILES } from './made-files.fixture.ts';
import { faultOf, loadCorpus, runInput } from './run.fixture.ts';

/** `node scripts/fuzz.mjs --count 100000` is the long run, with a watch over hangs and memory. */
const PLAN = { seed: 1, count: 3000 };
/** Inputs a test: one that hangs is in a range that its name tells. */
const AT_ONCE = 250;

const corpus = await loadCorpus(path.resolve(import.meta.dirname, '../../../../shared/data'));

describe('the files before anything happens to them', () => {
  it.each(MADE_FILES)('%s is read', async (file, make) => {
    await decodeDropped(inMemory(file, await make()));
  });

  it('are of every kind that is read', () => {
    const kinds = new Set(corpus.kinds.map((seeds) => seeds[0]!.kind));
    expect([...kinds]).toEqual(expect.arrayContaining(['ply', 'pcd', 'las', 'laz', 'copc', 'e57', 'text', 'parquet']));
    expect(kinds.size).toBeGreaterThan(40);
  });
});

describe('text that never ends', () => {
  it.each<[string, string]>([
    ['digits without end', `${'1'.repeat(60_000)}x 2 3\n4 5 6\n`],
    ['one line', '1 '.repeat(700_000)],
    ['one number', '1'.repeat(3_000_000)],
    ['blanks', `${' '.repeat(3_000_000)}`],
    ['blank lines', `${'\n'.repeat(2_000_000)}1 2 3\n`],
    ['comments', '# \n'.repeat(700_000)],
    ['quotes', `x,y,z\n${'"'.repeat(200_001)}\n`],
    ['separators', `x,y,z\n${','.repeat(200_000)}\n`],
    ['a header of thousands of names', `${'x,y,z,'.repeat(9_000)}\n1,2,3\n`],
    ['huge exponents', '1e999999999 1e-999999999 1e99999\n'.repeat(1000)],
  ])('%s', async (_, text) => {
    for (const name of ['a.txt', 'a.off', 'a.obj', 'a.ptx']) {
      for (const begin of ['', 'OFF\n3 0 0\n', 'v 1 2 3\nv ']) {
        const source = inMemory(name, new TextEncoder().encode(begin + text));
        const error = await decodeDropped(source).catch((caught: unknown) => caught);
        expect(faultOf(error), `${name} ${begin}`).toBeUndefined();
      }
    }
  });
});

describe(`mutated files, seed ${PLAN.seed}: a cloud or a typed error`, () => {
  const ranges = Array.from({ length: PLAN.count / AT_ONCE }, (_, i) => i * AT_ONCE);
  it.each(ranges)('from %i', async (from) => {
    for (let index = from; index < from + AT_ONCE; index++) {
      const { what, failure } = await runInput(corpus, PLAN, index);
      expect(failure, `input ${index}: ${what}`).toBeUndefined();
    }
  });
});
