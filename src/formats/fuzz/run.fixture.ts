import { FormatError, LimitError, Rng, SourceError, WorkbenchError } from '../../core/index.ts';
import { watchAllocations } from './allocations.fixture.ts';
import { type Corpus, inMemory, pickSeed, type Seed } from './corpus.fixture.ts';
import { decodeAs, decodeDropped } from './decoders.fixture.ts';
import { mutate } from './mutate.fixture.ts';

export { loadCorpus } from './corpus.fixture.ts';

/** Most bytes that a reader may ask for at once; inputs have a million at most. */
export const MAX_ALLOCATION = 256 << 20;

export interface Plan {
  readonly seed: number;
  readonly count: number;
}

export interface Outcome {
  /** Which file, and what happened to it: enough to find it again. */
  readonly what: string;
  readonly kind: string;
  /** `cloud` when it was read all the same, else the code of the error. */
  readonly result: string;
  /** What a person must never meet. */
  readonly failure?: string;
  /** Of the processor, since the input before. */
  readonly elapsedMs: number;
  readonly largestAllocation: number;
}

interface Input {
  readonly seed: Seed;
  readonly bytes: Uint8Array;
  readonly isDropped: boolean;
  readonly what: string;
}

/** The input with this number: a third of them are cut headers (every length, where there are enough), the others mutated. */
export function makeInput(corpus: Corpus, { seed, count }: Plan, index: number): Input {
  const rng = new Rng(seed * 2 ** 32 + index);
  const cuts = Math.min(corpus.cuts.length, Math.floor(count / 3));
  if (index < cuts) {
    const [file, length] = corpus.cuts[Math.floor((index * corpus.cuts.length) / cuts)]!;
    return input(file, file.bytes.subarray(0, length), rng, `cut to ${length} bytes`);
  }
  const file = pickSeed(corpus, rng);
  const other = rng.chance(0.5) ? rng.pick(corpus.kinds.find((kind) => kind.includes(file))!) : rng.pick(corpus.seeds);
  return input(file, mutate(file.bytes, rng, other.bytes), rng, 'mutated');
}

function input(seed: Seed, bytes: Uint8Array, rng: Rng, what: string): Input {
  const hasReader = seed.sniffed.kind === 'cloud' || seed.sniffed.kind === 'part';
  const isDropped = !hasReader || rng.chance(0.5);
  return { seed, bytes, isDropped, what: `${seed.path} ${what}, ${isDropped ? 'dropped' : `read as ${seed.kind}`}` };
}

let spent = process.cpuUsage();

/** Decodes one input and says how that ended; only faults of ours are failures. */
export async function runInput(corpus: Corpus, plan: Plan, index: number): Promise<Outcome> {
  const { seed, bytes, isDropped, what } = makeInput(corpus, plan, index);
  const source = inMemory(seed.path, bytes);
  const watch = watchAllocations(MAX_ALLOCATION);
  let error: unknown;
  try {
    await (isDropped ? decodeDropped(source) : decodeAs(seed.sniffed, source));
  } catch (caught) {
    error = caught;
  } finally {
    watch.stop();
  }
  // Asking costs as much as a small file: once an input.
  const [before, after] = [spent, process.cpuUsage()];
  spent = after;
  const failure = faultOf(error);
  return {
    what,
    kind: seed.kind,
    result: error === undefined ? 'cloud' : error instanceof WorkbenchError ? error.code : 'failure',
    ...(failure !== undefined && { failure }),
    elapsedMs: (after.user + after.system - before.user - before.system) / 1000,
    largestAllocation: watch.largest,
  };
}

/** What went wrong, where that is no error for people. */
export function faultOf(error: unknown): string | undefined {
  const isTyped = error instanceof FormatError || error instanceof LimitError || error instanceof SourceError;
  if (error === undefined || isTyped) return undefined;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
