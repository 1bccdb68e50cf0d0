import { NO_ROW, type PredictedBox, type PredictedInstance, type Prediction, thingClasses } from '../core/index.ts';
import { confidence, decodeBoxes, type Grouping, groupInstances } from '../heads/index.ts';
import type { Model } from './model.ts';

/** The network's answer on the host, one row a voxel. */
export interface HeadOutputs {
  /** float32 [voxels × classes], softmax. */
  readonly probabilities: Float32Array;
  readonly embeddings: Float32Array;
  readonly boxCodes: Float32Array;
  /** float32 [voxels × 3], metres. */
  readonly centers: Float32Array;
  /** uint32 [points]. */
  readonly pointRows: Uint32Array;
  /** uint32 [points], class index. */
  readonly classIds: Uint32Array;
}

/** How far centre votes of one object may scatter. Best instance AP of a sweep over held-out synthetic scenes. */
const VOTE_SIGMA_M = { indoor: 1.8, outdoor: 3 } as const;

/** Voxels → object instances. Objects are split where a gap of five voxels runs through them. */
export function findInstances(model: Model, outputs: HeadOutputs): Grouping {
  const { voxelSizeM, domain } = model.manifest;
  const classes = model.labels.classes.length;
  const voxels = outputs.probabilities.length / classes;
  const columns = outputs.boxCodes.length / voxels;
  const votes = outputs.centers.slice();
  for (let row = 0; row < voxels; row++)
    for (let axis = 0; axis < 3; axis++) votes[3 * row + axis]! += outputs.boxCodes[row * columns + 3 + axis]!;
  const pointCounts = new Uint32Array(voxels);
  for (const row of outputs.pointRows) if (row !== NO_ROW) pointCounts[row]!++;
  return groupInstances(
    {
      embeddings: outputs.embeddings,
      dims: outputs.embeddings.length / voxels,
      probabilities: outputs.probabilities,
      classes,
      thingClasses: thingClasses(model.labels),
      centers: outputs.centers,
      votes,
      pointCounts,
    },
    { linkM: 5 * voxelSizeM, minPoints: 10, embeddingWeight: 0.6, voteSigmaM: VOTE_SIGMA_M[domain] },
  );
}

/** Codes → boxes. A box that fewer than six voxels vote for is noise; real objects do not overlap. */
export function findBoxes(model: Model, outputs: HeadOutputs): PredictedBox[] {
  return decodeBoxes(
    {
      codes: outputs.boxCodes,
      centers: outputs.centers,
      thingClasses: thingClasses(model.labels),
      heading: model.manifest.boxHeading,
    },
    { minVotes: 6, maxIou: 0.2 },
  );
}

/** Voxel results carried to the points. */
export function toPoints(model: Model, outputs: HeadOutputs, grouping: Grouping, boxes: PredictedBox[]): Prediction {
  const { pointRows, classIds, probabilities } = outputs;
  const points = pointRows.length;
  const { top } = confidence(probabilities, model.labels.classes.length);
  const instance = new Uint32Array(points);
  const pointConfidence = new Float32Array(points);
  const counts = new Uint32Array(grouping.instances.length + 1);
  for (let i = 0; i < points; i++) {
    const row = pointRows[i]!;
    instance[i] = grouping.voxelInstance[row]!;
    pointConfidence[i] = top[row]!;
    counts[instance[i]!]!++;
  }
  const instances = grouping.instances.map(
    ({ classId, score }, i): PredictedInstance => ({ id: i + 1, classId, score, points: counts[i + 1]! }),
  );
  return {
    labelSet: model.labels.name,
    semantic: Uint8Array.from(classIds),
    confidence: pointConfidence,
    instance,
    instances,
    boxes,
    pointRows,
    voxelProbabilities: probabilities,
  };
}
