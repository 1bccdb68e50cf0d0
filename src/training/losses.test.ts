import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { OUTDOOR11, Rng, thingClasses } from '../core/index.ts';
import { boxCorners } from '../geometry/index.ts';
import { autograd } from '../ops/index.ts';
import type { Batch } from './batch.ts';
import { type BoxContext, boxLosses } from './box-loss.ts';
import { cornersOf } from './corner-loss.ts';
import type { CropBox } from './crop-points.ts';
import { embeddingLoss } from './embedding-loss.ts';
import { type LossForms, lossForms } from './loss-forms.ts';
import { maskClassLoss } from './mask-class-loss.ts';
import { npairLossOf } from './npair-forms.ts';

interface NpairCase {
  readonly name: string;
  readonly inputs: { readonly embedding_A: number[][]; readonly embedding_B: number[][]; readonly labels: number[] };
  readonly expected: { readonly loss_A_B: Readonly<Record<string, [number, number]>> };
  readonly tolerance: number;
}
const CASES = JSON.parse(
  fs.readFileSync(path.resolve(import.meta.dirname, '../../../shared/reference/tf3d_cases.json'), 'utf8'),
) as NpairCase[];

const THINGS = thingClasses(OUTDOOR11);
const WIDTH = 8 + THINGS.length + 1;

/** Central differences of a loss by each of its inputs against its own slopes. */
function expectSlopes(
  inputs: Float32Array,
  slopes: Float32Array,
  loss: (inputs: Float32Array) => number,
  tolerance: number,
  step = 1e-3,
): void {
  inputs.forEach((_, i) => {
    const [more, less] = [inputs.slice(), inputs.slice()];
    more[i]! += step;
    less[i]! -= step;
    const slope = (loss(more) - loss(less)) / (more[i]! - less[i]!);
    expect(Math.abs(slope - slopes[i]!), `input ${i}: ${slope} and ${slopes[i]}`).toBeLessThan(tolerance);
  });
}

describe('n-pair loss', () => {
  const forms = (['softmax', 'sigmoid'] as const).flatMap((embedding) =>
    (['distance', 'dotProduct'] as const).map((similarity) => ({ embedding, similarity })),
  );

  test.each(forms)('values of TF 3D: $embedding, $similarity', (form) => {
    const { inputs, expected, tolerance } = CASES.find(({ name }) => name === 'npair_loss_values')!;
    const kept = inputs.labels.flatMap((label, i) => (label >= 0 ? [i] : [])); // pixels labelled −1 are removed
    const ids = kept.map((i) => inputs.labels[i]! + 1);
    (['embedding_A', 'embedding_B'] as const).forEach((which, at) => {
      const embeddings = Float32Array.from(kept.flatMap((i) => inputs[which][i]!));
      const dims = embeddings.length / ids.length;
      const wanted = expected.loss_A_B[`${form.similarity.toLowerCase()}_${form.embedding}`]![at]!;
      expect(Math.abs(npairLossOf(embeddings, dims, ids, form).loss - wanted)).toBeLessThan(tolerance * 10);
      if (form.embedding === 'softmax' && form.similarity === 'distance')
        expect(Math.abs(autograd.npairLoss(embeddings, dims, ids).loss - wanted)).toBeLessThan(tolerance * 10);
    });
  });

  test.each(forms)('slopes: $embedding, $similarity', (form) => {
    const rng = new Rng(5);
    const ids = [1, 1, 2, 3, 2, 1, 3, 3];
    const e = Float32Array.from({ length: 3 * ids.length }, () => rng.normal(0, 0.8));
    const { gradient } = npairLossOf(e, 3, ids, form);
    expectSlopes(e, gradient, (values) => npairLossOf(values, 3, ids, form).loss, 2e-4);
  });

  test('with the pull to unit length, every form is the one that a config names', () => {
    const batch = { instance: Uint32Array.of(4, 4, 9, 9) } as unknown as Batch;
    const rows = Uint32Array.of(0, 1, 2, 3);
    const e = Float32Array.of(1, 0, 0.9, 0.1, -0.8, 0.3, 0, 1);
    const losses = forms.map((form) => embeddingLoss(e, rows, batch, lossForms(form)).loss);
    expect(new Set(losses.map((loss) => loss.toFixed(6))).size).toBe(4);
    forms.forEach((form, i) => {
      expect(losses[i]).toBeGreaterThan(npairLossOf(e, 2, [4, 4, 9, 9], form).loss);
      expect(losses[i]! - npairLossOf(e, 2, [4, 4, 9, 9], form).loss).toBeLessThan(0.02);
    });
  });

  test.each(forms)('far embeddings stay finite, broken ones do not: $embedding, $similarity', (form) => {
    const far = Float32Array.of(1e4, 0, -1e4, 0);
    const { loss, gradient } = npairLossOf(far, 2, [1, 2], form);
    expect(Number.isFinite(loss)).toBe(true);
    expect(gradient.every(Number.isFinite)).toBe(true);
    expect(npairLossOf(Float32Array.of(Number.NaN, 0, 1, 0), 2, [1, 2], form).loss).toBeNaN();
  });
});

/** Three objects, a voxel in each, and what the box head might say of them. */
function boxCase(seed: number, changes: Partial<BoxContext> = {}) {
  const rng = new Rng(seed);
  const boxes: CropBox[] = Array.from({ length: 3 }, (_, i) => ({
    classId: THINGS[i % THINGS.length]!,
    center: [rng.normal(), rng.normal(), rng.normal()],
    size: [4, 1.8, 1.5],
    yaw: rng.range(-3, 3),
  }));
  const centers = Float32Array.from({ length: 9 }, (_, i) => boxes[Math.floor(i / 3)]!.center[i % 3]! + 0.2);
  const batch = { boxes, centers, instance: Uint32Array.of(1, 2, 3) } as unknown as Batch;
  const scatter = (size: number) => Float32Array.from({ length: size }, () => rng.normal());
  const codes = { inside: scatter(3 * WIDTH), background: scatter(2 * WIDTH) };
  const samples = { inside: Uint32Array.of(0, 1, 2), background: Uint32Array.of(0, 1) };
  const context: BoxContext = {
    batch,
    labels: OUTDOOR11,
    symmetric: false,
    heading: 'direction',
    forms: lossForms(),
    ...changes,
  };
  return { codes, samples, context, boxes };
}

/** Codes that say exactly these boxes, then moved along x. */
function codesOf(boxes: readonly CropBox[], centers: Float32Array, alongX: number): Float32Array {
  const out = new Float32Array(boxes.length * WIDTH);
  boxes.forEach((box, i) => {
    const offset = box.center.map((value, axis) => value - centers[3 * i + axis]!);
    out.set(
      [...box.size, offset[0]! + alongX, offset[1]!, offset[2]!, Math.cos(box.yaw), Math.sin(box.yaw)],
      i * WIDTH,
    );
  });
  return out;
}

describe('boxes', () => {
  test('predicted corners are the corners of the decoded box', () => {
    const code = Float32Array.of(4.2, -1.8, 1.5, 0.3, -0.2, 0.1, 0.6, 0.8);
    const expected = boxCorners({ center: [10.3, 19.8, 1.1], size: [4.2, 1.8, 1.5], yaw: Math.atan2(0.8, 0.6) });
    for (const [i, value] of cornersOf(code, Float32Array.of(10, 20, 1), 'direction').entries())
      expect(value).toBeCloseTo(expected[i]!, 2);
  });

  test("an axis has the same code from either end, and its corners are the box's", () => {
    const [yaw, size] = [2.5, [4.2, 1.8, 1.5]];
    const code = (turned: number) =>
      Float32Array.of(...size, 0.3, -0.2, 0.1, Math.cos(2 * turned), Math.sin(2 * turned));
    const corners = cornersOf(code(yaw), Float32Array.of(10, 20, 1), 'axis');
    cornersOf(code(yaw + Math.PI), Float32Array.of(10, 20, 1), 'axis').forEach((value, i) => {
      expect(value).toBeCloseTo(corners[i]!, 4);
    });
    const expected = boxCorners({ center: [10.3, 19.8, 1.1], size: [4.2, 1.8, 1.5], yaw: yaw - Math.PI });
    corners.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 4);
    });
  });

  test.each(
    [true, false].flatMap((symmetric) =>
      (['direction', 'axis'] as const).flatMap((heading) =>
        (['l1', 'huber'] as const).map((corners) => ({ symmetric, heading, corners })),
      ),
    ),
  )('slopes of corners and pose (symmetric: $symmetric, $heading, $corners)', ({ symmetric, heading, corners }) => {
    const { codes, samples, context } = boxCase(12, { symmetric, heading, forms: lossForms({ corners }) });
    // Quality and doubt are not learned from: what does not move them is compared.
    const weights = { boxCorners: 0.7, boxPose: 1.3, boxClass: 0 };
    const { inside } = boxLosses(codes, samples, context, weights);
    const loss = (moved: Float32Array) => {
      const found = boxLosses({ ...codes, inside: moved }, samples, context, weights);
      return 0.7 * found.corners + 1.3 * found.pose;
    };
    expectSlopes(codes.inside, inside, loss, 2e-2, 1e-4);
  });

  test('corners that are d apart along x cost d/3, or their Huber form', () => {
    const of = (alongX: number, corners: LossForms['corners']) => {
      const { samples, context, boxes, codes } = boxCase(4, { forms: lossForms({ corners }) });
      const inside = codesOf(boxes, context.batch.centers, alongX);
      const weights = { boxCorners: 1, boxPose: 0, boxClass: 0 };
      return boxLosses({ ...codes, inside }, samples, context, weights).corners;
    };
    expect(of(0.3, 'l1')).toBeCloseTo(0.1, 3);
    expect(of(0.3, 'huber')).toBeCloseTo(0.3 ** 2 / 2 / 3, 3);
    expect(of(2, 'huber')).toBeCloseTo((0.5 * (2 - 0.25)) / 3, 2);
  });

  test('a soft class fades with the distance of the corners, a hard one asks for an overlap of 0.7', () => {
    const right = (alongX: number, boxClass: LossForms['boxClass']) => {
      const { samples, context, boxes, codes } = boxCase(4, { forms: lossForms({ boxClass }) });
      const inside = codesOf(boxes, context.batch.centers, alongX);
      const { inside: slopes } = boxLosses({ ...codes, inside }, samples, context, {
        boxCorners: 0,
        boxPose: 0,
        boxClass: 3,
      });
      // All chances are alike: chance − target.
      return 1 / (THINGS.length + 1) - slopes[8 + (boxes[0]!.classId === THINGS[0] ? 0 : 1)]!;
    };
    expect(right(0, 'soft')).toBeCloseTo(1, 2);
    const diagonal = Math.hypot(4, 1.8, 1.5);
    expect(right(0.45, 'soft')).toBeCloseTo(1 - 0.15 / diagonal / 0.3, 2);
    expect(right(0.1, 'hard')).toBeCloseTo(1, 5);
    expect(right(2.5, 'hard')).toBeCloseTo(0, 5);
  });

  test.each(['soft', 'hard'] as const)(
    'class slopes of each voxel sum to zero and move the right way (%s)',
    (boxClass) => {
      for (const background of ['doubtful', 'even'] as const) {
        const { codes, samples, context } = boxCase(12, { forms: lossForms({ boxClass, background }) });
        const classes = boxLosses(codes, samples, context, { boxCorners: 0, boxPose: 0, boxClass: 1 });
        for (const part of [classes.inside, classes.background]) {
          for (let from = 0; from < part.length; from += WIDTH) {
            const slopes = part.subarray(from + 8, from + WIDTH);
            expect(slopes.reduce((sum, slope) => sum + slope, 0)).toBeCloseTo(0, 5);
            if (part === classes.background) expect(slopes.at(-1)!).toBeLessThan(0);
          }
        }
      }
    },
  );

  test('background voxels weigh the same, or by their doubt', () => {
    const { codes, samples, context } = boxCase(12);
    // One voxel is sure that it is background, the other is sure that it is not.
    const background = new Float32Array(2 * WIDTH);
    background[WIDTH - 1] = 6;
    background[2 * WIDTH - 1] = -6;
    const of = (form: LossForms['background']) =>
      boxLosses(
        { inside: new Float32Array(0), background },
        { ...samples, inside: new Uint32Array(0) },
        { ...context, forms: lossForms({ background: form }) },
        { boxCorners: 1, boxPose: 1, boxClass: 1 },
      );
    const sure = -Math.log(Math.exp(6) / (Math.exp(6) + THINGS.length));
    const wrong = -Math.log(Math.exp(-6) / (Math.exp(-6) + THINGS.length));
    expect(of('even').classes).toBeCloseTo((sure + wrong) / 2, 4);
    expect(of('doubtful').classes).toBeGreaterThan(0.9 * wrong);
    const { classes, background: slopes } = of('even');
    expectSlopes(
      background,
      slopes,
      (moved) =>
        boxLosses(
          { inside: new Float32Array(0), background: moved },
          { ...samples, inside: new Uint32Array(0) },
          { ...context, forms: lossForms({ background: 'even' }) },
          { boxCorners: 1, boxPose: 1, boxClass: 1 },
        ).classes,
      1e-3,
    );
    expect(Number.isFinite(classes)).toBe(true);
    // All sure: TF 3D's weights are 0/0 here.
    background.fill(0);
    background[WIDTH - 1] = background[2 * WIDTH - 1] = 1000;
    expect(of('doubtful').classes).toBeCloseTo(0, 9);
    expect(codes.background.length).toBe(2 * WIDTH);
  });
});

describe('classification with mask overlap', () => {
  // Instance 1 has three voxels, instance 2 one; the third voxel of 1 looks like 2.
  const batch = {
    instance: Uint32Array.of(1, 1, 1, 2, 0),
    semantic: Int16Array.of(THINGS[1]!, THINGS[1]!, THINGS[1]!, THINGS[0]!, 0),
  } as unknown as Batch;
  const rows = Uint32Array.of(0, 1, 2, 3);
  const e = Float32Array.of(0, 0, 0.1, 0, 5, 0, 5, 0.1);

  test('targets are the overlaps of the masks', () => {
    const { gradient, loss } = maskClassLoss(e, new Float32Array(4 * WIDTH), rows, batch, OUTDOOR11);
    const chance = 1 / (THINGS.length + 1);
    const target = (i: number, column: number) => chance - 4 * gradient[i * WIDTH + 8 + column]!;
    // {0, 1} of {0, 1, 2}: 2/3. {2, 3} of {0, 1, 2}: 1/4. {2, 3} of {3}: 1/2.
    [2 / 3, 2 / 3, 1 / 4].forEach((overlap, i) => {
      expect(target(i, 1)).toBeCloseTo(overlap, 5);
      expect(target(i, THINGS.length)).toBeCloseTo(1 - overlap, 5);
      expect(target(i, 0)).toBeCloseTo(0, 5);
    });
    expect(target(3, 0)).toBeCloseTo(1 / 2, 5);
    expect(loss).toBeCloseTo(-Math.log(chance), 5);
  });

  test('a sample stands for as many voxels as its instance has for each of its samples', () => {
    const twice = Uint32Array.of(0, 0, 3);
    const near = Float32Array.of(0, 0, 0, 0, 0.1, 0);
    const { gradient } = maskClassLoss(near, new Float32Array(3 * WIDTH), twice, batch, OUTDOOR11);
    // Everything is near: 3 of 3 + 1 voxels.
    expect(1 / (THINGS.length + 1) - 3 * gradient[8 + 1]!).toBeCloseTo(3 / 4, 5);
  });

  test('slopes are those of finite differences; a broken embedding breaks the loss', () => {
    const rng = new Rng(8);
    const codes = Float32Array.from({ length: 4 * WIDTH }, () => rng.normal());
    const { gradient } = maskClassLoss(e, codes, rows, batch, OUTDOOR11);
    expectSlopes(codes, gradient, (moved) => maskClassLoss(e, moved, rows, batch, OUTDOOR11).loss, 1e-4);
    const broken = e.slice();
    broken[0] = Number.NaN;
    expect(maskClassLoss(broken, codes, rows, batch, OUTDOOR11).loss).toBeNaN();
    const none = maskClassLoss(new Float32Array(0), new Float32Array(0), new Uint32Array(0), batch, OUTDOOR11);
    expect(none.loss).toBe(0);
  });
});
