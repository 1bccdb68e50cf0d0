import { expect, it } from 'vitest';
import { changedOdds, changeOfOdds } from './carry-over.ts';

const close = (found: Float32Array, expected: readonly number[]) =>
  expected.forEach((value, i) => {
    expect(found[i], `column ${i}`).toBeCloseTo(value, 4);
  });

it('gives what was taught where the screen shows what was taught on', () => {
  const before = Float32Array.of(0.6, 0.4, 0.1, 0.9);
  const after = Float32Array.of(0.2, 0.3, 0.5, 0.7, 0.1, 0.2);
  close(changedOdds(before, changeOfOdds(before, after, 2), 2), [...after]);
});

it('leaves what the screen shows where nothing was taught', () => {
  const before = Float32Array.of(0.6, 0.4);
  close(changedOdds(Float32Array.of(0.1, 0.9), changeOfOdds(before, before, 1), 1), [0.1, 0.9]);
});

it('changes the logits by as much as teaching did', () => {
  const logit = (odds: Float32Array) => Math.log(odds[0]! / odds[1]!);
  const [before, after, shown] = [Float32Array.of(0.5, 0.5), Float32Array.of(0.8, 0.2), Float32Array.of(0.3, 0.7)];
  const odds = changedOdds(shown, changeOfOdds(before, after, 1), 1);
  expect(logit(odds)).toBeCloseTo(logit(shown) + logit(after) - logit(before), 4);
});

it('does not blow up odds that are nothing', () => {
  const odds = changedOdds(Float32Array.of(1, 0), changeOfOdds(Float32Array.of(1, 0), Float32Array.of(1, 1e-9), 1), 1);
  close(odds, [1, 0]);
});
