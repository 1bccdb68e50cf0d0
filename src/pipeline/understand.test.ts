import { afterAll, beforeAll, expect, test } from 'vitest';
import { CancelledError } from '../core/index.ts';
import type { WasmOps } from '../ops/index.ts';
import { SMALL_CLOUD as cloud, countedOps, SMALL_MODEL as model } from './small-model.fixture.ts';
import { understand } from './understand.ts';

let ops: WasmOps;
let live: () => number;
beforeAll(async () => {
  ({ ops, live } = await countedOps());
});
afterAll(() => ops.dispose());

test('several looks answer on the voxels of the first, and say how many they were', async () => {
  const once = await understand(cloud, { ops, model });
  let last = 0;
  const stages: string[] = [];
  const { prediction, provenance } = await understand(cloud, {
    ops,
    model,
    looks: 3,
    onProgress: ({ stage, done, total }) => {
      expect(done).toBeLessThan(total);
      expect(done).toBeGreaterThanOrEqual(last);
      last = done;
      stages.push(stage);
    },
  });
  expect(once.provenance.looks).toBe(1);
  expect(provenance.looks).toBe(3);
  expect(provenance.voxels).toEqual(once.provenance.voxels);
  expect(stages.filter((stage) => stage === 'network')).toHaveLength(3);
  expect(prediction.pointRows).toEqual(once.prediction.pointRows);
  expect(prediction.voxelEmbeddings).toEqual(once.prediction.voxelEmbeddings);
  expect(prediction.voxelProbabilities).not.toEqual(once.prediction.voxelProbabilities);
});

test('the same looks say the same', async () => {
  const [one, other] = [
    await understand(cloud, { ops, model, looks: 2 }),
    await understand(cloud, { ops, model, looks: 2 }),
  ];
  expect(other.prediction).toEqual(one.prediction);
});

test('cancelled or failing in any look, it gives everything back', async () => {
  await understand(cloud, { ops, model, looks: 3 }); // the model's weights stay
  const before = live();
  for (const atLook of [1, 2, 3]) {
    const controller = new AbortController();
    let looks = 0;
    const onProgress = ({ stage }: { stage: string }): void => {
      if (stage === 'network' && ++looks === atLook) controller.abort();
    };
    const cancelled = understand(cloud, { ops, model, looks: 3, signal: controller.signal, onProgress });
    await expect(cancelled, `look ${atLook}`).rejects.toBeInstanceOf(CancelledError);
    expect(live(), `cancelled in look ${atLook}`).toBe(before);
    const softmax = ops.softmax.bind(ops);
    let calls = 0;
    ops.softmax = (view) => {
      if (++calls === atLook) throw new RangeError('no');
      return softmax(view);
    };
    await expect(understand(cloud, { ops, model, looks: 3 }), `look ${atLook}`).rejects.toThrow(RangeError);
    ops.softmax = softmax;
    expect(live(), `failed in look ${atLook}`).toBe(before);
  }
});
