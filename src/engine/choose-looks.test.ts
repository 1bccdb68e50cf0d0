import { expect, it } from 'vitest';
import { chooseLooks } from './choose-looks.ts';

const GPU = { backend: 'webgpu', adapter: 'a', isSoftware: false } as const;
const CPU = { backend: 'wasm', adapter: 'b', isSoftware: false } as const;

it('does what the person says', () => {
  expect(chooseLooks(8, 4, CPU, 100)).toBe(8);
  expect(chooseLooks(1, 4, GPU)).toBe(1);
});

it('by itself looks as often as the model is published with on a graphics device, and once on one in software', () => {
  expect(chooseLooks('auto', 4, GPU)).toBe(4);
  expect(chooseLooks('auto', 1, GPU)).toBe(1);
  expect(chooseLooks('auto', 4, { ...GPU, isSoftware: true })).toBe(1);
});

it.each([
  [0.5, 4],
  [1.25, 4],
  [1.3, 2],
  [2.6, 1],
  [60, 1],
  [undefined, 1],
])('by itself has the CPU that takes %s s a look look %s times', (seconds, looks) => {
  expect(chooseLooks('auto', 4, CPU, seconds)).toBe(looks);
});
