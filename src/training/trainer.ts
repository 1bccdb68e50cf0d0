import * as tf from '@tensorflow/tfjs';
import { type LabelSet, labelSet, Rng, TrainingError, throwIfCancelled } from '../core/index.ts';
import { buildGraph, type Graph, type Weights } from '../nn/index.ts';
import { autograd, type Ops, releaseIndex, type WasmOps } from '../ops/index.ts';
import { Adam } from './adam.ts';
import { type Batch, makeBatch } from './batch.ts';
import { boxLosses } from './box-loss.ts';
import type { TrainingConfig } from './config.ts';
import { type Crop, cutCrop } from './crop.ts';
import { embeddingLoss } from './embedding-loss.ts';
import { forward } from './forward.ts';
import { Parameters } from './parameters.ts';
import { SceneStore } from './scene-store.ts';
import { requireTrainable } from './trainable.ts';

/** What one step printed. */
export interface StepReport {
  readonly step: number;
  readonly losses: Readonly<Record<'total' | 'semantic' | 'embedding' | 'boxCorners' | 'boxPose' | 'boxClass', number>>;
  /** Share of labelled voxels of this batch that the semantic head got right. */
  readonly accuracy: number;
  readonly voxels: number;
  readonly gradientNorm: number;
  readonly learningRate: number;
  readonly ms: number;
}

/** Everything that decides the next step, as named arrays: parameters under their own names, moments as `m.*` and `v.*`. */
export interface TrainerState {
  readonly step: number;
  readonly weights: Weights;
  readonly moments: Weights;
}

/** Free bytes the kernels' memory must have in one piece before training: a step of two 12,000-voxel crops takes about 200 MB. */
const RESERVED_BYTES = 1 << 30;

/**
 * Trains a network on generated scenes: tfjs autograd over the wasm kernels. A step is a function of (config, step number, state),
 * so a run that resumes from a checkpoint gives the same numbers as one that never stopped.
 */
export class Trainer {
  readonly config: TrainingConfig;
  readonly graph: Graph;
  private readonly labels: LabelSet;
  private readonly ops: WasmOps;
  private readonly arena: autograd.Arena;
  private readonly parameters: Parameters;
  private readonly adam = new Adam();
  private readonly scenes: SceneStore;
  /** Of the cross-entropy, by class. */
  readonly classWeights: Float32Array;
  private step = 0;

  private constructor(config: TrainingConfig, ops: WasmOps, state: TrainerState | undefined) {
    this.config = config;
    this.ops = ops;
    this.labels = labelSet(config.model.labelSet);
    this.graph = requireTrainable(buildGraph(config.model.network));
    this.arena = new autograd.Arena(ops);
    this.parameters = state
      ? Parameters.from(this.graph, state.weights)
      : Parameters.initialise(this.graph, config.seed);
    if (state) {
      this.adam.restore(state.moments);
      this.step = state.step;
    }
    this.scenes = new SceneStore(config);
    this.classWeights = this.scenes.classWeights(this.labels);
  }

  static async create(config: TrainingConfig, ops: WasmOps, state?: TrainerState): Promise<Trainer> {
    await tf.setBackend('cpu');
    ops.memory.reserve(RESERVED_BYTES);
    return new Trainer(config, ops, state);
  }

  get done(): boolean {
    return this.step >= this.config.steps;
  }

  /** One step. @throws TrainingError TRAINING_DIVERGED, with the step and the loss, before any parameter moves. */
  next(signal?: AbortSignal): StepReport {
    throwIfCancelled(signal, 'training');
    const started = performance.now();
    const rng = new Rng(this.config.seed, 1000 + this.step);
    const batch = this.makeBatch(rng);
    try {
      const report = tf.tidy(() => this.descend(batch, rng));
      this.step++;
      return { ...report, ms: performance.now() - started };
    } finally {
      this.arena.reset();
      releaseIndex(this.ops as Ops, batch.index);
    }
  }

  state(): TrainerState {
    return { step: this.step, weights: this.parameters.weights(), moments: this.adam.state() };
  }

  dispose(): void {
    this.parameters.dispose();
  }

  private descend(batch: Batch, rng: Rng): Omit<StepReport, 'ms'> {
    const { losses: weights } = this.config;
    const symmetric = this.config.model.domain === 'indoor';
    const names = new Map([...this.parameters.trainable()].map(([name, variable]) => [variable.name, name]));
    const values: Record<string, number> = {};
    let accuracy = 0;
    const compute = () => {
      const heads = forward(this.arena, this.graph, this.parameters, batch.index);
      const semanticLogits = heads.get('semantic')!;
      accuracy = shareRight(semanticLogits, batch.semantic);
      const semantic = autograd.crossEntropy(this.arena, semanticLogits, batch.semantic, this.classWeights);
      const embedding = embeddingLoss(
        this.arena,
        heads.get('embedding')!,
        batch,
        this.step % this.config.scenesPerStep,
        rng,
      );
      const box = boxLosses(this.arena, heads.get('box')!, batch, this.labels, symmetric, rng);
      const parts = { semantic, embedding, boxCorners: box.corners, boxPose: box.pose, boxClass: box.classes };
      for (const [name, loss] of Object.entries(parts)) values[name] = loss.dataSync()[0]!;
      return Object.entries(parts).reduce<tf.Tensor>(
        (sum, [name, loss]) => tf.add(sum, tf.mul(loss, weights[name as keyof typeof weights])),
        tf.scalar(0),
      ) as tf.Scalar;
    };
    const { value, grads } = tf.variableGrads(compute, [...this.parameters.trainable().values()]);
    const total = value.dataSync()[0]!;
    const learningRate = this.learningRate();
    const gradientNorm = Number.isFinite(total)
      ? this.adam.apply(this.parameters, grads, names, learningRate)
      : Number.NaN;
    if (!Number.isFinite(total) || !Number.isFinite(gradientNorm)) {
      const culprit = Object.entries(values).find(([, loss]) => !Number.isFinite(loss))?.[0] ?? 'gradient';
      throw new TrainingError('TRAINING_DIVERGED', `step ${this.step}: ${culprit} is not finite`, {
        step: this.step,
        loss: culprit,
      });
    }
    const losses = { total, ...values } as StepReport['losses'];
    return { step: this.step, losses, accuracy, voxels: batch.semantic.length, gradientNorm, learningRate };
  }

  private makeBatch(rng: Rng): Batch {
    const { model, maxVoxels, scenesPerStep } = this.config;
    const crops: Crop[] = [];
    const outdoor = model.domain === 'outdoor';
    for (let i = 0; i < scenesPerStep; i++) {
      const source = this.scenes.get(rng.int(this.scenes.available(this.step)));
      const radiusM = outdoor ? rng.range(18, 45) : rng.range(1.8, 4.5);
      const scale: [number, number] = outdoor ? [0.93, 1.07] : [0.87, 1.13];
      const cut = cutCrop(source, { radiusM, scale, jitterM: outdoor ? 0.01 : 0.004, labels: this.labels }, rng);
      crops.push(limitVoxels(cut, model.voxelSizeM, maxVoxels));
    }
    return makeBatch(this.ops, crops, model.voxelSizeM, model.network.encoder.length, this.labels);
  }

  private learningRate(): number {
    const { learningRate, steps, warmUp } = this.config;
    const progress = this.step / steps;
    if (progress < warmUp) return (learningRate * (this.step + 1)) / Math.max(1, warmUp * steps);
    return learningRate * (0.01 + 0.99 * 0.5 * (1 + Math.cos((Math.PI * (progress - warmUp)) / (1 - warmUp))));
  }
}

function shareRight(logits: tf.Tensor2D, labels: Int16Array): number {
  const values = logits.dataSync();
  const classes = logits.shape[1];
  let right = 0;
  let total = 0;
  labels.forEach((label, row) => {
    if (label < 0) return;
    let best = 0;
    for (let c = 1; c < classes; c++) if (values[row * classes + c]! > values[row * classes + best]!) best = c;
    total++;
    if (best === label) right++;
  });
  return total > 0 ? right / total : 0;
}

/** Keeps the points nearest the crop's axis so that no more than about `maxVoxels` voxels are occupied. */
function limitVoxels(crop: Crop, voxelSizeM: number, maxVoxels: number): Crop {
  const { positions } = crop;
  const nearest = new Map<number, number>();
  const squares = new Float32Array(crop.count);
  for (let i = 0; i < crop.count; i++) {
    const [px, py, pz] = [positions[3 * i]!, positions[3 * i + 1]!, positions[3 * i + 2]!];
    squares[i] = px * px + py * py;
    const cell = (p: number) => Math.floor(p / voxelSizeM) + 4096;
    const key = (cell(px) * 8192 + cell(py)) * 8192 + cell(pz);
    nearest.set(key, Math.min(nearest.get(key) ?? Infinity, squares[i]!));
  }
  if (nearest.size <= maxVoxels) return crop;
  const limit = Float32Array.from(nearest.values()).sort()[maxVoxels]!;
  const rows = Uint32Array.from(squares.keys()).filter((i) => squares[i]! < limit);
  const kept = rows.length;
  const pick = <T extends Float32Array | Int16Array | Uint32Array>(values: T, width: number): T => {
    const out = values.slice(0, kept * width) as T;
    rows.forEach((row, at) => {
      for (let c = 0; c < width; c++) out[at * width + c] = values[row * width + c]!;
    });
    return out;
  };
  return {
    ...crop,
    count: kept,
    positions: pick(crop.positions, 3),
    heights: pick(crop.heights, 1),
    semantic: pick(crop.semantic, 1),
    instance: pick(crop.instance, 1),
  };
}
