import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestDevice } from '../gpu/dawn.fixture.ts';
import { createWebGpuOps, type Ops } from '../ops/index.ts';
import { FAMILY, runFamily, worstShare } from './family.fixture.ts';

/** Between them every kind of layer. Not all of the family: each new combination of layer options is a pipeline to compile. */
const NAMES = ['MinkUNet: stem, empty first level, no hidden layer', 'an hourglass of two'];

let ops: Ops;
beforeAll(async () => {
  ops = await createWebGpuOps(await openTestDevice());
});
afterAll(() => ops?.dispose());

describe.each(NAMES)('%s, on WebGPU', (name) => {
  test.each([
    ['f32', 1e-4],
    ['f16', 1e-2],
  ] as const)('gives what its definition says, stored as %s', async (precision, tolerance) => {
    const results = await runFamily(ops, FAMILY[name]!, precision);
    expect(results.size).toBe(FAMILY[name]!.heads.length);
    for (const [head, values] of results) expect(worstShare(values), head).toBeLessThan(tolerance);
  });
});
