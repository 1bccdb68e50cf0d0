import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type OrientedBox, Rng, wrapAngle } from '../core/index.ts';
import { boxCorners, iou3d } from '../geometry/index.ts';
import { decodeBoxes } from './index.ts';

const THINGS = [7, 2];
const STRIDE = 8 + THINGS.length + 1;

const BACKGROUND = THINGS.length;

/** Mean distance between like corners, metres: a box turned by half a turn is far from itself. */
function cornersApart(a: OrientedBox, b: OrientedBox): number {
  const [p, q] = [boxCorners(a), boxCorners(b)];
  let sum = 0;
  for (let k = 0; k < 24; k += 3) sum += Math.hypot(p[k]! - q[k]!, p[k + 1]! - q[k + 1]!, p[k + 2]! - q[k + 2]!);
  return sum / 8;
}

interface Vote {
  readonly box: OrientedBox;
  /** Class column, or `BACKGROUND`. */
  readonly column: number;
  /** Class logit against zeros elsewhere. */
  readonly logit: number;
}

/** What a box head would say: each vote from a voxel somewhere in its box. */
function encode(
  votes: readonly Vote[],
  rng = new Rng(1),
): { codes: Float32Array; centers: Float32Array; thingClasses: number[] } {
  const codes = new Float32Array(votes.length * STRIDE);
  const centers = new Float32Array(votes.length * 3);
  votes.forEach(({ box, column, logit }, row) => {
    const voxel = box.center.map((c) => c + rng.range(-0.5, 0.5));
    centers.set(voxel, 3 * row);
    // Neither the sign of a size nor the length of the heading may matter.
    codes.set([-box.size[0], box.size[1], box.size[2]], row * STRIDE);
    codes.set(
      box.center.map((c, axis) => c - voxel[axis]),
      row * STRIDE + 3,
    );
    codes.set([3 * Math.cos(box.yaw), 3 * Math.sin(box.yaw)], row * STRIDE + 6);
    codes[row * STRIDE + 8 + column] = logit;
  });
  return { codes, centers, thingClasses: THINGS };
}

const CAR: OrientedBox = { center: [10, 5, 1], size: [4.5, 1.9, 1.6], yaw: 0.6 };

test('an encoded box comes back with its class, heading and score', () => {
  const side = fc.double({ min: 0.3, max: 12, noNaN: true });
  const place = fc.double({ min: -60, max: 60, noNaN: true });
  const boxes = fc.record({
    center: fc.tuple(place, place, place),
    size: fc.tuple(side, side, side),
    yaw: fc.double({ min: -3.1, max: 3.1, noNaN: true }),
  });
  fc.assert(
    fc.property(boxes, fc.nat(1), (box, column) => {
      const [found, ...others] = decodeBoxes(encode([{ box, column, logit: 6 }]));
      expect(others).toEqual([]);
      expect(found.classId).toBe(THINGS[column]);
      expect(found.score).toBeCloseTo(Math.exp(6) / (Math.exp(6) + 2), 5);
      expect(cornersApart(found, box)).toBeLessThan(1e-4);
    }),
  );
});

test('noisy votes for three objects become three boxes, closer to the truth than the best single vote', () => {
  const rng = new Rng(5);
  const truths = [
    CAR,
    { ...CAR, center: [10, 8, 1] as const, yaw: -2.4 },
    { center: [0, 0, 0.9] as const, size: [0.8, 0.7, 1.8] as const, yaw: 1 },
  ];
  let merged = 0;
  let single = 0;
  for (let trial = 0; trial < 10; trial++) {
    const votes = truths.flatMap((truth, object) =>
      Array.from(
        { length: 60 },
        (): Vote => ({
          box: {
            center: [
              truth.center[0] + rng.normal(0, 0.07),
              truth.center[1] + rng.normal(0, 0.07),
              truth.center[2] + rng.normal(0, 0.05),
            ],
            size: [
              truth.size[0] * rng.normal(1, 0.06),
              truth.size[1] * rng.normal(1, 0.06),
              truth.size[2] * rng.normal(1, 0.06),
            ],
            // A tenth of the voxels takes the back for the front.
            yaw: truth.yaw + rng.normal(0, 0.06) + (rng.chance(0.1) ? Math.PI : 0),
          },
          column: object === 2 ? 1 : 0,
          logit: rng.range(2, 5),
        }),
      ),
    );
    const input = encode(votes, rng);
    const best = decodeBoxes(input, { aggregate: true, minVotes: 5 });
    expect(best.map((box) => box.classId).sort()).toEqual([2, 7, 7]);
    const distanceTo = (found: readonly OrientedBox[]): number =>
      truths.reduce((sum, truth) => sum + Math.min(...found.map((box) => cornersApart(box, truth))), 0);
    merged += distanceTo(best);
    single += distanceTo(decodeBoxes(input, { aggregate: false, minVotes: 5 }));
  }
  expect(merged).toBeLessThan(0.5 * single);
});

test('background and weak votes give nothing; the least score is a bound, not a rank', () => {
  const votes = [
    { box: CAR, column: BACKGROUND, logit: 5 },
    { box: CAR, column: BACKGROUND, logit: 3 },
  ];
  expect(decodeBoxes(encode(votes))).toEqual([]);
  expect(decodeBoxes({ codes: new Float32Array(), centers: new Float32Array(), thingClasses: THINGS })).toEqual([]);
  expect(decodeBoxes(encode([{ box: CAR, column: 0, logit: 0 }]), { minScore: 0.4 })).toEqual([]);
});

test('suppression keeps overlapping boxes of two classes, and no two of one class above the limit', () => {
  const rng = new Rng(8);
  const votes = Array.from(
    { length: 400 },
    (): Vote => ({
      box: { ...CAR, center: [rng.range(0, 30), rng.range(0, 30), 1], yaw: wrapAngle(rng.range(0, 7)) },
      column: rng.int(2),
      logit: rng.range(1, 5),
    }),
  );
  for (const aggregate of [true, false]) {
    const found = decodeBoxes(encode(votes), { aggregate, maxBoxesPerClass: 30 });
    expect(found.map((box) => box.score)).toEqual(found.map((box) => box.score).sort((a, b) => b - a));
    let acrossClasses = 0;
    found.forEach((a, i) => {
      for (const b of found.slice(i + 1)) {
        if (a.classId === b.classId) expect(iou3d(a, b)).toBeLessThanOrEqual(0.3);
        else if (iou3d(a, b) > 0.3) acrossClasses++;
      }
    });
    expect(acrossClasses).toBeGreaterThan(0);
    expect(found.filter((box) => box.classId === 7).length).toBeLessThanOrEqual(30);
  }
});

test('boxes that too few voxels vote for are dropped', () => {
  const votes: Vote[] = Array.from({ length: 3 }, () => ({ box: CAR, column: 0, logit: 3 }));
  votes.push({ box: { ...CAR, center: [-20, 0, 1] }, column: 0, logit: 6 });
  const found = decodeBoxes(encode(votes), { minVotes: 3 });
  expect(found).toHaveLength(1);
  expect(found[0].center[0]).toBeCloseTo(10, 4);
});

test('sixty thousand voxels of eighteen classes, in which every vote disagrees, still give boxes', () => {
  const rng = new Rng(2);
  const classes = Array.from({ length: 18 }, (_, i) => i);
  const voxels = 60_000;
  const codes = Float32Array.from({ length: voxels * 27 }, (_, i) =>
    i % 27 < 3 ? rng.range(0.3, 3) : rng.normal(0, 1.5),
  );
  const centers = Float32Array.from({ length: voxels * 3 }, () => rng.range(0, 12));
  expect(decodeBoxes({ codes, centers, thingClasses: classes }).length).toBeGreaterThan(100);
});
