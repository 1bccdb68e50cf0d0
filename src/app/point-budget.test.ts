import { expect, it } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { AppStore } from '../state/index.ts';
import { keepPointBudget } from './point-budget.ts';

function setup(kept?: string) {
  const items = new Map<string, string>(kept === undefined ? [] : [['voxelens.pointBudget', kept]]);
  const storage = {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => items.set(key, value),
  } as unknown as Storage;
  const store = createStore(() => ({ viewTools: { pointBudget: 1_000_000 } })) as unknown as AppStore;
  keepPointBudget(store, () => storage);
  return { store, budget: () => store.getState().viewTools.pointBudget, items };
}

it('begins with what the last visit chose', () => {
  expect(setup('500000').budget()).toBe(500_000);
  expect(setup().budget()).toBe(1_000_000);
});

it.each(['', 'many', '-3', '1.5', 'null'])('does not take "%s" for a budget', (kept) => {
  expect(setup(kept).budget()).toBe(1_000_000);
});

it('keeps a new choice', () => {
  const { store, items } = setup();
  store.setState(({ viewTools }) => ({ viewTools: { ...viewTools, pointBudget: 200_000 } }));
  expect(items.get('voxelens.pointBudget')).toBe('200000');
});

it('works where the browser keeps nothing', () => {
  const store = createStore(() => ({ viewTools: { pointBudget: 7 } })) as unknown as AppStore;
  const closed = (): Storage => {
    throw new DOMException('denied', 'SecurityError');
  };
  expect(() => keepPointBudget(store, closed)).not.toThrow();
  store.setState(({ viewTools }) => ({ viewTools: { ...viewTools, pointBudget: 9 } }));
  expect(store.getState().viewTools.pointBudget).toBe(9);
});
