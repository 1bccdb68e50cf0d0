import * as tf from '@tensorflow/tfjs';
import { labelSet, type PointCloud, Rng, TrainingError, throwIfCancelled, UsageError } from '../../core/index.ts';
import {
  buildNetwork,
  type Graph,
  type HeadName,
  indexOptions,
  isStoredHalf,
  type ModelManifest,
  type Network,
  type ResidentNetwork,
  releaseNetwork,
  runNetwork,
  uploadNetwork,
  type Weights,
  writeSafetensors,
} from '../../nn/index.ts';
import { autograd, releaseIndex, type VoxelIndex } from '../../ops/index.ts';
import type { TaughtModel } from '../../teach/index.ts';
import { type Batch, makeBatch } from '../batch.ts';
import { forward } from '../forward.ts';
import { MovingAverage } from '../moving-average.ts';
import { Optimizer } from '../optimizer.ts';
import { Parameters } from '../parameters.ts';
import type { TrainingOps } from '../trainer.ts';
import { freezeNorms, frozenWeights, thawedWeights, withFrozenWeights } from './frozen-norms.ts';
import { heldOddsLoss, heldOutputsLoss, type Slope, saidLoss } from './tune-losses.ts';
import { type TuneExample, TuneScene, type TuneScore } from './tune-scene.ts';

/** A scene, the network to begin with, and what the person said. */
export interface TuneSubject {
  readonly cloud: PointCloud;
  readonly manifest: ModelManifest;
  readonly weights: Weights;
  readonly examples: readonly TuneExample[];
  /** Held back, to measure by. */
  readonly heldOut: readonly TuneExample[];
  /** int16 [points], classes of the manifest's label set, where they are known. */
  readonly truth?: Int16Array | undefined;
}

export interface TuneOptions {
  readonly seed: number;
  readonly steps: number;
  readonly learningRate: number;
  /** How strongly the network is held to what it said before where nobody said anything. 0: not at all. */
  readonly hold: number;
  /** Finest voxels of a crop. */
  readonly maxVoxels: number;
}

export const TUNE_OPTIONS: TuneOptions = { seed: 1, steps: 100, learningRate: 1e-4, hold: 1, maxVoxels: 8000 };

export interface TuneStep {
  /** Of the first step: 0. */
  readonly step: number;
  readonly loss: { readonly total: number; readonly said: number; readonly held: number };
  readonly voxels: number;
  readonly ms: number;
  /** Of the averaged weights after this step, where one was due. */
  readonly score?: TuneScore;
}

/** Free bytes that the CPU kernels' memory must have in one piece: a step of a crop of 8,000 voxels takes about 200 MB. */
const RESERVED_BYTES = 1 << 29;
/** Of the moving average that is the result. */
const AVERAGE = 0.95;
const WARM_UP = 0.05;
/** Rows of a crop that hold the old answers in place. */
const HELD_ROWS = 2048;
/** A score takes at most about this share of the time. */
const SCORE_SHARE = 0.15;
/** Both ways of a step, in ways forward. */
const STEP_WAYS = 4;

/**
 * Tunes all of a network to what a person said of one scene: a step learns from one crop about something that was said, and is a function
 * of the subject, the options and its number, so that a pause changes nothing. Norms stay as they were (`frozen-norms.ts`).
 */
export class FineTuner {
  readonly options: TuneOptions;
  readonly scene: TuneScene;
  private readonly ops: TrainingOps;
  private readonly gradients: autograd.SparseGradients;
  private readonly manifest: ModelManifest;
  private readonly network: Network;
  private readonly graph: Graph;
  private readonly before: ResidentNetwork;
  private readonly parameters: Parameters;
  private readonly optimizer: Optimizer;
  private readonly average: MovingAverage;
  private readonly scoreEvery: number;
  private step = 0;

  private constructor(
    ops: TrainingOps,
    gradients: autograd.SparseGradients,
    network: Network,
    scene: TuneScene,
    { manifest }: TuneSubject,
    options: TuneOptions,
  ) {
    this.ops = ops;
    this.gradients = gradients;
    this.network = network;
    this.manifest = manifest;
    this.scene = scene;
    this.options = options;
    this.graph = freezeNorms(network.graph);
    // As exact as the layers that are tuned: what has not moved yet must not be pulled at.
    this.before = uploadNetwork(ops, network, 'f32');
    const weights = frozenWeights(network);
    this.parameters = Parameters.from(this.graph, weights);
    this.optimizer = new Optimizer(gradients, this.parameters);
    this.average = new MovingAverage(AVERAGE, weights);
    const cost = scene.voxels / (STEP_WAYS * options.maxVoxels);
    this.scoreEvery = Math.max(5, Math.ceil(cost / SCORE_SHARE));
  }

  /**
   * @throws UsageError without an example to learn from or to measure by; WeightsError; LimitError; KernelError where the GPU's kernels
   * do not compile.
   */
  static async create(subject: TuneSubject, ops: TrainingOps, options: TuneOptions = TUNE_OPTIONS): Promise<FineTuner> {
    const { examples, heldOut, manifest } = subject;
    if (examples.length === 0 || heldOut.length === 0) {
      const message = 'fine-tuning needs something to learn from and something to measure by';
      throw new UsageError('USAGE', message, { examples: examples.length, heldOut: heldOut.length });
    }
    const network = buildNetwork(manifest.network, subject.weights);
    const scene = await TuneScene.create(ops, { ...subject, network });
    // After the scene: what it takes must not come off what is reserved for a step.
    const gradients =
      ops.name === 'webgpu'
        ? await autograd.WebGpuGradients.create(ops)
        : new autograd.WasmGradients(ops, RESERVED_BYTES);
    await tf.setBackend(gradients.backend);
    return new FineTuner(ops, gradients, network, scene, subject, options);
  }

  /** Steps that were taken. */
  get steps(): number {
    return this.step;
  }

  get done(): boolean {
    return this.step >= this.options.steps;
  }

  /**
   * One step. @throws TrainingError TRAINING_DIVERGED with the step, before any parameter moves: the weights stay those of the step before.
   */
  async next(signal?: AbortSignal): Promise<TuneStep> {
    throwIfCancelled(signal, 'fine-tuning');
    const started = performance.now();
    const rng = new Rng(this.options.seed, 1000 + this.step);
    const batch = await this.makeBatch(rng);
    await tf.setBackend(this.gradients.backend);
    tf.engine().startScope('tune');
    let loss: TuneStep['loss'];
    try {
      loss = await this.descend(batch, rng);
    } finally {
      tf.engine().endScope();
      this.gradients.reset();
      releaseIndex(this.ops, batch.index);
    }
    const { step } = this;
    this.step++;
    const isScored = this.step % this.scoreEvery === 0 || this.done;
    const score = isScored ? this.scene.score(await this.answer()) : undefined;
    const ms = performance.now() - started;
    return { step, loss, voxels: batch.semantic.length, ms, ...(score && { score }) };
  }

  /** What the averaged weights say of the scene, float32 [voxels × classes]. */
  answer(): Promise<Float32Array> {
    return this.scene.answer(withFrozenWeights(this.network, this.average.weights()));
  }

  /** The averaged weights as a model: convolutions in half precision, but for the layers that decide. */
  model(): TaughtModel {
    const weights = thawedWeights(this.network.graph, this.average.weights());
    const { name, title } = this.manifest;
    const isHalf = (array: string) => isStoredHalf(array) && !array.startsWith('heads.semantic');
    const manifest = { ...this.manifest, name: name.replace(/(-taught|-tuned)*$/, '-tuned') };
    return { manifest, weights: writeSafetensors(weights, isHalf, { title }) };
  }

  /** Leaves the ops as they were. */
  dispose(): void {
    releaseNetwork(this.ops, this.before);
    this.scene.dispose();
    this.optimizer.dispose();
    this.parameters.dispose();
    this.gradients.dispose();
  }

  /** Forward, a wait for the outputs of the rows that count, the losses on the host, then the way back and the optimizer. */
  private async descend(batch: Batch, rng: Rng): Promise<TuneStep['loss']> {
    const { gradients: g, parameters } = this;
    const rows = countedRows(batch.semantic, rng);
    const said = Int16Array.from(rows, (row) => batch.semantic[row]!);
    const names = Object.keys(this.graph.outputs) as HeadName[];
    const before = await this.outputsBefore(batch.index, names, rows);
    const tape = new autograd.SplitTape();
    const picked = tape.record(() => {
      const heads = forward(g, this.graph, parameters, batch.index, new Map());
      return names.map((name) => autograd.pickRows(g, heads.get(name)!, rows));
    });
    const outputs = await g.read(picked);

    const { hold } = this.options;
    const sum = { said: 0, held: 0 };
    const slopes = names.map((name, i) => {
      const [now, then] = [outputs[i]!, before[i]!];
      if (name !== 'semantic') return heldPart(sum, heldOutputsLoss(now, then, hold));
      const classes = now.length / rows.length;
      const own = saidLoss(now, classes, said);
      sum.said += own.loss;
      const held = heldPart(sum, heldOddsLoss(now, then, classes, said, hold));
      return own.slopes.map((slope, k) => slope + held[k]!);
    });
    const loss = { total: sum.said + sum.held, ...sum };
    if (!Number.isFinite(loss.total)) throw this.diverged(loss);
    const variables = [...parameters.trainable()];
    const found = tape.gradients(
      g,
      picked,
      slopes.map((slope, i) => tf.tensor(slope, picked[i]!.shape)),
      variables.map(([, variable]) => variable),
    );
    const byName = new Map(variables.flatMap(([name], i) => (found[i] ? [[name, found[i]] as const] : [])));
    const norm = await this.optimizer.apply(byName, this.learningRate());
    if (!Number.isFinite(norm)) throw this.diverged(loss);
    this.average.update(await parameters.weights(g));
    return loss;
  }

  /** What the network that tuning began with says of these voxels, by head. */
  private async outputsBefore(index: VoxelIndex, names: readonly HeadName[], rows: Uint32Array) {
    const outputs = await runNetwork(this.ops, this.before, index);
    try {
      const before: Float32Array[] = [];
      for (const name of names) {
        const { channels } = outputs.get(name)!;
        const values = await this.ops.read(outputs.get(name)!);
        const picked = new Float32Array(rows.length * channels);
        rows.forEach((row, i) => {
          picked.set(values.subarray(row * channels, (row + 1) * channels), i * channels);
        });
        before.push(picked);
      }
      return before;
    } finally {
      this.ops.release(...outputs.values());
    }
  }

  private makeBatch(rng: Rng): Promise<Batch> {
    const { voxelSizeM, network, labelSet: labels, features } = this.manifest;
    const { inverse = false, kernel5 = false } = indexOptions(this.graph);
    return makeBatch(this.ops, [this.scene.crop(this.options.maxVoxels, rng)], {
      voxelSizeM,
      levels: network.encoder.length,
      labels: labelSet(labels),
      features,
      // A strided convolution's way back is the inverse map.
      inverse: inverse || this.graph.layers.some(({ kind }) => kind === 'down'),
      kernel5,
    });
  }

  /** Rises over the first steps, then falls along a cosine. */
  private learningRate(): number {
    const { learningRate, steps } = this.options;
    const progress = this.step / steps;
    if (progress < WARM_UP) return (learningRate * (this.step + 1)) / Math.max(1, WARM_UP * steps);
    return learningRate * (0.05 + 0.95 * 0.5 * (1 + Math.cos((Math.PI * (progress - WARM_UP)) / (1 - WARM_UP))));
  }

  private diverged({ said }: TuneStep['loss']): TrainingError {
    const culprit = Number.isFinite(said) ? 'gradient' : 'semantic';
    const message = `step ${this.step}: ${culprit} is not finite`;
    return new TrainingError('TRAINING_DIVERGED', message, { step: this.step, loss: culprit });
  }
}

function heldPart(sum: { held: number }, { loss, slopes }: Slope): Float32Array {
  sum.held += loss;
  return slopes;
}

/** All voxels that somebody spoke of, and some of the others, rising. */
function countedRows(semantic: Int16Array, rng: Rng): Uint32Array {
  const free: number[] = [];
  const rows: number[] = [];
  for (const [row, label] of semantic.entries()) (label < 0 ? free : rows).push(row);
  const most = Math.min(HELD_ROWS, free.length);
  for (let i = 0; i < most; i++) {
    const other = i + rng.int(free.length - i);
    [free[i], free[other]] = [free[other]!, free[i]!];
    rows.push(free[i]!);
  }
  return Uint32Array.from(rows).sort();
}
