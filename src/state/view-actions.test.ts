import { describe, expect, it } from 'vitest';
import { OUTDOOR11 } from '../core/index.ts';
import { availableColorModes, effectiveColorMode } from './color-modes.ts';
import { boxesOf } from './picture.ts';
import { bytes, fakeEngine, scene } from './store.fixture.ts';
import { createAppStore } from './store.ts';

describe('choosing what is shown', () => {
  it('steps frames and stays inside the sequence', async () => {
    const store = createAppStore({ engine: fakeEngine() });
    await store.getState().openFiles([bytes('a.npy')]);
    await store.getState().setFrame(2);
    expect(store.getState().scene?.frame).toBe(2);
    await store.getState().setFrame(3);
    expect(store.getState().scene?.frame).toBe(2);
  });

  it('offers the colours that the scene has', async () => {
    const truth = { labelSet: OUTDOOR11.name, semantic: new Int16Array([0, 7]), boxes: [] };
    const store = createAppStore({ engine: fakeEngine({ load: async () => scene('a', { truth }) }) });
    await store.getState().openFiles([bytes('a.npy')]);
    expect(availableColorModes(store.getState())).toEqual([
      'class',
      'instance',
      'height',
      'truth',
      'confidence',
      'margin',
      'entropy',
    ]);
    store.getState().setTruthView(true);
    expect(effectiveColorMode(store.getState())).toBe('truth');
    store.getState().setColorMode('rgb');
    expect(effectiveColorMode(store.getState())).toBe('height');
  });

  it('hides, solos and shows classes', () => {
    const store = createAppStore({ engine: fakeEngine() });
    const { toggleClass, soloClass, showAllClasses } = store.getState();
    const hidden = () => store.getState().view.hiddenClasses;
    toggleClass(3);
    expect(hidden()).toEqual([3]);
    toggleClass(3);
    expect(hidden()).toEqual([]);
    soloClass(1, [0, 1, 2, -1]);
    expect(hidden()).toEqual([0, 2, -1]);
    soloClass(1, [0, 1, 2, -1]);
    expect(hidden()).toEqual([]);
    soloClass(2, [0, 1, 2]);
    showAllClasses();
    expect(hidden()).toEqual([]);
  });
});

it('boxes that are not sure enough are not drawn', async () => {
  const store = createAppStore({ engine: fakeEngine() });
  await store.getState().openSample('street');
  const entry = store.registry.current;
  if (!entry) throw new TypeError('nothing is open');
  const { view } = store.getState();
  expect(boxesOf(entry, { ...view, minBoxScore: 0.5 })).toHaveLength(1);
  expect(boxesOf(entry, { ...view, minBoxScore: 0.7 })).toHaveLength(0);
});

describe('undoing', () => {
  it('goes back and forth through settings, with a slider drag as one step', async () => {
    const store = createAppStore({ engine: fakeEngine() });
    await store.getState().openSample('street');
    const { setColorMode, setEyeDome, settle, toggleClass, undo, redo } = store.getState();
    setColorMode('height');
    for (const strength of [0.5, 0.6, 0.7]) setEyeDome(strength);
    settle();
    toggleClass(7);
    expect(store.getState().history).toMatchObject({ undo: { title: 'Hide vehicle' } });
    undo();
    expect(store.getState().view.hiddenClasses).toEqual([]);
    expect(store.getState().toasts.at(-1)?.text).toBe('Undone: Hide vehicle');
    undo();
    expect(store.getState().view).toMatchObject({ eyeDome: 0.4, colorMode: 'height' });
    undo();
    expect(store.getState().view.colorMode).toBe('class');
    expect(store.getState().history.undo).toBeUndefined();
    redo();
    redo();
    expect(store.getState().view).toMatchObject({ eyeDome: 0.7, colorMode: 'height' });
  });

  it('changes the fields back that the person changed, and no others', () => {
    const store = createAppStore({ engine: fakeEngine() });
    store.getState().setShowBoxes(false);
    store.setState(({ view }) => ({ view: { ...view, pointSizeMode: 'fixed' } }));
    store.getState().undo();
    expect(store.getState().view).toMatchObject({ showBoxes: true, pointSizeMode: 'fixed' });
  });

  it('records nothing where nothing changes', () => {
    const store = createAppStore({ engine: fakeEngine() });
    store.getState().setShowBoxes(true);
    store.getState().showAllClasses();
    expect(store.getState().history).toEqual({});
  });

  it('forgets hidden classes with the scene, but not how points are drawn', async () => {
    const store = createAppStore({ engine: fakeEngine() });
    await store.getState().openSample('street');
    store.getState().setEyeDome(0.9);
    store.getState().toggleClass(1);
    await store.getState().openFiles([bytes('b.npy')]);
    expect(store.getState().history.undo?.title).toBe('Eye-dome shading');
  });

  it('takes a chosen model back', async () => {
    const asked: string[] = [];
    const store = createAppStore({
      engine: fakeEngine({
        understand: async (_, model) => {
          asked.push(model);
          return fakeEngine().understand(scene('a').cloud, model, {});
        },
      }),
    });
    await store.getState().openSample('street');
    await store.getState().setModel('indoor');
    store.getState().undo();
    expect(store.getState().model.choice).toBe('auto');
    await expect.poll(() => asked).toEqual(['outdoor', 'indoor', 'outdoor']);
    store.getState().redo();
    expect(store.getState().model.choice).toBe('indoor');
  });
});
