import { expect, test } from 'vitest';
import { heldOutPoints, lossPath, PLOT, smoothed } from './loss-shape.ts';

const { left, top, width, height } = PLOT;

test('the largest loss touches the top, the last step the right side', () => {
  expect(lossPath([], 10, 0)).toBe('');
  const path = lossPath(
    [
      { step: 5, loss: 2 },
      { step: 10, loss: 1 },
    ],
    10,
    2,
  );
  expect(path).toBe(`M${left + width / 2} ${top}L${left + width} ${top + height / 2}`);
});

test('what was held back begins where the network began, and has a point where it was measured', () => {
  const curve = [
    { step: 5, loss: 2 },
    { step: 10, loss: 1, heldOut: 1 },
  ];
  expect(heldOutPoints(curve, 10, 0.5)).toEqual([
    { x: left, y: top + height / 2, share: 0.5 },
    { x: left + width, y: top, share: 1 },
  ]);
  expect(heldOutPoints(curve, 20, undefined)).toEqual([{ x: left + width / 2, y: top, share: 1 }]);
});

test('the smooth line begins at the first loss, keeps a level, and follows late', () => {
  const of = (...losses: number[]) =>
    smoothed(losses.map((loss, i) => ({ step: i + 1, loss }))).map(({ loss }) => loss);
  for (const loss of of(3, 3, 3)) expect(loss).toBeCloseTo(3, 12);
  const [first, second] = of(4, 2);
  expect(first).toBeCloseTo(4, 12);
  expect(second).toBeGreaterThan(2);
  expect(second).toBeLessThan(4);
});
