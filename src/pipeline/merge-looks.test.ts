import { expect, it } from 'vitest';
import { NO_ROW } from '../core/index.ts';
import type { HeadOutputs } from './interpret.ts';
import { firstLook, mergeLook } from './merge-looks.ts';

/** Two classes; boxes of one thing: eight numbers of geometry, the thing's logit, the background's. */
const MODEL = { classes: 2, boxHeading: 'direction' } as const;

function outputs(change: Partial<HeadOutputs>): HeadOutputs {
  return {
    probabilities: Float32Array.of(0.5, 0.5),
    embeddings: Float32Array.of(7),
    boxCodes: new Float32Array(0),
    centers: Float32Array.of(0, 0, 0),
    pointRows: Uint32Array.of(0),
    classIds: Uint32Array.of(0),
    ...change,
  };
}

/** A box of 4 × 2 × 1.5 m with its centre at `offset` from the voxel's. */
function box(offset: readonly number[], yaw: number, thing = 9): Float32Array {
  return Float32Array.of(4, 2, 1.5, ...offset, Math.cos(yaw), Math.sin(yaw), thing, 0);
}

it('takes the geometric mean of what each look says of the class, and the winner of it', () => {
  const first = firstLook(outputs({ probabilities: Float32Array.of(0.8, 0.2) }));
  const second = mergeLook(first, outputs({ probabilities: Float32Array.of(0.1, 0.9) }), 1, MODEL);
  const [one, other] = [Math.sqrt(0.8 * 0.1), Math.sqrt(0.2 * 0.9)];
  expect(second.probabilities[0]).toBeCloseTo(one / (one + other), 5);
  expect([...second.classIds]).toEqual([1]);
  const third = mergeLook(second, outputs({ probabilities: Float32Array.of(0.9, 0.1) }), 2, MODEL);
  const [cube, rest] = [Math.cbrt(0.8 * 0.1 * 0.9), Math.cbrt(0.2 * 0.9 * 0.1)];
  expect(third.probabilities[0]).toBeCloseTo(cube / (cube + rest), 5);
  expect(third.looks).toBe(3);
  expect([...third.embeddings]).toEqual([7]);
});

it("carries another look's voxels over by the points that they share", () => {
  // Voxel 0 holds points 0 and 1, voxel 1 point 2; the other look parts them differently and has lost point 3.
  const first = firstLook(
    outputs({
      probabilities: Float32Array.of(0.5, 0.5, 0.5, 0.5, 0.3, 0.7),
      centers: new Float32Array(9),
      pointRows: Uint32Array.of(0, 0, 1, 2),
      classIds: new Uint32Array(4),
    }),
  );
  const look = outputs({
    probabilities: Float32Array.of(0.9, 0.1, 0.2, 0.8),
    centers: new Float32Array(6),
    pointRows: Uint32Array.of(0, 1, 1, NO_ROW),
  });
  const { probabilities, classIds } = mergeLook(first, look, 0, MODEL);
  // Logits of the other look: the mean of both of its voxels for voxel 0; halved by the even first look.
  expect(Math.log(probabilities[0]! / probabilities[1]!)).toBeCloseTo((Math.log(9) + Math.log(1 / 4)) / 4, 4);
  expect(Math.log(probabilities[2]! / probabilities[3]!)).toBeCloseTo(Math.log(1 / 4) / 2, 4);
  expect(probabilities[4]).toBeCloseTo(0.3, 6);
  expect([...classIds]).toEqual([0, 0, 1, 1]);
});

it.each(['direction', 'axis'] as const)('turns the boxes of a turned cloud back (%s)', (boxHeading) => {
  const angle = 0.7;
  const codes = boxHeading === 'axis' ? 2 : 1;
  const first = outputs({ boxCodes: box([1, 0.5, 0.2], codes * 0.3), centers: Float32Array.of(10, 4, 1) });
  // The same box seen from the turned cloud, from a voxel whose middle lies elsewhere.
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [x, y] = [cos * 11 - sin * 4.5, sin * 11 + cos * 4.5];
  const center = [cos * 10 - sin * 4 + 0.05, sin * 10 + cos * 4 - 0.08, 1.04] as const;
  const seen = outputs({
    boxCodes: box([x - center[0], y - center[1], 1.2 - center[2]], codes * (0.3 + angle)),
    centers: Float32Array.from(center),
  });
  const expected = first.boxCodes.slice();
  const { boxCodes } = mergeLook(firstLook(first), seen, angle, { ...MODEL, boxHeading });
  expected.forEach((value, column) => {
    expect(boxCodes[column]).toBeCloseTo(value, 4);
  });
});

it('believes the look that sees a thing about its box, and all looks about whether there is one', () => {
  const first = firstLook(outputs({ boxCodes: box([1, 0, 0], 0, 9) }));
  const noise = Float32Array.of(30, -20, 9, 5, 5, 5, 0, 1, -9, 0);
  const { boxCodes, boxWeights } = mergeLook(first, outputs({ boxCodes: noise }), 0, MODEL);
  expect(boxCodes[0]).toBeCloseTo(4, 1);
  expect(boxCodes[3]).toBeCloseTo(1, 1);
  expect(boxCodes[8]).toBeCloseTo(0, 5);
  expect(boxWeights[0]).toBeCloseTo(1, 1);
});
