import type { AppStore } from '../state/index.ts';

const KEY = 'voxelens.pointBudget';

/** The next visit begins with the budget of this one: it says something of the device, not of the scene. */
export function keepPointBudget(store: AppStore, storage: () => Storage = () => localStorage): void {
  const kept = read(storage);
  if (kept !== undefined) store.setState(({ viewTools }) => ({ viewTools: { ...viewTools, pointBudget: kept } }));
  store.subscribe(({ viewTools }, { viewTools: before }) => {
    if (viewTools.pointBudget !== before.pointBudget) write(storage, viewTools.pointBudget);
  });
}

function read(storage: () => Storage): number | undefined {
  try {
    const kept = Number(storage().getItem(KEY) ?? Number.NaN);
    return Number.isInteger(kept) && kept > 0 ? kept : undefined;
  } catch {
    return undefined; // the browser keeps nothing here
  }
}

function write(storage: () => Storage, points: number): void {
  try {
    storage().setItem(KEY, String(points));
  } catch {
    // The budget holds for this visit.
  }
}
