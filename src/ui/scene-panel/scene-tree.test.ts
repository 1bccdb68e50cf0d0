import { describe, expect, it } from 'vitest';
import type { AppStoreState } from '../../state/index.ts';
import { sceneTree } from './scene-tree.ts';

const NOTHING = new Set<string>();

function state(parts: object): AppStoreState {
  return {
    judge: {},
    compare: {},
    doubt: { looks: [] },
    why: {},
    view: { colorMode: 'class', hiddenClasses: [], showBoxes: true, showTruthBoxes: false },
    ...parts,
  } as unknown as AppStoreState;
}

const SCENE = { points: 1234, attributes: ['rgb'], truthBoxes: 0 };

describe('sceneTree', () => {
  it('is empty without a scene', () => {
    expect(sceneTree(state({}), NOTHING)).toEqual([]);
  });

  it('has the points by themselves, and what they are coloured by now', () => {
    const rows = sceneTree(state({ scene: SCENE }), NOTHING);
    expect(rows.map(({ title }) => title)).toEqual(['Points', 'Colour', 'Height']);
    expect(rows[0]).toMatchObject({ detail: '1,234', isOpen: true });
    expect(rows.find(({ isShown }) => isShown)?.colors).toBe('rgb');
  });

  it('has what the network found and the truth, with boxes to be shown and hidden', () => {
    const rows = sceneTree(
      state({
        scene: { ...SCENE, truthLabelSet: 'outdoor11', truthBoxes: 3 },
        result: { model: 'outdoor', boxes: 2, labelSet: 'outdoor11' },
      }),
      NOTHING,
    );
    expect(rows.filter(({ level }) => level === 1).map(({ id }) => id)).toEqual(['points', 'found', 'truth']);
    expect(rows.find(({ id }) => id === 'found.boxes')).toMatchObject({ detail: '2', eye: { isOn: true } });
    expect(rows.find(({ id }) => id === 'truth.boxes')).toMatchObject({ detail: '3', eye: { isOn: false } });
    expect(rows.find(({ isShown }) => isShown)?.id).toBe('found.class');
  });

  it('folds a branch', () => {
    const rows = sceneTree(state({ scene: SCENE }), new Set(['points']));
    expect(rows).toMatchObject([{ id: 'points', isOpen: false }]);
  });
});
