import { Rng, type StageOptions, throwIfCancelled } from '../core/index.ts';
import type { SegmentInput } from './evidence.ts';
import { fitJudge, type JudgeExamples } from './fit-judge.ts';
import { layGroundwork } from './groundwork.ts';
import { type JudgeWeights, judgeOf } from './judge.ts';
import { OBJECT_INPUTS, PAIR_INPUTS } from './judge-features.ts';
import { objectExamples, pairExamples, type Things } from './learn.ts';
import type { Judges } from './merge-tree.ts';

/** A cloud with the thing of each of its points. */
export interface FittingScene {
  readonly input: SegmentInput;
  readonly things: Things;
}

export interface FittedJudges {
  readonly pair: JudgeWeights;
  readonly object: JudgeWeights;
}

const ROUNDS = 3;
const HIDDEN = 24;
const EPOCHS = 5;
const MOST_EXAMPLES = 350_000;

/** What the first round's regions are joined by: smooth before bent, and bent before hollow. */
const FIRST: Judges = {
  pair: (features) => Math.exp(-3 * features[0] - Math.max(0, features[1])),
  object: (features) => features[21],
};

/** Fits both judges: the pair judge in rounds, each on the regions that the one before made, then the object judge on its hierarchies. */
export function fitJudges(
  scenes: readonly FittingScene[],
  seed: number,
  { signal, onProgress }: StageOptions = {},
): FittedJudges {
  const kind = scenes.every(({ input }) => input.network) ? 'network' : 'geometry';
  const rng = new Rng(seed);
  const works = scenes.map(({ input, things }, done) => {
    onProgress?.({ stage: 'pieces', done, total: scenes.length });
    throwIfCancelled(signal, 'fitting');
    return { work: layGroundwork(input), things };
  });
  const pairs: Examples = { vectors: [], targets: [], counts: [] };
  let judges = FIRST;
  let pair: JudgeWeights | undefined;
  for (let round = 0; round < ROUNDS; round++) {
    for (const { work, things } of works) {
      throwIfCancelled(signal, 'fitting');
      append(pairs, pairExamples(work, things, judges));
    }
    onProgress?.({ stage: 'pair judge', done: round, total: ROUNDS });
    pair = fitJudge({ inputs: PAIR_INPUTS[kind], ...thinned(pairs, rng) }, { hidden: HIDDEN, epochs: EPOCHS, seed });
    judges = { ...judges, pair: judgeOf(pair) };
  }
  const objects: Examples = { vectors: [], targets: [], counts: [] };
  works.forEach(({ work, things }, index) => {
    throwIfCancelled(signal, 'fitting');
    append(objects, objectExamples(work, things, judges, index));
  });
  onProgress?.({ stage: 'object judge', done: 0, total: 1 });
  const object = fitJudge(
    { inputs: OBJECT_INPUTS[kind], ...thinned(objects, rng) },
    { hidden: HIDDEN, epochs: EPOCHS, seed: seed + 1 },
  );
  return { pair: pair!, object };
}

interface Examples {
  readonly vectors: Float32Array[];
  readonly targets: number[];
  readonly counts: number[];
}

function append(to: Examples, from: Pick<JudgeExamples, 'vectors' | 'targets' | 'counts'>): void {
  from.vectors.forEach((vector, i) => {
    to.vectors.push(vector);
    to.targets.push(from.targets[i]);
    to.counts.push(from.counts?.[i] ?? 1);
  });
}

function thinned({ vectors, targets, counts }: Examples, rng: Rng): Examples {
  const share = MOST_EXAMPLES / vectors.length;
  if (share >= 1) return { vectors, targets, counts };
  const isKept = vectors.map(() => rng.chance(share));
  const keep = <T>(values: readonly T[]): T[] => values.filter((_, i) => isKept[i]);
  return { vectors: keep(vectors), targets: keep(targets), counts: keep(counts) };
}
