import type { ComputeInfo } from './engine.ts';

/** How many times the network looks at a scene before it answers: by itself, or this many times. */
export type LooksChoice = 'auto' | number;

/** What the page offers. */
export const LOOK_COUNTS = [1, 2, 4, 8] as const;

/** By itself the CPU takes no longer than this for a scene, seconds. */
const PATIENCE_S = 5;

/**
 * By itself as often as the model is published with where that costs little: on a graphics device. One in software looks once, the CPU
 * as often as fits into a few seconds.
 * @param secondsALook what one look takes on the CPU, where that computes.
 */
export function chooseLooks(
  choice: LooksChoice,
  published: number,
  { backend, isSoftware }: ComputeInfo,
  secondsALook?: number,
): number {
  if (choice !== 'auto') return choice;
  if (backend === 'webgpu') return isSoftware ? 1 : published;
  const affordable = LOOK_COUNTS.filter(
    (looks) => looks <= published && looks * (secondsALook ?? Infinity) <= PATIENCE_S,
  );
  return affordable.at(-1) ?? 1;
}
