import { describe, expect, it } from 'vitest';
import type { ClipBox } from '../overlays/index.ts';
import { bytes, fakeEngine } from './store.fixture.ts';
import { createAppStore } from './store.ts';

/** Two points, 80 m apart and 1 m in height; the second belongs to an object. */
async function opened() {
  const store = createAppStore({ engine: fakeEngine() });
  await store.getState().openSample('street');
  return { store, act: () => store.getState(), tools: () => store.getState().viewTools };
}

const BOX: ClipBox = { center: [0, 0, 0], size: [2, 2, 2], yaw: 0, keeps: 'inside' };
const SEEN = { eye: [1, 2, 3], target: [0, 0, 0], projection: 'orthographic' } as const;

describe('cutting', () => {
  it('puts a box about the scene, or about the object of the selected point', async () => {
    const { act, tools } = await opened();
    act().clipTo('scene');
    expect(tools().clip?.size[0]).toBeGreaterThan(80);
    act().select(1);
    act().clipTo('selection');
    expect(tools().clip?.center[0]).toBeCloseTo(80, 6);
    expect(tools().clip?.size[0]).toBeLessThan(1);
  });

  it('takes a dragged handle back in one step', async () => {
    const { act, tools } = await opened();
    act().setClip(BOX);
    for (const side of [3, 4, 5]) act().setClip({ ...BOX, size: [side, 2, 2] }, side === 5);
    act().setClip({ ...BOX, size: [9, 2, 2] });
    act().undo();
    expect(tools().clip?.size[0]).toBe(5);
    act().undo();
    expect(tools().clip).toEqual(BOX);
    act().undo();
    expect(tools().clip).toBeUndefined();
    act().redo();
    expect(tools().clip).toEqual(BOX);
  });

  it('slices in the middle, never thinner than a centimetre', async () => {
    const { act, tools } = await opened();
    act().sliceAcross('z');
    const { slice } = tools();
    expect(slice?.middleM).toBeCloseTo(0.5, 6);
    if (slice) act().setSlice({ ...slice, thicknessM: 0 });
    expect(tools().slice?.thicknessM).toBe(0.01);
  });
});

describe('measuring', () => {
  it('collects points until the measure is whole, then keeps it', async () => {
    const { act, tools } = await opened();
    act().addMeasurePoint([1, 1, 1]);
    expect(tools().draft).toBeUndefined();
    act().setTool('measure-angle');
    act().addMeasurePoint([1, 0, 0]);
    act().addMeasurePoint([0, 0, 0]);
    expect(tools().draft?.points).toHaveLength(2);
    expect(tools().measures).toHaveLength(0);
    act().addMeasurePoint([0, 1, 0]);
    expect(tools().draft).toBeUndefined();
    expect(tools().measures).toMatchObject([{ id: 1, kind: 'angle' }]);
    expect(act().announcement).toBe('angle: 90.0°');
  });

  it('begins anew with another tool, and gives each measure a number of its own', async () => {
    const { act, tools } = await opened();
    act().setTool('measure-angle');
    act().addMeasurePoint([9, 9, 9]);
    act().setTool('measure-distance');
    for (const x of [0, 1, 0, 2]) act().addMeasurePoint([x, 0, 0]);
    act().removeMeasure(1);
    for (const x of [0, 3]) act().addMeasurePoint([x, 0, 0]);
    expect(tools().measures.map(({ id }) => id)).toEqual([2, 3]);
    act().clearMeasures();
    act().undo();
    expect(tools().measures).toHaveLength(2);
  });
});

describe('kept views', () => {
  it('keep eye, cuts and colours, and bring them back', async () => {
    const { act, tools } = await opened();
    act().setClip(BOX);
    act().setColorMode('height');
    act().saveView(SEEN);
    act().renameView(1, '  Door ');
    act().setClip(undefined);
    act().setColorMode('class');
    const [view] = tools().savedViews;
    expect(view).toMatchObject({ name: 'Door', seen: SEEN });
    if (view) act().applyView(view);
    expect(tools()).toMatchObject({ clip: BOX, projection: 'orthographic' });
    expect(act().view.colorMode).toBe('height');
  });

  it('of an earlier visit are no change by hand', async () => {
    const { act, tools } = await opened();
    act().restoreViews([{ id: 4, name: 'Old', seen: SEEN, colorMode: 'class' }]);
    expect(act().history.undo).toBeUndefined();
    act().saveView(SEEN);
    expect(tools().savedViews.map(({ id }) => id)).toEqual([4, 5]);
  });
});

it('another frame keeps the cuts, another set only the habits', async () => {
  const { act, tools } = await opened();
  act().setClip(BOX);
  act().setPointBudget(500_000);
  act().setSplit('height');
  await act().setFrame(1);
  expect(tools().clip).toEqual(BOX);
  await act().openFiles([bytes('b.npy')]);
  expect(tools().clip).toBeUndefined();
  expect(tools()).toMatchObject({ pointBudget: 500_000, splitMode: 'height' });
});

it('flying needs perspective, and a parallel view ends it', async () => {
  const { act, tools } = await opened();
  act().setProjection('orthographic');
  act().setNavigation('fly');
  expect(tools().projection).toBe('perspective');
  act().setProjection('orthographic');
  expect(tools().navigation).toBe('orbit');
});
