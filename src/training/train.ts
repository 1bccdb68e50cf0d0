import { type StageOptions, throwIfCancelled } from '../core/index.ts';
import { isStoredHalf, readSafetensors, type WeightArray, type Weights, writeSafetensors } from '../nn/index.ts';
import { createWasmOps } from '../ops/index.ts';
import { DEFAULT_SCORE_EVERY, type TrainingConfig } from './config.ts';
import { HeldOutScorer } from './held-out-score.ts';
import { type StepReport, Trainer, type TrainerState, type TrainingOps } from './trainer.ts';

/** Where a run keeps its files: a folder on disk, or OPFS. `write` replaces a file whole or not at all. */
export interface RunStore {
  read(name: string): Promise<Uint8Array | undefined>;
  write(name: string, bytes: Uint8Array): Promise<void>;
}

export interface TrainOptions extends StageOptions {
  readonly store: RunStore;
  readonly resume: boolean;
  /** What a run that does not resume begins from: another run's checkpoint (its averaged weights), of a network no wider than this one. */
  readonly from?: TrainerState;
  /** What computes; the caller's to dispose of. Default: the CPU kernels. */
  readonly ops?: TrainingOps;
  readonly onStep?: (report: StepReport) => void;
  /** Told after a checkpoint is written, with how many steps it holds. */
  readonly onCheckpoint?: (steps: number) => void | Promise<void>;
}

const CHECKPOINT = 'checkpoint.safetensors';
const SEMANTIC_BIAS = 'heads.semantic.1.bias';

/**
 * Runs a config to its end, with checkpoints, then writes the model (`model.json`, `weights.safetensors`) into the store.
 * A resumed run continues exactly: same scenes, same numbers.
 * @throws TrainingError when a loss stops being finite; WeightsError where it cannot begin from such weights; CancelledError after writing a checkpoint.
 */
export async function train(config: TrainingConfig, options: TrainOptions): Promise<void> {
  const ops = options.ops ?? (await createWasmOps());
  const saved = options.resume ? await options.store.read(CHECKPOINT) : undefined;
  const { from } = options;
  const start = from && { from: from.averages ?? from.weights };
  const trainer = await Trainer.create(config, ops, saved ? readCheckpoint(saved) : start);
  const { scoreEvery = DEFAULT_SCORE_EVERY } = config;
  const scorer = new HeldOutScorer(config, ops);
  const shipped = () => withoutPrior(trainer.averagedWeights(), trainer.classWeights);
  try {
    while (!trainer.done) {
      const report = await trainer.next();
      const at = report.step + 1;
      const isScored = scoreEvery > 0 && at % scoreEvery === 0;
      options.onStep?.(isScored ? { ...report, score: await scorer.score(shipped()) } : report);
      options.onProgress?.({ stage: 'train', done: at, total: config.steps });
      if (at % config.checkpointEvery === 0 || options.signal?.aborted) {
        await options.store.write(CHECKPOINT, writeCheckpoint(await trainer.state()));
        await options.onCheckpoint?.(at);
      }
      // Signals and messages are heard between steps: on the CPU a step never yields.
      await new Promise((resolve) => setTimeout(resolve, 0));
      throwIfCancelled(options.signal, 'training');
    }
    const state = await trainer.state();
    await options.store.write(CHECKPOINT, writeCheckpoint(state));
    await writeModel(config, state.step, shipped(), options.store);
  } finally {
    trainer.dispose();
    if (!options.ops) ops.dispose();
  }
}

/**
 * Share of the class weights' log that is taken off the semantic logits: weights of 1/√frequency teach rare classes, but then find them
 * too often. Logit adjustment (Menon et al., ICLR 2021); all of it is best on tuning scenes once Lovász-softmax is in the loss.
 */
const PRIOR_CORRECTION = 1;

/** Writes what ships: convolutions in half precision, norms and biases in single. */
async function writeModel(
  config: TrainingConfig,
  trainedSteps: number,
  weights: Weights,
  store: RunStore,
): Promise<void> {
  const manifest = { ...config.model, trainedSteps };
  await store.write(
    'weights.safetensors',
    writeSafetensors(weights, isStoredHalf, { model: config.model.name, step: String(trainedSteps) }),
  );
  await store.write('model.json', new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`));
}

/** @param classWeights those of the cross-entropy, [classes]. */
function withoutPrior(weights: Weights, classWeights: Float32Array): Weights {
  const { shape, values } = weights.get(SEMANTIC_BIAS)!;
  const bias = values.map((value, c) => value - PRIOR_CORRECTION * Math.log(classWeights[c]!));
  return new Map(weights).set(SEMANTIC_BIAS, { shape, values: bias });
}

export function writeCheckpoint(state: TrainerState): Uint8Array {
  const arrays = new Map<string, WeightArray>();
  for (const [name, array] of state.weights) arrays.set(`p.${name}`, array);
  for (const [name, array] of state.moments) arrays.set(`o.${name}`, array);
  for (const [name, array] of state.averages ?? []) arrays.set(`e.${name}`, array);
  return writeSafetensors(arrays, () => false, { step: String(state.step) });
}

/** @throws WeightsError */
export function readCheckpoint(bytes: Uint8Array): TrainerState {
  const { weights: arrays, metadata } = readSafetensors(bytes);
  const part = (prefix: string) =>
    new Map(
      [...arrays].flatMap(([name, array]) =>
        name.startsWith(prefix) ? [[name.slice(prefix.length), array] as const] : [],
      ),
    );
  const averages = part('e.');
  const state = { step: Number(metadata['step']), weights: part('p.'), moments: part('o.') };
  return averages.size > 0 ? { ...state, averages } : state;
}
