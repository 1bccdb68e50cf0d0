import type { Lesson } from './lesson.ts';
import { type LinearHead, widenHead, winners } from './linear-head.ts';
import { cholesky, solveCholesky } from './solve.ts';

/** Something that is known: these rows are of this class. */
export interface Example {
  /** One click's voxels; their mean is what the click says. */
  readonly rows: ArrayLike<number>;
  readonly classId: number;
}

export interface FitOptions {
  /** Classes of the new head: those of the old one, in order, and any number behind them. */
  readonly classes: number;
  /**
   * 0–1: how far a click may move the old classes. 0 leaves the answer nearly as it was, 1 follows the clicks wherever they lead.
   * Default 0.5.
   */
  readonly boldness?: number;
}

export interface Fit {
  readonly head: LinearHead;
  /** Steps that it took. */
  readonly steps: number;
  /** Share of the examples that the new head has right. */
  readonly agreement: number;
}

/** Cosine of the angle between standardised features. */
const ALIKE = 0.5;
const MOST_STEPS = 60;
/** Of the largest change of a standardised weight in a step. */
const SETTLED = 2e-3;
/** How much the anchors together weigh, in clicks. */
const ANCHOR_CLICKS = 5;
/** Of the weights of classes that the old head does not have: they have to come from nothing. */
const NEW_CLASS_PULL = 0.1;
/** A new class stands this far below the others before it has learned anything, so that it does not win by default. */
const NEW_CLASS_SCORE = -4;

/**
 * Refits the last layer to a few clicks: multinomial logistic regression, pulled to the old weights, with the old answers held on the
 * anchors by their Kullback-Leibler divergence. Newton's steps with Böhning's bound of the Hessian, which is the same in every step
 * (Böhning 1992, "Multinomial logistic regression algorithm"), and Nesterov's momentum. Deterministic; the same for any order of examples up to
 * rounding.
 * @throws RangeError without examples, or for one without rows or outside the classes
 */
export function fitHead(lesson: Lesson, examples: readonly Example[], options: FitOptions): Fit {
  const { classes, boldness = 0.5 } = options;
  check(lesson, examples, classes);
  const { channels } = lesson.features;
  const width = channels + 1;
  const inputs = inputsOf(lesson, examples);
  const clicks = examples.length;
  const count = clicks + lesson.anchors.length;
  const targets = targetsOf(lesson, examples, classes);
  const perAnchor = ANCHOR_CLICKS / lesson.anchors.length;
  const isDenied = deniedAnchors(lesson, examples, inputs);
  const weightOf = (row: number): number => (row < clicks ? 1 : isDenied[row - clicks] ? 0 : perAnchor);
  const oldPull = 10 ** (3 - 3.5 * Math.min(1, Math.max(0, boldness)));
  const pullOf = (c: number): number => (c < lesson.prior.classes ? oldPull : NEW_CLASS_PULL);

  const start = standardised(lesson, classes);
  const bound = boundOf(inputs, count, width, weightOf);
  const factors = new Map<number, Float64Array>();
  for (const pull of new Set(Array.from({ length: classes }, (_, c) => pullOf(c)))) {
    factors.set(pull, cholesky(withDiagonal(bound, width, pull), width));
  }
  let weights = start.slice();
  const ahead = start.slice();
  let pace = 1;
  let steps = 0;
  const scores = new Float64Array(classes);
  for (let moved = Number.POSITIVE_INFINITY; steps < MOST_STEPS && moved > SETTLED; steps++) {
    const slope = new Float64Array(width * classes);
    for (let i = 0; i < slope.length; i++) slope[i] = pullOf(i % classes) * (ahead[i]! - start[i]!);
    for (let row = 0; row < count; row++) {
      softScores(ahead, inputs, row, width, scores);
      const weight = weightOf(row);
      for (let c = 0; c < classes; c++) scores[c] = weight * (scores[c]! - targets[row * classes + c]!);
      for (let k = 0; k < width; k++) {
        const input = inputs[row * width + k]!;
        for (let c = 0; c < classes; c++) slope[k * classes + c]! += input * scores[c]!;
      }
    }
    solveByClass(slope, width, classes, (c) => factors.get(pullOf(c))!);
    const nextPace = (1 + Math.sqrt(1 + 4 * pace * pace)) / 2;
    const momentum = (pace - 1) / nextPace;
    moved = 0;
    const next = new Float64Array(weights.length);
    for (let i = 0; i < next.length; i++) {
      next[i] = ahead[i]! - slope[i]!;
      const step = next[i]! - weights[i]!;
      moved = Math.max(moved, Math.abs(step));
      ahead[i] = next[i]! + momentum * step;
    }
    weights = next;
    pace = nextPace;
  }
  let right = 0;
  for (let row = 0; row < clicks; row++) {
    softScores(weights, inputs, row, width, scores);
    if (scores.indexOf(Math.max(...scores)) === examples[row]!.classId) right++;
  }
  return { head: inFeatureUnits(lesson, weights, classes), steps, agreement: right / clicks };
}

function check({ features, prior }: Lesson, examples: readonly Example[], classes: number): void {
  if (examples.length === 0) throw new RangeError('nothing to learn from: no examples');
  if (classes < prior.classes) throw new RangeError(`${classes} classes, the old head has ${prior.classes}`);
  for (const { rows, classId } of examples) {
    if (rows.length === 0) throw new RangeError(`an example of class ${classId} has no voxels`);
    if (!(Number.isInteger(classId) && classId >= 0 && classId < classes))
      throw new RangeError(`class ${classId} of ${classes}`);
    for (let i = 0; i < rows.length; i++) {
      if (!(rows[i]! < features.rows)) throw new RangeError(`voxel ${rows[i]} of ${features.rows}`);
    }
  }
}

/** Standardised inputs with a one behind them, float64 [(examples + anchors) × (channels + 1)]. */
function inputsOf({ features, mean, scale, anchors }: Lesson, examples: readonly Example[]): Float64Array {
  const { channels, values } = features;
  const width = channels + 1;
  const inputs = new Float64Array((examples.length + anchors.length) * width);
  const fill = (at: number, rows: ArrayLike<number>): void => {
    for (let k = 0; k < channels; k++) {
      let sum = 0;
      for (let i = 0; i < rows.length; i++) sum += values[rows[i]! * channels + k]!;
      inputs[at * width + k] = (sum / rows.length - mean[k]!) / scale[k]!;
    }
    inputs[at * width + channels] = 1;
  };
  for (const [i, { rows }] of examples.entries()) fill(i, rows);
  for (const [i, row] of anchors.entries()) fill(examples.length + i, [row]);
  return inputs;
}

function targetsOf(
  { anchors, anchorOdds, prior }: Lesson,
  examples: readonly Example[],
  classes: number,
): Float64Array {
  const targets = new Float64Array((examples.length + anchors.length) * classes);
  examples.forEach(({ classId }, i) => {
    targets[i * classes + classId] = 1;
  });
  for (let i = 0; i < anchors.length; i++) {
    const odds = anchorOdds.subarray(i * prior.classes, (i + 1) * prior.classes);
    targets.set(odds, (examples.length + i) * classes);
  }
  return targets;
}

/** Anchors that look like a click that says otherwise: they would hold in place what the person wants to change. */
function deniedAnchors(
  { anchors, anchorOdds, prior, features }: Lesson,
  examples: readonly Example[],
  inputs: Float64Array,
) {
  const { channels } = features;
  const width = channels + 1;
  const answers = winners(anchorOdds, prior.classes);
  const cosine = (a: number, b: number): number => {
    let both = 0;
    let one = 0;
    let other = 0;
    for (let k = 0; k < channels; k++) {
      const x = inputs[a * width + k]!;
      const y = inputs[b * width + k]!;
      both += x * y;
      one += x * x;
      other += y * y;
    }
    return both / Math.sqrt(one * other);
  };
  return Uint8Array.from(anchors, (_, i) =>
    examples.some(({ classId }, at) => classId !== answers[i] && cosine(at, examples.length + i) > ALIKE) ? 1 : 0,
  );
}

/** The old head on standardised inputs, float64 [(channels + 1) × classes]: the last row is the bias. */
function standardised({ prior, mean, scale, features }: Lesson, classes: number): Float64Array {
  const { channels } = features;
  const wide = widenHead(prior, channels, classes);
  const weights = new Float64Array((channels + 1) * classes);
  for (let c = 0; c < classes; c++) {
    let bias = c < prior.classes ? wide.bias[c]! : NEW_CLASS_SCORE;
    for (let k = 0; k < channels; k++) {
      weights[k * classes + c] = wide.weights[k * classes + c]! * scale[k]!;
      bias += wide.weights[k * classes + c]! * mean[k]!;
    }
    weights[channels * classes + c] = bias;
  }
  return weights;
}

function inFeatureUnits({ mean, scale, features }: Lesson, weights: Float64Array, classes: number): LinearHead {
  const { channels } = features;
  const head = { weights: new Float32Array(channels * classes), bias: new Float32Array(classes) };
  for (let c = 0; c < classes; c++) {
    let bias = weights[channels * classes + c]!;
    for (let k = 0; k < channels; k++) {
      const weight = weights[k * classes + c]! / scale[k]!;
      head.weights[k * classes + c] = weight;
      bias -= weight * mean[k]!;
    }
    head.bias[c] = bias;
  }
  return { channels, classes, ...head };
}

/** Half the weighted Gram matrix of the inputs: above the Hessian of every softmax regression on them. */
function boundOf(inputs: Float64Array, count: number, width: number, weightOf: (row: number) => number): Float64Array {
  const bound = new Float64Array(width * width);
  for (let row = 0; row < count; row++) {
    const half = 0.5 * weightOf(row);
    for (let k = 0; k < width; k++) {
      const input = half * inputs[row * width + k]!;
      for (let l = 0; l <= k; l++) bound[k * width + l]! += input * inputs[row * width + l]!;
    }
  }
  return bound;
}

function withDiagonal(matrix: Float64Array, size: number, value: number): Float64Array {
  const copy = matrix.slice();
  for (let k = 0; k < size; k++) copy[k * size + k]! += value;
  return copy;
}

function softScores(weights: Float64Array, inputs: Float64Array, row: number, width: number, out: Float64Array): void {
  const classes = out.length;
  out.fill(0);
  for (let k = 0; k < width; k++) {
    const input = inputs[row * width + k]!;
    for (let c = 0; c < classes; c++) out[c]! += input * weights[k * classes + c]!;
  }
  const top = out.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
  let sum = 0;
  for (let c = 0; c < classes; c++) sum += out[c] = Math.exp(out[c]! - top);
  for (let c = 0; c < classes; c++) out[c]! /= sum;
}

/** Solves each class's column of `values` [size × classes] with its own factor. */
function solveByClass(
  values: Float64Array,
  size: number,
  classes: number,
  factorOf: (classId: number) => Float64Array,
): void {
  const groups = new Map<Float64Array, number[]>();
  for (let c = 0; c < classes; c++) groups.set(factorOf(c), [...(groups.get(factorOf(c)) ?? []), c]);
  for (const [factor, members] of groups) {
    const block = new Float64Array(size * members.length);
    const columns = members.length;
    for (let k = 0; k < size; k++) {
      for (let i = 0; i < columns; i++) block[k * columns + i] = values[k * classes + members[i]!]!;
    }
    solveCholesky(factor, size, block, columns);
    for (let k = 0; k < size; k++) {
      for (let i = 0; i < columns; i++) values[k * classes + members[i]!] = block[k * columns + i]!;
    }
  }
}
