import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { OrientedBox } from '../core/index.ts';
import { normalizeHeading } from './decode-boxes.ts';
import { type Mask, maskIou, maskNms, rotatedNms, softMasks } from './index.ts';
import { addToMask, emptyMask } from './mask.ts';

interface Case {
  readonly name: string;
  readonly inputs: unknown;
  readonly expected: unknown;
  readonly tolerance: number;
}
type Close = (actual: ArrayLike<number>, wanted: readonly number[]) => void;
type Numbers = readonly number[];
type Rows = readonly Numbers[];

const FILE = path.resolve(import.meta.dirname, '../../../shared/reference/tf3d_cases.json');
const CASES: readonly Case[] = JSON.parse(readFileSync(FILE, 'utf8'));

function check<Inputs, Expected>(name: string, run: (inputs: Inputs, expected: Expected, close: Close) => void): void {
  test(`TF 3D case ${name}`, () => {
    const found = CASES.find((one) => one.name === name);
    if (!found) expect.fail(`no case ${name}`);
    run(found.inputs as Inputs, found.expected as Expected, (actual, wanted) => {
      expect(actual.length).toBe(wanted.length);
      wanted.forEach((value, i) => {
        expect(Math.abs(actual[i] - value)).toBeLessThanOrEqual(found.tolerance * Math.max(1, Math.abs(value)));
      });
    });
  });
}

/** The rows where `values` is not zero. */
function maskOf(values: Numbers): Mask {
  const mask = emptyMask(values.length);
  values.forEach((value, row) => {
    if (value !== 0) addToMask(mask, row);
  });
  return mask;
}

/** [yaw, length, height, width, x, y, z]: length along x, width along y. */
function boxOf([yaw, length, height, width, x, y, z]: Numbers): OrientedBox {
  return { center: [x, y, z], size: [length, width, height], yaw };
}

check(
  'nms3d_high_threshold',
  (
    inputs: { boxes: Rows; scores: Numbers; iou_threshold: number; max_output_size: number },
    expected: { kept_indices: Numbers },
    close,
  ) => {
    const options = { maxIou: inputs.iou_threshold, maxBoxes: inputs.max_output_size };
    close(rotatedNms(inputs.boxes.map(boxOf), inputs.scores, options), expected.kept_indices);
  },
);

check(
  'nms3d_multiclass',
  (
    inputs: {
      boxes: Rows;
      scores: Rows;
      score_threshold: number;
      iou_threshold: number;
      max_output_size_per_class: number;
    },
    expected: { scores: Numbers; classes: Numbers; box_indices: Numbers },
    close,
  ) => {
    const boxes = inputs.boxes.map(boxOf);
    const options = { maxIou: inputs.iou_threshold, maxBoxes: inputs.max_output_size_per_class };
    const found = inputs.scores[0].flatMap((_, classId) => {
      const above = boxes.map((_box, i) => i).filter((i) => inputs.scores[i][classId] > inputs.score_threshold);
      const scores = above.map((i) => inputs.scores[i][classId]);
      const kept = rotatedNms(
        above.map((i) => boxes[i]),
        scores,
        options,
      );
      return kept.map((k) => ({ index: above[k], classId, score: scores[k] }));
    });
    found.sort((a, b) => b.score - a.score || a.index - b.index);
    close(
      found.map(({ score }) => score),
      expected.scores,
    );
    // Two boxes score 0.3 exactly: the case lists one of them last.
    const last = found.filter(({ score }) => score === 0.3).map(({ index, classId }) => `${index}:${classId}`);
    close(
      found.slice(0, 5).map(({ index }) => index),
      expected.box_indices.slice(0, 5),
    );
    close(
      found.slice(0, 5).map(({ classId }) => classId),
      expected.classes.slice(0, 5),
    );
    expect(last).toContain(`${expected.box_indices[5]}:${expected.classes[5]}`);
  },
);

check('mask_pairwise_iou', (inputs: { masks1: Rows[]; masks2: Rows[] }, expected: { iou: Rows }, close) => {
  const second = inputs.masks2.map((mask) => maskOf(mask.flat()));
  const values = inputs.masks1.flatMap((mask) => second.map((other) => maskIou(maskOf(mask.flat()), other)));
  close(values, expected.iou.flat());
});

check('points_mask_pairwise_iou', (inputs: { masks1: Rows; masks2: Rows }, expected: { iou: Numbers }, close) => {
  close(
    inputs.masks1.map((mask, i) => maskIou(maskOf(mask), maskOf(inputs.masks2[i]))),
    expected.iou,
  );
});

check(
  'mask_nms_1d_per_class',
  (
    inputs: { masks: Rows[]; scores: Numbers; classes: Numbers; min_score: number; min_iou: number },
    expected: { kept_indices: Numbers; kept_scores: Numbers; kept_classes: Numbers },
    close,
  ) => {
    const masks = inputs.masks.map((mask) => maskOf(mask.flat()));
    const kept = maskNms(masks, inputs.scores, { minScore: inputs.min_score, minIou: inputs.min_iou }, inputs.classes);
    close(kept, expected.kept_indices);
    close(
      kept.map((i) => inputs.scores[i]),
      expected.kept_scores,
    );
    close(
      kept.map((i) => inputs.classes[i]),
      expected.kept_classes,
    );
  },
);

check(
  'mask_nms_2d_per_class',
  (
    inputs: { masks: Rows[]; scores: Rows; min_score: number; min_iou: number },
    expected: { mask_indices: Numbers; scores: Numbers; classes: Numbers },
    close,
  ) => {
    const masks = inputs.masks.map((mask) => maskOf(mask.flat()));
    const kept = inputs.scores[0].flatMap((_, classId) => {
      const column = inputs.scores.map((row) => row[classId]);
      return maskNms(masks, column, { minScore: inputs.min_score, minIou: inputs.min_iou }).map((i) => ({
        i,
        classId,
        score: column[i],
      }));
    });
    close(
      kept.map(({ i }) => i),
      expected.mask_indices,
    );
    close(
      kept.map(({ score }) => score),
      expected.scores,
    );
    close(
      kept.map(({ classId }) => classId),
      expected.classes,
    );
  },
);

for (const [name, kind] of [
  ['soft_masks_dot', 'dot'],
  ['soft_masks_distance_linear', 'linear'],
] as const) {
  check(name, (inputs: { embedding: Rows; centers: Rows }, expected: { masks: Rows }, close) => {
    const masks = softMasks(
      Float32Array.from(inputs.embedding.flat()),
      Float32Array.from(inputs.centers.flat()),
      2,
      kind,
    );
    close(masks, expected.masks.flat());
  });
}

check(
  'corresponding_similarity',
  (inputs: { a: Rows; b: Rows }, expected: { distance: Rows; dotproduct: Rows }, close) => {
    const pair = (kind: 'dot' | 'linear'): number[] =>
      inputs.a.map((a, i) => softMasks(Float32Array.from(a), Float32Array.from(inputs.b[i]), 2, kind)[0]);
    close(
      pair('linear').map((p) => 100 * (p - 1)),
      expected.distance.flat(),
    );
    close(
      pair('dot').map((p) => Math.log(p / (1 - p))),
      expected.dotproduct.flat(),
    );
  },
);

test('a distance mask passes one half exactly at ln 3', () => {
  const at = (squared: number): number => softMasks(Float32Array.of(Math.sqrt(squared)), Float32Array.of(0), 1)[0];
  expect(at(Math.log(3))).toBeCloseTo(0.5, 6);
  expect(at(0)).toBe(1);
});

check(
  'normalize_cos_sin',
  (inputs: { cos: Numbers; sin: Numbers }, expected: { cos: Numbers; sin: Numbers }, close) => {
    inputs.cos.forEach((cos, i) => {
      close(normalizeHeading(cos, inputs.sin[i]), [expected.cos[i], expected.sin[i]]);
    });
  },
);
