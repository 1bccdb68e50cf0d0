import * as tf from '@tensorflow/tfjs';
import { type LabelSet, labelSet, Rng, TrainingError, throwIfCancelled } from '../core/index.ts';
import { buildGraph, countPairs, type Graph, indexOptions, layerCosts, type Weights } from '../nn/index.ts';
import { autograd, releaseIndex, type WasmOps, type WebGpuOps } from '../ops/index.ts';
import { augmentationAt, augmentationOf } from './augmentation.ts';
import { type Batch, makeBatch } from './batch.ts';
import { DEFAULT_EMA, type TrainingConfig } from './config.ts';
import { cutCrop } from './crop.ts';
import type { Crop } from './crop-points.ts';
import { forward, type LayerStatistics } from './forward.ts';
import { growNetwork } from './grow-network.ts';
import type { HeldOutScore } from './held-out-score.ts';
import { initialWeights } from './initial-weights.ts';
import { limitVoxels } from './limit-voxels.ts';
import { type LossForms, lossForms } from './loss-forms.ts';
import { MovingAverage } from './moving-average.ts';
import { Optimizer } from './optimizer.ts';
import { Parameters } from './parameters.ts';
import { drawSamples, type LossName, sampledLosses } from './sampled-losses.ts';
import { SceneStore } from './scene-store.ts';
import { withoutSparseBoxes } from './sparse-objects.ts';

/** What one step printed. */
export interface StepReport {
  readonly step: number;
  readonly losses: Readonly<Record<'total' | LossName, number>>;
  /** Share of labelled voxels of this batch that the semantic head got right. */
  readonly accuracy: number;
  readonly voxels: number;
  readonly gradientNorm: number;
  readonly learningRate: number;
  readonly ms: number;
  /** Of the averaged weights after this step, where one was due. */
  readonly score?: HeldOutScore;
}

/** Everything that decides the next step, as named arrays: parameters under their own names, moments as `m.*` and `v.*`. */
export interface TrainerState {
  readonly step: number;
  readonly weights: Weights;
  readonly moments: Weights;
  /** Moving average of the weights, with its age. Absent in what an older version wrote: it begins at the weights then. */
  readonly averages?: Weights;
}

/** What a new run begins from: weights of another run, whose network may be narrower. */
export interface TrainingStart {
  readonly from: Weights;
}

/** What a trainer is put together from. */
interface Parts {
  readonly gradients: autograd.SparseGradients;
  readonly graph: Graph;
  readonly parameters: Parameters;
  readonly averages: Weights;
  readonly scenes: SceneStore;
  readonly state: TrainerState | undefined;
}

/** Free bytes the CPU kernels' memory must have in one piece before training: a step of two 12,000-voxel crops takes about 200 MB. */
const RESERVED_BYTES = 1 << 30;

/** Where a trainer's arithmetic happens. */
export type TrainingOps = WasmOps | WebGpuOps;

/**
 * Trains a network on generated scenes: tfjs autograd over the layers of `ops/autograd`, on the CPU kernels or the GPU's. A step is a
 * function of (config, step number, state), so a run that resumes from a checkpoint gives the same numbers as one that never stopped.
 */
export class Trainer {
  readonly config: TrainingConfig;
  readonly graph: Graph;
  private readonly labels: LabelSet;
  private readonly ops: TrainingOps;
  private readonly gradients: autograd.SparseGradients;
  private readonly parameters: Parameters;
  private readonly optimizer: Optimizer;
  private readonly scenes: SceneStore;
  /** Of the cross-entropy, by class. */
  readonly classWeights: Float32Array;
  private readonly average: MovingAverage;
  private readonly forms: LossForms;
  private step = 0;

  private constructor(config: TrainingConfig, ops: TrainingOps, parts: Parts) {
    const { gradients, graph, parameters, averages, scenes, state } = parts;
    this.config = config;
    this.ops = ops;
    this.labels = labelSet(config.model.labelSet);
    this.graph = graph;
    this.gradients = gradients;
    this.parameters = parameters;
    this.average = new MovingAverage(config.ema ?? DEFAULT_EMA, averages);
    this.optimizer = new Optimizer(gradients, this.parameters);
    if (state) {
      this.optimizer.restore(state.moments);
      this.step = state.step;
    }
    this.scenes = scenes;
    this.forms = lossForms(config.lossForms);
    const balanced = this.scenes.classWeights(this.labels);
    this.classWeights = this.forms.semantic === 'plain' ? balanced.fill(1) : balanced;
  }

  /**
   * @param saved of a run that stopped, or whose weights a new run begins from.
   * @param scenes of the same domain and ground cells, where several trainers share them; how many there are is theirs to say.
   * @throws KernelError where the GPU's kernels do not compile; WeightsError where a run cannot begin from such weights.
   */
  static async create(
    config: TrainingConfig,
    ops: TrainingOps,
    saved?: TrainerState | TrainingStart,
    scenes = new SceneStore(config),
  ): Promise<Trainer> {
    const gradients =
      ops.name === 'webgpu'
        ? await autograd.WebGpuGradients.create(ops)
        : new autograd.WasmGradients(ops, RESERVED_BYTES);
    await tf.setBackend(gradients.backend);
    const graph = buildGraph(config.model.network);
    const state = saved && 'step' in saved ? saved : undefined;
    const parameters = Parameters.from(
      graph,
      saved ? weightsOf(saved, graph, config.seed) : initialWeights(graph, config.seed),
    );
    const averages = state?.averages ?? (await parameters.weights(gradients));
    return new Trainer(config, ops, { gradients, graph, parameters, averages, scenes, state });
  }

  get done(): boolean {
    return this.step >= this.config.steps;
  }

  /** One step. @throws TrainingError TRAINING_DIVERGED, with the step and the loss, before any parameter moves. */
  async next(signal?: AbortSignal): Promise<StepReport> {
    throwIfCancelled(signal, 'training');
    const started = performance.now();
    const rng = new Rng(this.config.seed, 1000 + this.step);
    const batch = await this.makeBatch(rng);
    await tf.setBackend(this.gradients.backend);
    tf.engine().startScope('step');
    try {
      const report = await this.descend(batch, rng);
      this.step++;
      return { ...report, ms: performance.now() - started };
    } finally {
      tf.engine().endScope();
      this.gradients.reset();
      releaseIndex(this.ops, batch.index);
    }
  }

  /** Useful multiply-adds of the next step's way forward; the way back has twice as many. Takes no step. */
  async forwardMultiplyAdds(): Promise<number> {
    const { index } = await this.makeBatch(new Rng(this.config.seed, 1000 + this.step));
    try {
      const costs = layerCosts(this.graph, index, await countPairs(this.ops, this.graph, index), 4);
      return costs.reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0);
    } finally {
      releaseIndex(this.ops, index);
    }
  }

  async state(): Promise<TrainerState> {
    const [weights, moments] = [await this.parameters.weights(this.gradients), await this.optimizer.state()];
    return { step: this.step, weights, moments, averages: this.average.state() };
  }

  /** The moving average of the weights: what a model is made of. */
  averagedWeights(): Weights {
    return this.average.weights();
  }

  /** Leaves the ops as they were. */
  dispose(): void {
    this.optimizer.dispose();
    this.parameters.dispose();
    this.gradients.dispose();
  }

  /**
   * Forward, then one wait for what the losses on the CPU need and for the statistics, then the way back and the optimizer. What lies
   * between layers never leaves the device; a few hundred rows of the outputs do, and their slopes come back. So do the parameters, for
   * their average: a few megabytes a step.
   */
  private async descend(batch: Batch, rng: Rng): Promise<Omit<StepReport, 'ms'>> {
    const { gradients: g, parameters, step } = this;
    const { losses: weights, scenesPerStep, model } = this.config;
    const samples = drawSamples(batch, this.labels, step % scenesPerStep, weights, rng);
    const statistics: LayerStatistics = new Map();
    const tape = new autograd.SplitTape();
    const { semantic, picked } = tape.record(() => {
      const heads = forward(g, this.graph, parameters, batch.index, statistics);
      return {
        semantic: autograd.crossEntropy(g, heads.get('semantic')!, batch.semantic, this.classWeights),
        picked: samples.map(({ head, rows }) => autograd.pickRows(g, heads.get(head)!, rows)),
      };
    });

    const norms = [...statistics];
    const read = await g.read([
      semantic.totals,
      ...picked,
      ...norms.flatMap(([, { mean, variance }]) => [mean, variance]),
    ]);
    const [semanticLoss, right, broken] = read[0] as unknown as [number, number, number];
    const rows = read.slice(1, 1 + picked.length);
    const sampled = sampledLosses(samples, rows, broken > 0 ? Number.NaN : semanticLoss, {
      batch,
      labels: this.labels,
      symmetric: model.domain === 'indoor',
      heading: model.boxHeading ?? 'direction',
      forms: this.forms,
      weights,
    });
    const losses = {
      total: sampled.total,
      semantic: broken > 0 ? Number.NaN : semanticLoss,
      ...sampled.values,
    };
    if (!Number.isFinite(losses.total)) throw diverged(step, losses);

    const slopes = [
      tf.scalar(weights.semantic),
      ...picked.map((tensor, i) => tf.tensor(sampled.slopes[i]!, tensor.shape)),
    ];
    const names = [...parameters.trainable().keys()];
    const found = tape.gradients(g, [semantic.loss, ...picked], slopes, [...parameters.trainable().values()]);
    const byName = new Map(names.flatMap((name, i) => (found[i] ? [[name, found[i]] as const] : [])));
    const learningRate = this.learningRate();
    const gradientNorm = await this.optimizer.apply(byName, learningRate);
    if (!Number.isFinite(gradientNorm)) throw diverged(step, losses);
    norms.forEach(([name], i) => {
      const at = 1 + picked.length + 2 * i;
      parameters.moveStatistics(name, read[at]!, read[at + 1]!);
    });
    this.average.update(await parameters.weights(g));
    const labelled = batch.semantic.reduce((count, label) => (label < 0 ? count : count + 1), 0);
    const accuracy = labelled > 0 ? right / labelled : 0;
    return { step, losses, accuracy, voxels: batch.semantic.length, gradientNorm, learningRate };
  }

  private makeBatch(rng: Rng): Promise<Batch> {
    const { model, maxVoxels, scenesPerStep } = this.config;
    const crops: Crop[] = [];
    const outdoor = model.domain === 'outdoor';
    const most = typeof maxVoxels === 'number' ? maxVoxels : Math.round(rng.range(...maxVoxels));
    const draw = () => this.scenes.get(rng.int(this.scenes.available(this.step)));
    const options = {
      voxelSizeM: model.voxelSizeM,
      augmentation: augmentationAt(
        augmentationOf(model.domain, this.config.augmentation),
        this.step / this.config.steps,
      ),
      labels: this.labels,
      features: model.features,
      other: draw,
    };
    for (let i = 0; i < scenesPerStep; i++) {
      const source = draw();
      const radiusM = outdoor ? rng.range(18, 45) : rng.range(1.8, 4.5);
      const cut = cutCrop(source, { ...options, radiusM }, rng);
      crops.push(withoutSparseBoxes(limitVoxels(cut, model.voxelSizeM, most)));
    }
    return makeBatch(this.ops, crops, {
      voxelSizeM: model.voxelSizeM,
      levels: model.network.encoder.length,
      labels: this.labels,
      features: model.features,
      ...mapsOf(this.graph),
    });
  }

  private learningRate(): number {
    const { learningRate, steps, warmUp } = this.config;
    const progress = this.step / steps;
    if (progress < warmUp) return (learningRate * (this.step + 1)) / Math.max(1, warmUp * steps);
    return learningRate * (0.01 + 0.99 * 0.5 * (1 + Math.cos((Math.PI * (progress - warmUp)) / (1 - warmUp))));
  }
}

function weightsOf(saved: TrainerState | TrainingStart, graph: Graph, seed: number): Weights {
  return 'step' in saved ? saved.weights : growNetwork(saved.from, graph, seed);
}

/** What the network reads forward, and what its gradients read back: a strided convolution's way back is the inverse map. */
function mapsOf(graph: Graph): { readonly inverse: boolean; readonly kernel5: boolean } {
  const { inverse = false, kernel5 = false } = indexOptions(graph);
  return { inverse: inverse || graph.layers.some(({ kind }) => kind === 'down'), kernel5 };
}

function diverged(step: number, losses: StepReport['losses']): TrainingError {
  const parts = Object.entries(losses).filter(([name]) => name !== 'total');
  const culprit = parts.find(([, loss]) => !Number.isFinite(loss))?.[0] ?? 'gradient';
  return new TrainingError('TRAINING_DIVERGED', `step ${step}: ${culprit} is not finite`, { step, loss: culprit });
}
