import type { LabelSet, Rng } from '../core/index.ts';
import type { BoxHeading, HeadName } from '../nn/index.ts';
import type { Batch } from './batch.ts';
import { boxLosses, sampleBoxes } from './box-loss.ts';
import type { TrainingConfig } from './config.ts';
import { embeddingLoss, sampleEmbeddings } from './embedding-loss.ts';
import type { LossForms } from './loss-forms.ts';
import { lovaszLoss, sampleLabelled } from './lovasz-loss.ts';
import { maskClassLoss } from './mask-class-loss.ts';

export type LossName = keyof TrainingConfig['losses'];

/** Voxels whose rows of one head a loss looks at. Known before the network runs. */
export interface Sample {
  readonly of: 'embedding' | 'inside' | 'background' | 'labelled' | 'masked';
  readonly head: HeadName;
  readonly rows: Uint32Array;
}

/** The voxels of a step, without empty samples and those of losses that do not count. */
export function drawSamples(
  batch: Batch,
  labels: LabelSet,
  cropNumber: number,
  weights: TrainingConfig['losses'],
  rng: Rng,
): readonly Sample[] {
  const embedding = sampleEmbeddings(batch, cropNumber, rng);
  const { inside, background } = sampleBoxes(batch, labels, rng);
  const labelled = weights.lovasz ? sampleLabelled(batch, rng) : new Uint32Array(0);
  const samples: Sample[] = [
    { of: 'embedding', head: 'embedding', rows: embedding },
    { of: 'inside', head: 'box', rows: inside },
    { of: 'background', head: 'box', rows: background },
    { of: 'labelled', head: 'semantic', rows: labelled },
    { of: 'masked', head: 'box', rows: weights.maskClass ? embedding : new Uint32Array(0) },
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
 * The losses that compare a few hundred voxels with each other or with boxes, and their slopes, in plain loops: a GPU would not be faster
 * at this size, and two of them choose by values that they have just computed.
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
    readonly heading: BoxHeading;
    readonly forms: LossForms;
    readonly weights: TrainingConfig['losses'];
  },
): SampledLosses {
  const { batch, weights } = context;
  const none = { rows: new Uint32Array(0), codes: new Float32Array(0) };
  const of = (name: Sample['of']) => {
    const at = samples.findIndex((sample) => sample.of === name);
    return at < 0 ? none : { rows: samples[at]!.rows, codes: picked[at]! };
  };
  const [voxels, inside, background] = [of('embedding'), of('inside'), of('background')];
  const labelled = of('labelled');
  const lovasz = lovaszLoss(
    labelled.codes,
    Int16Array.from(labelled.rows, (row) => batch.semantic[row]!),
  );
  const embedding =
    voxels === none
      ? { loss: 0, gradient: none.codes }
      : embeddingLoss(voxels.codes, voxels.rows, batch, context.forms);
  const masked = of('masked');
  const maskClass = maskClassLoss(
    masked === none ? none.codes : voxels.codes,
    masked.codes,
    masked.rows,
    batch,
    context.labels,
  );
  const box = boxLosses(
    { inside: inside.codes, background: background.codes },
    { inside: inside.rows, background: background.rows },
    context,
    weights,
  );
  const values = {
    embedding: embedding.loss,
    boxCorners: box.corners,
    boxPose: box.pose,
    boxClass: box.classes,
    lovasz: lovasz.loss,
    maskClass: maskClass.loss,
  };
  const total = Object.entries({ semantic, ...values }).reduce(
    (sum, [name, loss]) => sum + loss * (weights[name as LossName] ?? 0),
    0,
  );
  const slopes = {
    embedding: embedding.gradient.map((slope) => slope * weights.embedding),
    inside: box.inside,
    background: box.background,
    labelled: lovasz.gradient.map((slope) => slope * (weights.lovasz ?? 0)),
    masked: maskClass.gradient.map((slope) => slope * (weights.maskClass ?? 0)),
  };
  return { values, total, slopes: samples.map((sample) => slopes[sample.of]) };
}
