import { expect, test } from 'vitest';
import { heldOutPoints, lossPath, PLOT } from './loss-shape.ts';

const { left, top, width, height } = PLOT;

test('the largest loss touches the top, the last step the right side', () => {
  expect(lossPath([], 10)).toBe('');
  const path = lossPath(
    [
      { step: 5, loss: 2 },
      { step: 10, loss: 1 },
    ],
    10,
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
