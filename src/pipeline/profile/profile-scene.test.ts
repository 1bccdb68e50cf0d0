import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WasmOps } from '../../ops/index.ts';
import { SMALL_CLOUD as cloud, countedOps, SMALL_MODEL as model } from '../small-model.fixture.ts';
import { profileScene } from './profile-scene.ts';

let ops: WasmOps;
let live: () => number;
beforeAll(async () => {
  ({ ops, live } = await countedOps());
});
afterAll(() => ops.dispose());

/** Convolutions of one run. */
async function profiledOnce(): Promise<number> {
  const { rows } = await profileScene(cloud, { ops, model });
  return rows.filter(({ flop }) => flop > 0).length;
}

test('a profile has every layer, and leaves no memory behind', async () => {
  await profiledOnce(); // the model's weights stay, for the next scene
  const before = live();
  expect(await profiledOnce()).toBeGreaterThan(5);
  expect(live()).toBe(before);
});

test('cancelled or failing in the middle of the timed layers, it gives everything back', async () => {
  const layers = await profiledOnce();
  const conv = ops.conv.bind(ops);
  const before = live();
  for (const how of ['cancelled', 'failing'] as const) {
    const controller = new AbortController();
    let convs = 0;
    ops.conv = (step) => {
      // Understanding runs every layer once; this is the second of those that are timed.
      if (++convs === layers + 2) {
        controller.abort();
        if (how === 'failing') throw new RangeError('no');
      }
      conv(step);
    };
    await expect(profileScene(cloud, { ops, model, signal: controller.signal }), how).rejects.toThrow();
    ops.conv = conv;
    expect(convs, how).toBe(layers + 2);
    expect(live(), how).toBe(before);
  }
});

test('weights that find no room leave no index behind', async () => {
  const upload = ops.upload.bind(ops);
  const before = live();
  const { index } = ops;
  let indexes = 0;
  ops.index = (...args) => {
    indexes++;
    return index.apply(ops, args);
  };
  ops.upload = (...args) => {
    if (indexes === 2) throw new RangeError('no room');
    return upload(...args);
  };
  await expect(profileScene(cloud, { ops, model })).rejects.toThrow('no room');
  ops.upload = upload;
  ops.index = index;
  expect(live()).toBe(before);
});
