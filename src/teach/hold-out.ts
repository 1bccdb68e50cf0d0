import { Rng, UsageError } from '../core/index.ts';

/** Fewer examples teach a whole network nothing but themselves. */
export const LEAST_TO_TUNE = 5;

/** One of so many examples is held back, to measure by. */
const HELD_SHARE = 5;

/** Why a network cannot be tuned to examples of these classes: too few of them, or no class that has one to spare. */
export function lackToTune(classIds: readonly number[]): 'examples' | 'repeats' | undefined {
  if (classIds.length < LEAST_TO_TUNE) return 'examples';
  return new Set(classIds).size === classIds.length ? 'repeats' : undefined;
}

export interface HeldOut {
  /** Indices of the examples, rising. */
  readonly taught: readonly number[];
  readonly heldOut: readonly number[];
}

/**
 * Holds a fifth of the examples back, any of them that is not the last one of its class. A function of the classes and the seed.
 * @throws UsageError where `lackToTune` says why not
 */
export function holdOut(classIds: readonly number[], seed: number): HeldOut {
  const lack = lackToTune(classIds);
  if (lack !== undefined) {
    const needs = lack === 'examples' ? `at least ${LEAST_TO_TUNE} examples` : 'two examples of one class';
    throw new UsageError('USAGE', `fine-tuning needs ${needs}`, { examples: classIds.length, lack });
  }
  const rng = new Rng(seed, 31);
  const order = classIds.map((_, index) => index);
  for (let i = 0; i < order.length; i++) {
    const other = i + rng.int(order.length - i);
    [order[i], order[other]] = [order[other]!, order[i]!];
  }
  const left = new Map<number, number>();
  for (const id of classIds) left.set(id, (left.get(id) ?? 0) + 1);
  const heldOut: number[] = [];
  const wanted = Math.max(1, Math.round(classIds.length / HELD_SHARE));
  for (const index of order) {
    const id = classIds[index]!;
    if (heldOut.length === wanted || left.get(id) === 1) continue;
    left.set(id, left.get(id)! - 1);
    heldOut.push(index);
  }
  const held = new Set(heldOut);
  return { taught: classIds.flatMap((_, i) => (held.has(i) ? [] : [i])), heldOut: heldOut.sort((a, b) => a - b) };
}
