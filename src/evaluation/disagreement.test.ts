import { describe, expect, it } from 'vitest';
import type { GroundTruth } from '../core/index.ts';
import { canCompare, DISAGREEMENT, disagree } from './disagreement.ts';

const [ROAD, SIDEWALK, VEHICLE] = [0, 1, 7];
const COUNT = 60;

/** Points 0–19 lie together, 20–39 together far away, 40–59 farther. */
const positions = Float32Array.from({ length: 3 * COUNT }, (_, i) =>
  i % 3 === 0 ? 100 * Math.floor(i / 60) + ((i / 3) % 20) * 0.1 : 0,
);

function result(classOf: (point: number) => number, minConfidence = 0, labelSet = 'outdoor11') {
  const semantic = Uint8Array.from({ length: COUNT }, (_, i) => classOf(i));
  const confidence = Float32Array.from({ length: COUNT }, (_, i) => (i < 20 ? 0.4 : 0.9));
  return { prediction: { labelSet, semantic, confidence }, minConfidence };
}

const cloud = { positions, linkM: 0.5 };
const FIRST = result(() => ROAD);
const SECOND = result((i) => (i < 12 ? SIDEWALK : i >= 40 ? VEHICLE : ROAD));

describe('where two results differ', () => {
  it('lists the largest groups that the two call by different names', async () => {
    const { disagreement, column } = await disagree(cloud, FIRST, SECOND, undefined, undefined);
    expect(disagreement).toMatchObject({ points: COUNT, differing: 32 });
    expect(disagreement.right).toBeUndefined();
    expect(disagreement.clusters.map(({ points, first, second }) => [points, first, second])).toEqual([
      [20, ROAD, VEHICLE],
      [12, ROAD, SIDEWALK],
    ]);
    expect(disagreement.clusters[0]?.center[0]).toBeCloseTo(200.95, 2);
    expect([column[0], column[12], column[59]]).toEqual([DISAGREEMENT.differ, DISAGREEMENT.same, DISAGREEMENT.differ]);
  });

  it('says with truth who is right', async () => {
    const truth: GroundTruth = {
      labelSet: 'outdoor11',
      semantic: Int16Array.from({ length: COUNT }, (_, i) => (i < 12 ? SIDEWALK : i < 50 ? ROAD : i < 58 ? 3 : -1)),
      boxes: [],
    };
    const { disagreement, column } = await disagree(cloud, FIRST, SECOND, truth, undefined);
    expect(disagreement.right).toEqual({ first: 10, second: 12, neither: 8 });
    expect([0, 45, 55, 59].map((i) => column[i])).toEqual([
      DISAGREEMENT.onlySecondRight,
      DISAGREEMENT.onlyFirstRight,
      DISAGREEMENT.bothWrong,
      DISAGREEMENT.differ,
    ]);
  });

  it('does not count a confusion inside a class of the mapping', async () => {
    const choice = { kind: 'taxonomy', name: 'outdoor4' } as const;
    const { disagreement } = await disagree(cloud, FIRST, SECOND, undefined, choice);
    expect(disagreement.clusters.map(({ points }) => points)).toEqual([20]);
  });

  it('takes two settings of one result: points that are not sure enough have no answer', async () => {
    const { disagreement } = await disagree(cloud, FIRST, { ...FIRST, minConfidence: 0.5 }, undefined, undefined);
    expect(disagreement.clusters.map(({ points, first, second }) => [points, first, second])).toEqual([[20, ROAD, -1]]);
  });

  it('knows which label sets have anything in common', () => {
    expect(canCompare('outdoor11', 'outdoor11')).toBe(true);
    expect(canCompare('scannet20', 'outdoor11')).toBe(false);
  });
});
