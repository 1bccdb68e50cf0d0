import { expect, it } from 'vitest';
import type { ExportedFile } from '../engine/index.ts';
import type { Find } from './doubt-state.ts';
import { bytes, fakeEngine, scene } from './store.fixture.ts';
import { createAppStore } from './store.ts';

const FIND: Find = {
  id: 1,
  kind: 'unsure',
  scene: 'a.npy',
  frame: 0,
  center: [1, 2, 3],
  radiusM: 1,
  points: 9,
  said: 'vehicle',
  confidence: 0.5,
  note: 'odd',
  isKept: true,
};

async function opened(finds: readonly Find[]) {
  let packed: readonly ExportedFile[] = [];
  const saved: ExportedFile[] = [];
  const engine = fakeEngine({
    load: async () => scene('a.npy'),
    pack: async (files) => {
      packed = files;
      return new Uint8Array([80, 75]);
    },
    unpack: async () => packed,
  });
  const store = createAppStore({ engine, saveFile: (file) => void saved.push(file) });
  await store.getState().openFiles([bytes('a.npy')]);
  store.setState(({ doubt }) => ({ doubt: { ...doubt, finds } }));
  return { act: store.getState, saved, packed: () => packed, found: () => store.getState().doubt.finds };
}

it('kept finds are written and read again as the same places, undone in one step', async () => {
  const { act, saved, packed, found } = await opened([FIND, { ...FIND, id: 2, center: [7, 7, 7], isKept: false }]);
  await act().exportFinds('zip');
  expect(saved.map(({ name }) => name)).toEqual(['a.npy.finds.zip']);
  expect(packed().map(({ name }) => name)).toEqual(['finds.json', 'finds.csv']);
  act().noteFind(1, 'changed since');
  await act().readFinds(bytes('a.npy.finds.zip'));
  expect(found()).toHaveLength(2);
  expect(found()[0]).toMatchObject({ center: [1, 2, 3], note: 'odd', isKept: true });
  act().undo();
  expect(found()[0]?.note).toBe('changed since');
});

it('a file that is no list is said, and changes nothing', async () => {
  const { act, found } = await opened([FIND]);
  await act().readFinds(bytes('nothing.zip'));
  expect(act().problem?.record).toMatchObject({ code: 'FORMAT_FIELD' });
  expect(found()).toEqual([FIND]);
});

it('does not fly to a place of another scene', async () => {
  const { act } = await opened([{ ...FIND, scene: 'elsewhere.ply' }]);
  act().flyToFind(1);
  expect(act().focus).toBeUndefined();
  expect(act().toasts.at(-1)?.text).toContain('elsewhere.ply');
});
