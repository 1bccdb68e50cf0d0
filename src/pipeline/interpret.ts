import {
  groundClasses,
  NO_ROW,
  type PredictedBox,
  type PredictedInstance,
  type Prediction,
  type StageOptions,
  thingClasses,
} from '../core/index.ts';
import {
  boxesOfInstances,
  confidence,
  decodeBoxes,
  dropCovered,
  type Grouping,
  groupInstances,
  joinBoxes,
  refineBoxes,
} from '../heads/index.ts';
import type { Model } from './model.ts';
import { Stopwatch } from './stopwatch.ts';

/** Names of the stages, in order. */
export const INTERPRET_STAGES = ['instances', 'boxes', 'points'] as const;

/** What has to be known of a model to read its answer: plain data. */
export interface InterpretedModel {
  readonly labelSet: string;
  readonly classes: number;
  readonly thingClasses: readonly number[];
  readonly groundClasses: readonly number[];
  readonly voxelSizeM: number;
  readonly domain: Model['manifest']['domain'];
  readonly boxHeading: Model['manifest']['boxHeading'];
}

export function interpretedModel({ labels, manifest }: Model): InterpretedModel {
  const { voxelSizeM, domain, boxHeading } = manifest;
  return {
    labelSet: labels.name,
    classes: labels.classes.length,
    thingClasses: thingClasses(labels),
    groundClasses: groundClasses(labels),
    voxelSizeM,
    domain,
    boxHeading,
  };
}

/** The network's answer on the host, one row a voxel. */
export interface HeadOutputs {
  /** float32 [voxels × classes], softmax. */
  readonly probabilities: Float32Array;
  /** Empty where the network has no such head, as `boxCodes`: a model of other origin knows classes alone. */
  readonly embeddings: Float32Array;
  readonly boxCodes: Float32Array;
  /** float32 [voxels × 3], metres. */
  readonly centers: Float32Array;
  /** uint32 [points]. */
  readonly pointRows: Uint32Array;
  /** uint32 [points], class index. */
  readonly classIds: Uint32Array;
}

/** Best instance AP of a sweep over held-out synthetic scenes. */
const GROUPING = {
  indoor: { voteShare: 0.7, embeddingWeight: 0.3 },
  outdoor: { voteShare: 0.35, embeddingWeight: 0.6 },
} as const;

/**
 * Voxel results → objects, boxes, and what is known of each point.
 * @param positions float32 [points × 3], in the frame of the centres.
 * @throws CancelledError between its stages
 */
export async function interpret(
  positions: Float32Array,
  model: InterpretedModel,
  outputs: HeadOutputs,
  options: StageOptions,
): Promise<{ readonly prediction: Prediction; readonly stagesMs: Readonly<Record<string, number>> }> {
  const watch = new Stopwatch(INTERPRET_STAGES, options);
  const grouping = await watch.time('instances', () => findInstances(model, outputs));
  const instance = instanceOfPoints(outputs, grouping);
  const boxes = await watch.time('boxes', () => findBoxes(model, outputs, { positions, instance, grouping }));
  const prediction = await watch.time('points', () => toPoints(model, outputs, { grouping, instance, boxes }));
  return { prediction, stagesMs: watch.stagesMs };
}

/** Voxels → object instances. Objects are split where a gap of five voxels runs through them. */
function findInstances(model: InterpretedModel, outputs: HeadOutputs): Grouping {
  const { voxelSizeM, classes } = model;
  const voxels = outputs.probabilities.length / classes;
  if (outputs.embeddings.length === 0 || outputs.boxCodes.length === 0) {
    return { voxelInstance: new Uint32Array(voxels), instances: [] };
  }
  const columns = outputs.boxCodes.length / voxels;
  const votes = centerVotes(outputs);
  const sides = new Float32Array(voxels);
  for (let row = 0; row < voxels; row++) {
    for (let axis = 0; axis < 3; axis++) {
      sides[row] = Math.max(sides[row]!, Math.abs(outputs.boxCodes[row * columns + axis]!));
    }
  }
  const pointCounts = new Uint32Array(voxels);
  for (const row of outputs.pointRows) if (row !== NO_ROW) pointCounts[row]!++;
  return groupInstances(
    {
      embeddings: outputs.embeddings,
      dims: outputs.embeddings.length / voxels,
      probabilities: outputs.probabilities,
      classes,
      thingClasses: model.thingClasses,
      centers: outputs.centers,
      votes,
      sides,
      pointCounts,
    },
    { linkM: 5 * voxelSizeM, minPoints: 10, ...GROUPING[model.domain] },
  );
}

/** float32 [voxels × 3]: each voxel's centre and the offset that the box head gives it. */
function centerVotes({ centers, boxCodes }: HeadOutputs): Float32Array {
  const votes = centers.slice();
  const columns = (3 * boxCodes.length) / centers.length;
  for (let i = 0; i < votes.length; i++) votes[i]! += boxCodes[Math.floor(i / 3) * columns + 3 + (i % 3)]!;
  return votes;
}

/** Codes → boxes, moved onto the points of their objects. A box that fewer than six voxels vote for is noise; things of a class do not overlap. */
function findBoxes(
  model: InterpretedModel,
  outputs: HeadOutputs,
  points: { positions: Float32Array; instance: Uint32Array; grouping: Grouping },
): PredictedBox[] {
  if (outputs.boxCodes.length === 0) return [];
  const boxes = decodeBoxes(
    {
      codes: outputs.boxCodes,
      centers: outputs.centers,
      thingClasses: model.thingClasses,
      heading: model.boxHeading,
    },
    { minVotes: 6, maxIou: 0.2 },
  );
  const labelled = { ...points, semantic: outputs.classIds };
  const voted = dropCovered(refineBoxes(boxes, labelled, model.groundClasses));
  if (model.domain === 'outdoor') return voted;
  // Furniture stands close: what belongs together the grouping knows better than the votes (docs/decisions/0013).
  const { boxCodes: codes, centers } = outputs;
  return joinBoxes(voted, boxesOfInstances({ ...points, codes, centers, heading: model.boxHeading }));
}

/** uint32 [points]: the instance of each point's voxel, 0 = none. */
function instanceOfPoints({ pointRows }: HeadOutputs, grouping: Grouping): Uint32Array {
  return pointRows.map((row) => grouping.voxelInstance[row]!);
}

/** Voxel results carried to the points. */
function toPoints(
  model: InterpretedModel,
  outputs: HeadOutputs,
  { grouping, instance, boxes }: { grouping: Grouping; instance: Uint32Array; boxes: PredictedBox[] },
): Prediction {
  const { pointRows, classIds, probabilities } = outputs;
  const points = pointRows.length;
  const { top } = confidence(probabilities, model.classes);
  const pointConfidence = new Float32Array(points);
  const counts = new Uint32Array(grouping.instances.length + 1);
  for (let i = 0; i < points; i++) {
    const row = pointRows[i]!;
    pointConfidence[i] = top[row]!;
    counts[instance[i]!]!++;
  }
  const instances = grouping.instances.map(
    ({ classId, score }, i): PredictedInstance => ({ id: i + 1, classId, score, points: counts[i + 1]! }),
  );
  return {
    labelSet: model.labelSet,
    semantic: Uint8Array.from(classIds),
    confidence: pointConfidence,
    instance,
    instances,
    boxes,
    pointRows,
    voxelProbabilities: probabilities,
    ...(outputs.embeddings.length > 0 && { voxelEmbeddings: outputs.embeddings }),
    ...(outputs.boxCodes.length > 0 && { voxelVotes: centerVotes(outputs) }),
  };
}
