import { createRequire } from 'node:module';
import fc from 'fast-check';
import type { LazPerf } from 'laz-perf';
import { describe, expect, it } from 'vitest';
import { readCloud } from '../registry.ts';
import { memorySource, sharedBytes, sharedSource } from '../shared-data.fixture.ts';
import { openChunk } from './laz/chunk-reader.ts';
import { readChunkTable } from './laz/chunk-table.ts';
import { spread } from './laz/read-laz-points.ts';
import { readLazScheme } from './laz/scheme.ts';
import { openLas } from './open.ts';
import { readLas } from './read.ts';

/** Comparing element by element in the test's own words would take seconds. */
const isSame = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
};

describe('LAZ', () => {
  it.each([
    ['las/simple.laz', 'las/simple.las'],
    ['las/laszip-generated.laz', 'las/simple.las'],
    ['robust/laszip-generated_with2bytespadding.laz', 'las/simple.las'],
    ['las/extrabytes.laz', 'las/extrabytes.las'],
    ['las/pdrf4-1.3.laz', 'las/pdrf4-1.3.las'],
    ['las/pdrf6-1.4.laz', 'las/pdrf6-1.4.las'],
    ['las/pdrf7-v4-1.4.laz', 'las/pdrf7-v4-1.4.las'],
    ['las/pdrf10-1.4.laz', 'las/pdrf10-1.4.las'],
    ['twins_ripple/ripple.laz', 'twins_ripple/ripple.las'],
  ])('%s is %s', async (compressed, plain) => {
    const laz = (await readLas(sharedSource(compressed))).cloud;
    const las = (await readLas(sharedSource(plain))).cloud;
    expect([laz.format, laz.count, laz.origin]).toEqual(['laz', las.count, las.origin]);
    expect(laz.attributes.map(({ name }) => name)).toEqual(las.attributes.map(({ name }) => name));
    for (const [i, { values, name }] of laz.attributes.entries()) {
      expect(isSame(values, las.attributes[i]!.values), name).toBe(true);
    }
    expect(isSame(laz.positions, las.positions)).toBe(true);
  });

  it.each(['las/lidR_MixedConifer.laz', 'las/ellipsoid-1.4.laz'])(
    '%s: every byte as another decoder has it',
    async (file) => {
      const source = sharedSource(file);
      const { header, records } = await openLas(source, {});
      const scheme = readLazScheme(source, header, records);
      const other = await referenceDecoder(sharedBytes(file), header.recordBytes);
      const record = new Uint8Array(header.recordBytes);
      for (const chunk of await readChunkTable(source, header, scheme)) {
        const reader = openChunk(scheme, await source.read(chunk.offset, chunk.offset + chunk.size), chunk.count);
        for (let row = 0; row < reader.count; row++) {
          reader.read(record, 1);
          if (!isSame(record, other())) expect.fail(`row ${row} of the chunk at ${chunk.offset} differs`);
        }
      }
    },
  );
});

describe('a first picture', () => {
  it('is made of chunks from all over the file', () => {
    const chunks = Array.from({ length: 100 }, (_, i) => i);
    expect(spread(chunks, 8)).toEqual([6, 18, 31, 43, 56, 68, 81, 93]);
    expect(spread(chunks.slice(0, 31), 8)).toEqual([]);
    expect(spread(chunks.slice(0, 32), 8)).toEqual([2, 6, 10, 14, 18, 22, 26, 30]);
  });
});

describe('LAZ that is not right', () => {
  it('gives a typed error wherever it is cut', async () => {
    const bytes = sharedBytes('las/pdrf7-v4-1.4.laz');
    for (let end = 0; end < bytes.length; end += end < 560 ? 1 : 997) {
      const reading = readLas(memorySource('cut.laz', bytes.subarray(0, end)));
      await expect(reading, `cut at ${end}`).rejects.toMatchObject({ name: 'FormatError' });
    }
  });

  it('names the damaged chunk', async () => {
    const bytes = sharedBytes('las/pdrf7-v4-1.4.laz');
    bytes.fill(255, 507 + 40, 507 + 44);
    await expect(readLas(memorySource('x.laz', bytes))).rejects.toMatchObject({
      code: 'FORMAT_FIELD',
      context: { file: 'x.laz', format: 'laz', byteOffset: 507, field: 'chunk 0' },
    });
  });

  it('refuses compression of another time, and says what to do', async () => {
    const bytes = sharedBytes('las/simple.laz');
    const items = 227 + 54 + 34;
    bytes[items + 4] = 1;
    await expect(readLas(memorySource('old.laz', bytes))).rejects.toThrow(
      /version 1 of the compression.*save it as LAS/,
    );
  });

  it('refuses more points than its bytes can hold', async () => {
    const bytes = sharedBytes('las/simple.laz');
    const view = new DataView(bytes.buffer);
    view.setUint16(227 + 54, 1, true); // one stream without chunks
    view.setUint32(107, 0xffff_ffff, true);
    await expect(readLas(memorySource('bomb.laz', bytes))).rejects.toMatchObject({
      name: 'LimitError',
      code: 'LIMIT_POINTS',
    });
  });

  it('was interrupted while it was written', async () => {
    const bytes = sharedBytes('las/simple.laz');
    new DataView(bytes.buffer).setBigInt64(333, 333n, true);
    await expect(readLas(memorySource('x.laz', bytes))).rejects.toThrow(/interrupted/);
  });
});

describe('whatever bits are turned', () => {
  it.each([
    'las/points-1.4.las',
    'las/permutation_1.2_3.las',
    'las/pdrf4-1.3.laz',
    'las/pdrf6-1.4.laz',
    'las/pdrf7-v4-1.4.laz',
    'las/pdrf10-1.4.laz',
    'las/extrabytes.laz',
  ])('%s gives a cloud or a typed error', async (file) => {
    const bytes = sharedBytes(file);
    const flip = fc.record({
      // The first kilobyte says what the rest means.
      at: fc.oneof(fc.nat(Math.min(1400, bytes.length - 1)), fc.nat(bytes.length - 1)),
      bits: fc.integer({ min: 1, max: 255 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(flip, { minLength: 1, maxLength: 5 }), async (flips) => {
        const changed = bytes.slice();
        for (const { at, bits } of flips) changed[at]! ^= bits;
        try {
          const { cloud } = await readCloud(memorySource('changed.laz', changed));
          expect(cloud.count).toBeGreaterThan(0);
        } catch (error) {
          expect((error as Error).name, (error as Error).stack).toMatch(/^(Format|Limit)Error$/);
        }
      }),
      { numRuns: 60, seed: 14 },
    );
  });
});

/** The records of a file one by one, by the WebAssembly build of the C++ library. */
async function referenceDecoder(bytes: Uint8Array, recordBytes: number): Promise<() => Uint8Array> {
  const { createLazPerf } = createRequire(import.meta.url)('laz-perf') as { createLazPerf: () => Promise<LazPerf> };
  const library = await createLazPerf();
  const file = library._malloc(bytes.length);
  library.HEAPU8.set(bytes, file);
  const laszip = new library.LASZip();
  laszip.open(file, bytes.length);
  const record = library._malloc(recordBytes);
  return () => {
    laszip.getPoint(record);
    return library.HEAPU8.subarray(record, record + recordBytes);
  };
}
