import type { Rng } from '../core/index.ts';

/**
 * Draws `count` indices with replacement so that each group is equally likely, whatever its size (TF 3D: probability ∝ 1/size of the
 * own instance).
 */
export function balancedSample(groups: ReadonlyMap<number, readonly number[]>, count: number, rng: Rng): Uint32Array {
  const lists = [...groups.values()].filter((list) => list.length > 0);
  if (lists.length === 0) return new Uint32Array(0);
  return Uint32Array.from({ length: count }, () => rng.pick(rng.pick(lists)));
}

/** Indices by key; indices whose key is negative are left out. */
export function groupBy(length: number, key: (index: number) => number): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  for (let i = 0; i < length; i++) {
    const k = key(i);
    if (k < 0) continue;
    let list = groups.get(k);
    if (!list) groups.set(k, (list = []));
    list.push(i);
  }
  return groups;
}
