import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { inMemory } from './corpus.fixture.ts';
import { decodeDropped } from './decoders.fixture.ts';
import { MADE_FILES } from './made-files.fixture.ts';
import { loadCorpus, runInput } from './run.fixture.ts';

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

describe(`mutated files, seed ${PLAN.seed}: a cloud or a typed error`, () => {
  const ranges = Array.from({ length: PLAN.count / AT_ONCE }, (_, i) => i * AT_ONCE);
  it.each(ranges)('from %i', async (from) => {
    for (let index = from; index < from + AT_ONCE; index++) {
      const { what, failure } = await runInput(corpus, PLAN, index);
      expect(failure, `input ${index}: ${what}`).toBeUndefined();
    }
  });
});
