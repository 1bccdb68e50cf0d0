import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { ByteSource, Rng } from '../../core/index.ts';
import { type Sniffed, sniff } from '../sniff.ts';
import { MADE_FILES } from './made-files.fixture.ts';

/** Larger files take too long to decode a thousand times. */
const MAX_BYTES = 300_000;
/** The only files of their kinds, though they are larger. */
const LARGER = ['las/ellipsoid.copc.laz'];
/** Its decoder is set up anew for every file, which takes as long as thirty other inputs. */
const SLOW_KIND = 'draco';
/** The smallest files of a kind whose every header byte is a place to cut. */
const CUT_FILES = 2;
const HEADER_BYTES = 512;

/** A good file, before something happens to it. */
export interface Seed {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly sniffed: Sniffed;
  /** Files of one kind have one name: a format, or the ending where there is none. */
  readonly kind: string;
}

export interface Corpus {
  readonly seeds: readonly Seed[];
  readonly kinds: readonly (readonly Seed[])[];
  /** Files cut after each byte of their headers, as a file and its length. */
  readonly cuts: readonly (readonly [seed: Seed, length: number])[];
}

/** A file in memory. */
export function inMemory(file: string, bytes: Uint8Array): ByteSource {
  return {
    name: path.basename(file),
    path: file,
    size: bytes.length,
    read: (start, end) => Promise.resolve(bytes.slice(Math.max(0, start), Math.max(start, end))),
  };
}

/** The small files of the shared data, which lies at `folder`, and the made ones. */
export async function loadCorpus(folder: string): Promise<Corpus> {
  const found = readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .filter((file) => LARGER.includes(file) || statSync(path.join(folder, file)).size <= MAX_BYTES)
    .sort();
  const files: [string, Uint8Array][] = found.map((file) => [
    file,
    new Uint8Array(readFileSync(path.join(folder, file))),
  ]);
  for (const [file, make] of MADE_FILES) files.push([file, await make()]);
  const seeds: Seed[] = [];
  for (const [file, bytes] of files) {
    const sniffed = await sniff(inMemory(file, bytes));
    seeds.push({ path: file, bytes, sniffed, kind: 'format' in sniffed ? sniffed.format : path.extname(file) });
  }
  const kinds = [...new Set(seeds.map(({ kind }) => kind))].map((kind) => {
    return seeds.filter((seed) => seed.kind === kind).sort((a, b) => a.bytes.length - b.bytes.length);
  });
  const cuts = kinds
    .flatMap((ofKind) => ofKind.slice(0, ofKind[0]!.kind === SLOW_KIND ? 1 : CUT_FILES))
    .flatMap((seed) => {
      const lengths = Math.min(seed.bytes.length, HEADER_BYTES);
      return Array.from({ length: lengths }, (_, length) => [seed, length] as const);
    });
  return { seeds, kinds, cuts };
}

/** A kind, then a file of it; those that take long seldom. */
export function pickSeed({ kinds }: Corpus, rng: Rng): Seed {
  const cost = ({ bytes, kind }: Seed) => bytes.length + (kind === SLOW_KIND ? 100_000 : 0);
  return pickLight(
    pickLight(kinds, rng, (seeds) => cost(seeds[0]!)),
    rng,
    cost,
  );
}

function pickLight<T>(items: readonly T[], rng: Rng, cost: (item: T) => number): T {
  const weights = items.map((item) => 1 / Math.sqrt(1 + cost(item) / 2000));
  let at = rng.unit() * weights.reduce((sum, weight) => sum + weight, 0);
  const index = weights.findIndex((weight) => (at -= weight) < 0);
  return items[Math.max(0, index)]!;
}
