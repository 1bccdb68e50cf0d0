import { gzipSync, strToU8, zipSync } from 'fflate';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { FormatError, LimitError, Rng } from '../../core/index.ts';
import { encodeSmallCloud } from '../draco/small-cloud.fixture.ts';
import { readCloud } from '../registry.ts';
import { memorySource } from '../shared-data.fixture.ts';
import { unpackArchives } from './unpack.ts';

/** Mutated inputs a kind. `FUZZ_RUNS=20000` and another `FUZZ_SEED` make the long run. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 250);
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);

const IDENTITY = '0 0 0\n1 0 0\n0 1 0\n0 0 1\n1 0 0 0\n0 1 0 0\n0 0 1 0\n0 0 0 1\n';
const NPY = (() => {
  const head = new Uint8Array(128).fill(32);
  head.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0]);
  head.set(strToU8("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }"), 10);
  return Uint8Array.of(...head, ...new Uint8Array(Float32Array.of(1, 2, 3, 4, 5, 6).buffer));
})();
const table = (codec: 'UNCOMPRESSED' | 'SNAPPY') =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: ['x', 'y', 'z', 'label'].map((name, c) => ({
        name,
        data: Array.from({ length: 40 }, (_, i) => (c === 3 ? i % 3 : i * c + 0.5)),
        type: c === 3 ? 'INT32' : 'DOUBLE',
      })),
      codec,
    }),
  );

const KINDS: readonly (readonly [string, () => Uint8Array | Promise<Uint8Array>])[] = [
  ['a.xyz', () => strToU8('1.5 2 3 10 20 30\n4 5e-2 6 40 50 60\n-7 8 9 70 80 90\n')],
  ['a.csv', () => strToU8('"X","Y","Z","label","note"\n1,2,3,4,tree\n5,6,7,8,"a, b"\n')],
  ['b.csv', () => strToU8('X;Y;Z\n1,5;2,5;3\n4,5;5,5;6\n')],
  ['a.pts', () => strToU8('2\n1 2 3 -100 5 6 7\n4 5 6 100 8 9 10\n1\n1 2 3 0 1 2 3\n')],
  ['a.ptx', () => strToU8(`2\n1\n${IDENTITY}1 2 3 0.5\n0 0 0 0.5\n1\n1\n${IDENTITY}4 5 6 0.5\n`)],
  ['a.off', () => strToU8('COFF # made\n3 1 0\n1 2 3 4 5 6\n4 5 6 7 8 9\n7 8 9 1 2 3\n3 0 1 2\n')],
  ['a.obj', () => strToU8('# made\nv 1 2 3\nv 4 5 6 0.1 0.2 0.3\nvn 0 0 1\nf 1 2 1\n')],
  ['a.npz', () => zipSync({ 'points.npy': NPY, 'label.npy': NPY }, { level: 6 })],
  ['a.zip', () => zipSync({ 'in/a.xyz': strToU8('1 2 3\n4 5 6\n'), 'b.off': strToU8('OFF\n1 0 0\n1 2 3\n') })],
  ['a.xyz.gz', () => gzipSync(strToU8('1 2 3\n4 5 6\n'.repeat(20)), { mtime: 0 })],
  ['a.parquet', () => table('UNCOMPRESSED')],
  ['b.parquet', () => table('SNAPPY')],
  ['a.drc', encodeSmallCloud],
];

/** Numbers that end in trouble where they are believed. */
const BAD_WORDS = ['999999999999', '-1', '1e999', 'nan', '4294967296', '', '0x10', '\u0000', '#', '"', '\n\n1\n'];
const BAD_BYTES = [0x00, 0xff, 0x7f, 0x80];

function mutate(bytes: Uint8Array, rng: Rng): Uint8Array {
  const mutated = bytes.slice();
  const at = () => rng.uint32() % mutated.length;
  for (let n = 1 + (rng.uint32() % 3); n > 0; n--) {
    switch (rng.uint32() % 6) {
      case 0:
        mutated[at()]! ^= 1 << (rng.uint32() % 8);
        break;
      case 1:
        mutated[at()] = rng.uint32();
        break;
      case 2:
        // A size or an offset of all ones or zeros.
        mutated.fill(BAD_BYTES[rng.uint32() % BAD_BYTES.length]!, at(), at() + 4);
        break;
      case 3:
        return mutated.subarray(0, at());
      case 4: {
        const word = strToU8(BAD_WORDS[rng.uint32() % BAD_WORDS.length]!);
        const cut = at();
        return Uint8Array.of(...mutated.subarray(0, cut), ...word, ...mutated.subarray(cut + (rng.uint32() % 3)));
      }
      default: {
        const [from, to] = [at(), at()];
        mutated.copyWithin(to, from, from + 1 + (rng.uint32() % 16));
      }
    }
  }
  return mutated;
}

/** Reads as a drop is read; gives what went wrong, where that is no error for people. */
async function trouble(name: string, bytes: Uint8Array): Promise<unknown> {
  try {
    for (const source of await unpackArchives([memorySource(name, bytes)])) {
      const { cloud } = await readCloud(source);
      if (cloud.positions.length !== cloud.count * 3) return 'positions and count differ';
      const isOdd = cloud.attributes.some(({ values, components }) => values.length !== cloud.count * components);
      if (isOdd) return 'an attribute has another length';
    }
    return undefined;
  } catch (error) {
    return error instanceof FormatError || error instanceof LimitError ? undefined : error;
  }
}

describe('damaged files give a cloud, a FormatError or a LimitError', () => {
  it.each(KINDS)('%s, whole', async (name, make) => {
    for (const source of await unpackArchives([memorySource(name, await make())])) {
      expect((await readCloud(source)).cloud.count).toBeGreaterThan(0);
    }
  });

  it.each(KINDS)('%s, cut at every byte', async (name, make) => {
    const bytes = await make();
    const step = name.endsWith('.drc') ? 3 : Math.ceil(bytes.length / 400);
    for (let end = 0; end < bytes.length; end += step) {
      expect(await trouble(name, bytes.subarray(0, end)), `cut at ${end}`).toBeUndefined();
    }
  });

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
  ])('text of %s', async (_, text) => {
    for (const name of ['a.txt', 'a.off', 'a.obj', 'a.ptx']) {
      expect(await trouble(name, strToU8(text)), name).toBeUndefined();
      expect(await trouble(name, strToU8(`OFF\n3 0 0\n${text}`)), name).toBeUndefined();
      expect(await trouble(name, strToU8(`v 1 2 3\nv ${text}`)), name).toBeUndefined();
    }
  });

  it.each(KINDS)('%s, mutated', { timeout: 60_000 + RUNS * 200 }, async (name, make) => {
    const bytes = await make();
    const runs = name.endsWith('.drc') ? Math.ceil(RUNS / 4) : RUNS;
    for (let run = 0; run < runs; run++) {
      const rng = new Rng(SEED * 1_000_003 + run);
      expect(await trouble(name, mutate(bytes, rng)), `seed ${SEED}, run ${run}`).toBeUndefined();
    }
  });
});
