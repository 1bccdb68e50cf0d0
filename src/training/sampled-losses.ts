import * as tf from '@tensorflow/tfjs';
import type { LabelSet, Rng } from '../core/index.ts';
import type { HeadName } from '../nn/index.ts';
import type { Batch } from './batch.ts';
import { boxLosses, sampleBoxes } from './box-loss.ts';
import type { TrainingConfig } from './config.ts';
import { embeddingLoss, sampleEmbeddings } from './embedding-loss.ts';

export type LossName = keyof TrainingConfig['losses'];

/** Voxels whose rows of one head a loss looks at. Known before the network runs. */
export interface Sample {
  readonly of: 'embedding' | 'inside' | 'background';
  readonly head: HeadName;
  readonly rows: Uint32Array;
}

/** The voxels of a step, without empty samples. */
export function drawSamples(batch: Batch, labels: LabelSet, cropNumber: number, rng: Rng): readonly Sample[] {
  const embedding = sampleEmbeddings(batch, cropNumber, rng);
  const { inside, background } = sampleBoxes(batch, labels, rng);
  const samples: Sample[] = [
    { of: 'embedding', head: 'embedding', rows: embedding },
    { of: 'inside', head: 'box', rows: inside },
    { of: 'background', head: 'box', rows: background },
  ];
  return samples.filter(({ rows }) => rows.length > 0);
}

export interface SampledLosses {
  readonly values: Readonly<Record<Exclude<LossName, 'semantic'>, number>>;
  /** Weighed sum of all losses, the semantic one included. */
  readonly total: number;
  /** d(total)/d(rows), for each sample. */
  readonly slopes: readonly Float32Array[];
}

/**
 * The losses that compare a few hundred voxels with each other or with boxes, as stock tfjs ops on the cpu backend, which has to be the
 * current one. A GPU would not be faster at this size, and two of them choose by values that they have just computed.
 * @param picked the samples' rows, [samples × head's outputs].
 */
export function sampledLosses(
  samples: readonly Sample[],
  picked: readonly Float32Array[],
  semantic: number,
  context: {
    readonly batch: Batch;
    readonly labels: LabelSet;
    readonly symmetric: boolean;
    readonly weights: TrainingConfig['losses'];
  },
): SampledLosses {
  const { batch, labels, symmetric, weights } = context;
  const boxes = new Map(samples.map(({ of, rows }) => [of, rows]));
  const none = new Uint32Array(0);
  return tf.tidy(() => {
    let values: SampledLosses['values'] | undefined;
    const compute = (...rows: tf.Tensor[]) => {
      const codes = new Map(samples.map(({ of }, i) => [of, rows[i] as tf.Tensor2D]));
      const e = codes.get('embedding');
      const embedding = e ? embeddingLoss(e, boxes.get('embedding')!, batch) : tf.scalar(0);
      const inside = codes.get('inside');
      const background = codes.get('background');
      const voxels = { inside: boxes.get('inside') ?? none, background: boxes.get('background') ?? none };
      const box = boxLosses({ inside, background }, voxels, batch, labels, symmetric);
      const parts = {
        semantic: tf.scalar(semantic),
        embedding,
        boxCorners: box.corners,
        boxPose: box.pose,
        boxClass: box.classes,
      };
      const value = (name: LossName) => parts[name].dataSync()[0]!;
      values = {
        embedding: value('embedding'),
        boxCorners: value('boxCorners'),
        boxPose: value('boxPose'),
        boxClass: value('boxClass'),
      };
      return Object.entries(parts).reduce<tf.Tensor>(
        (sum, [name, loss]) => tf.add(sum, tf.mul(loss, weights[name as LossName])),
        tf.scalar(0),
      ) as tf.Scalar;
    };
    const inputs = samples.map(({ rows }, i) =>
      tf.tensor2d(picked[i]!, [rows.length, picked[i]!.length / rows.length]),
    );
    const { value, grads } =
      inputs.length > 0 ? tf.valueAndGrads(compute)(inputs) : { value: compute(), grads: [] as tf.Tensor[] };
    const slopes = grads.map((gradient) => Float32Array.from(gradient.dataSync()));
    return { values: values!, total: value.dataSync()[0]!, slopes };
  });
}
