import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { averagePrecision, kittiDifficulty } from './index.ts';

interface Case {
  readonly name: string;
  readonly inputs: unknown;
  readonly expected: unknown;
}
const FILE = path.resolve(import.meta.dirname, '../../../shared/reference/tf3d_cases.json');
const CASES: readonly Case[] = JSON.parse(readFileSync(FILE, 'utf8'));

function findCase<Inputs, Expected>(name: string): { inputs: Inputs; expected: Expected } {
  const found = CASES.find((one) => one.name === name);
  if (!found) expect.fail(`no case ${name}`);
  return { inputs: found.inputs as Inputs, expected: found.expected as Expected };
}

test('TF 3D case ap_tf3d_vs_voc', () => {
  const { inputs, expected } = findCase<
    { cases: { tp: number[]; scores: number[]; num_gt: number }[] },
    { ap_tf3d: number[]; ap_voc: number[] }
  >('ap_tf3d_vs_voc');
  inputs.cases.forEach(({ tp, scores, num_gt }, i) => {
    const detections = tp.map((hit, k) => ({ hit: hit === 1, score: scores[k] }));
    expect(averagePrecision(detections, num_gt).ap).toBeCloseTo(expected.ap_voc[i], 10);
    expect(averagePrecision(detections, num_gt, 'tf3d').ap).toBeCloseTo(expected.ap_tf3d[i], 10);
  });
});

test('TF 3D case kitti_difficulty', () => {
  const { inputs, expected } = findCase<
    { box_heights: number[]; occlusions: number[]; truncations: number[]; image_height: number },
    { difficulty: number[] }
  >('kitti_difficulty');
  const found = inputs.box_heights.map((height, i) =>
    kittiDifficulty({
      heightPx: height * inputs.image_height,
      occlusion: inputs.occlusions[i],
      truncation: inputs.truncations[i],
    }),
  );
  expect(found).toEqual(expected.difficulty);
});
