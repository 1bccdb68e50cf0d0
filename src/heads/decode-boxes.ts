import type { OrientedBox, PredictedBox } from '../core/index.ts';
import { aggregateBoxes } from './aggregate-boxes.ts';
import { clusterBoxes, type NmsOptions } from './rotated-nms.ts';

/** Columns of a box code before its class logits: size l, w, h (m) · centre offset x, y, z (m) · cos, sin of yaw. */
const BOX_CODE_COLUMNS = 8;

export interface BoxCodes {
  /** float32 [voxels × (8 + thing classes + 1)]: the box head's output; the last column is the background logit. */
  readonly codes: Float32Array;
  /** float32 [voxels × 3]: voxel centres, metres, in the cloud's frame relative to its origin. */
  readonly centers: Float32Array;
  /** Class index in the label set of each class column. */
  readonly thingClasses: readonly number[];
  /** What the last two columns of a code say: cos, sin of the yaw (default), or of twice the yaw. */
  readonly heading?: 'direction' | 'axis' | undefined;
}

export interface DecodeBoxesOptions {
  /** Boxes below or at this class probability are dropped. Default 0.1. */
  readonly minScore?: number | undefined;
  /** Voxels with the highest scores that go on to suppression. Default 4000. */
  readonly maxCandidates?: number | undefined;
  /** Suppression within a class above this 3D IoU. Default 0.3. */
  readonly maxIou?: number | undefined;
  /** Default 200. */
  readonly maxBoxesPerClass?: number | undefined;
  /** Each kept box becomes the score-weighted median of the boxes that it suppressed. Default true; false is TF 3D's rule. */
  readonly aggregate?: boolean | undefined;
  /** Kept boxes that fewer voxels than this vote for are dropped. Default 1. */
  readonly minVotes?: number | undefined;
}

const MIN_SIZE_M = 0.01;
const MIN_HEADING_NORM = 0.01;

/**
 * Boxes from the box head's codes, by falling score; `classId` is the index in the label set (TF 3D section 6). The voxel's score for a
 * class is its softmax probability over things and background; a voxel may speak for more than one class.
 */
export function decodeBoxes(input: BoxCodes, options: DecodeBoxesOptions = {}): PredictedBox[] {
  const minScore = options.minScore ?? 0.1;
  const minVotes = options.minVotes ?? 1;
  const nms: NmsOptions = { maxIou: options.maxIou ?? 0.3, maxBoxes: options.maxBoxesPerClass ?? 200 };
  const classes = input.thingClasses.length;
  const { rows, probabilities } = bestVoxels(input, minScore, options.maxCandidates ?? 4000);
  const boxes = Array.from(rows, (row) => boxOfVoxel(input, row));

  const found: PredictedBox[] = [];
  for (let column = 0; column < classes; column++) {
    const mine: OrientedBox[] = [];
    const scores: number[] = [];
    boxes.forEach((box, i) => {
      const score = probabilities[i * classes + column];
      if (score <= minScore) return;
      mine.push(box);
      scores.push(score);
    });
    let kept = clusterBoxes(mine, scores, nms)
      .filter(({ members }) => members.length >= minVotes)
      .map(({ kept: index, members }) => ({ members, box: mine[index], score: scores[index] }));
    if (options.aggregate ?? true) {
      const merged = kept.map(({ members, score }) => ({
        members,
        score,
        box: aggregateBoxes(
          members.map((m) => mine[m]),
          members.map((m) => scores[m]),
        ),
      }));
      // Medians move boxes, so that two may overlap again.
      const apart = clusterBoxes(
        merged.map(({ box }) => box),
        merged.map(({ score }) => score),
        nms,
      );
      kept = apart.map(({ kept: index }) => merged[index]);
    }
    for (const { box, score } of kept) found.push({ ...box, classId: input.thingClasses[column], score });
  }
  return found.sort((a, b) => b.score - a.score);
}

/** Rows of the best-scored voxels with any class above `minScore`, best first, and their class probabilities [rows × classes]. */
function bestVoxels(input: BoxCodes, minScore: number, limit: number): { rows: number[]; probabilities: Float32Array } {
  const classes = input.thingClasses.length;
  const stride = BOX_CODE_COLUMNS + classes + 1;
  const voxels = Math.floor(input.codes.length / stride);
  const best = new Float32Array(voxels);
  const one = new Float32Array(classes);
  let candidates: number[] = [];
  for (let row = 0; row < voxels; row++) {
    best[row] = thingProbabilities(input.codes, row * stride + BOX_CODE_COLUMNS, classes, one);
    if (best[row] > minScore) candidates.push(row);
  }
  candidates.sort((a, b) => best[b] - best[a] || a - b);
  candidates = candidates.slice(0, limit);
  const probabilities = new Float32Array(candidates.length * classes);
  candidates.forEach((row, i) => {
    thingProbabilities(input.codes, row * stride + BOX_CODE_COLUMNS, classes, one);
    probabilities.set(one, i * classes);
  });
  return { rows: candidates, probabilities };
}

/** Softmax over `classes` + background at `from`; writes the things' part and returns the largest of it. */
function thingProbabilities(codes: Float32Array, from: number, classes: number, out: Float32Array): number {
  let top = codes[from + classes];
  for (let c = 0; c < classes; c++) top = Math.max(top, codes[from + c]);
  let sum = Math.exp(codes[from + classes] - top);
  for (let c = 0; c < classes; c++) {
    out[c] = Math.exp(codes[from + c] - top);
    sum += out[c];
  }
  let best = 0;
  for (let c = 0; c < classes; c++) {
    out[c] /= sum;
    best = Math.max(best, out[c]);
  }
  return best;
}

function boxOfVoxel(input: BoxCodes, row: number): OrientedBox {
  const { codes, centers } = input;
  const at = row * (BOX_CODE_COLUMNS + input.thingClasses.length + 1);
  const [cos, sin] = normalizeHeading(codes[at + 6], codes[at + 7]);
  return {
    center: [
      codes[at + 3] + centers[3 * row],
      codes[at + 4] + centers[3 * row + 1],
      codes[at + 5] + centers[3 * row + 2],
    ],
    size: [boxSide(codes[at]), boxSide(codes[at + 1]), boxSide(codes[at + 2])],
    yaw: Math.atan2(sin, cos) / (input.heading === 'axis' ? 2 : 1),
  };
}

/** (cos, sin) over max(norm, 0.01): a unit vector, unless the network said almost nothing. */
export function normalizeHeading(cos: number, sin: number): [number, number] {
  const norm = Math.max(Math.hypot(cos, sin), MIN_HEADING_NORM);
  return [cos / norm, sin / norm];
}

function boxSide(value: number): number {
  return Math.max(MIN_SIZE_M, Math.abs(value));
}
