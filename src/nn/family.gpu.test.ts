import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDevice } from '../gpu/dawn.fixture.ts';
import { createWebGpuOps, type Ops } from '../ops/index.ts';
import { FAMILY, runFamily, worstShare } from './family.fixture.ts';

let ops: Ops;
beforeAll(async () => {
  ops = await createWebGpuOps(await openTestDevice());
});
afterAll(() => ops?.dispose());

test.each(Object.keys(FAMILY))('%s gives what its definition says', async (name) => {
  for (const [head, values] of await runFamily(ops, FAMILY[name]!, 'f32'))
    expect(worstShare(values), `${head} in single precision`).toBeLessThan(1e-4);
  for (const [head, values] of await runFamily(ops, FAMILY[name]!, 'f16'))
    expect(worstShare(values), `${head} in half precision`).toBeLessThan(1e-2);
});
