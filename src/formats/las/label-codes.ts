import type { LabelClass } from '../../core/index.ts';

/** ASPRS codes of classes that mean the same. */
const SAME: Readonly<Record<string, number>> = {
  terrain: 2,
  floor: 2,
  vegetation: 5,
  building: 6,
  road: 11,
};
/** From here on, codes are the writer's own. */
const FIRST_OWN_CODE = 64;
/** Created, never classified. */
export const UNLABELLED_CODE = 0;

/** The ASPRS code of each class of a label set: the standard one where it means the same, else one of the user's, from 64 on. */
export function labelCodes(classes: readonly LabelClass[]): number[] {
  return classes.map(({ name }, index) => SAME[name] ?? FIRST_OWN_CODE + index);
}
