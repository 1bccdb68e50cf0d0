import { labelSet, type Scene } from '../core/index.ts';
import type { AppState } from './app-state.ts';
import type { SegmentDesk } from './segment-desk.ts';
import { taughtLabels } from './taught-outcome.ts';

/** Voxels of something that was corrected by hand. */
export interface ObjectExample {
  /** Rows of the finest level, rising. */
  readonly rows: Uint32Array;
  readonly classId: number;
}

/** A few hundred voxels say what an object is; a wall's twenty thousand would be sorted with each refit. */
const MOST_ROWS = 2000;

/**
 * Objects of the scene that the person corrected and named, as examples.
 * @param pointRows of the prediction: uint32 [points]
 */
export function correctedExamples(
  desk: SegmentDesk,
  scene: Scene,
  pointRows: Uint32Array,
  taught: TaughtClasses,
): ObjectExample[] {
  if (desk.scene !== scene) return [];
  const classOf = taughtClassOf(desk.labelSet, taught);
  return desk.objects.flatMap(({ classId, points }) => {
    const own = classOf(classId);
    if (own === undefined || points.length === 0) return [];
    const step = Math.max(1, Math.floor(points.length / (2 * MOST_ROWS)));
    const rows = new Set<number>();
    for (let i = 0; i < points.length && rows.size < MOST_ROWS; i += step) rows.add(pointRows[points[i]!]!);
    return [{ rows: Uint32Array.from(rows).sort(), classId: own }];
  });
}

/** What the person said so far, by class: clicks, then objects that were corrected and named. */
export function saidClasses({ teach, segment }: Pick<AppState, 'teach' | 'segment'>): number[] {
  if (teach.labelSet === undefined) return [];
  const classOf = taughtClassOf(segment.labelSet, { labelSet: teach.labelSet, addedClasses: teach.addedClasses });
  const objects = segment.objects.flatMap(({ classId, points }) => (points > 0 ? [classOf(classId)] : []));
  return [...teach.clicks.map(({ classId }) => classId), ...objects.filter((classId) => classId !== undefined)];
}

interface TaughtClasses {
  readonly labelSet: string;
  readonly addedClasses: readonly string[];
}

/** Classes are told by their names: corrections may be of another label set, and what the taught one does not have says nothing. */
function taughtClassOf(correctedSet: string | undefined, { labelSet: base, addedClasses }: TaughtClasses) {
  const theirs = correctedSet === undefined ? [] : labelSet(correctedSet).classes;
  const ours = taughtLabels(base, addedClasses).classes;
  return (classId: number | undefined): number | undefined => {
    const name = classId === undefined ? undefined : theirs[classId]?.name;
    const own = ours.findIndex((entry) => entry.name === name);
    return own < 0 ? undefined : own;
  };
}
