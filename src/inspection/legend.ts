import { IGNORE_LABEL, labelSet, type Prediction, type Scene } from '../core/index.ts';

export interface LegendRow {
  /** Class index, or `IGNORE_LABEL` for points without a class. */
  readonly classId: number;
  readonly name: string;
  /** sRGB 0–255, the label set's own. */
  readonly color: readonly [number, number, number];
  readonly count: number;
  /** Of all points, 0–1. */
  readonly share: number;
}

const UNLABELLED_COLOR = [112, 118, 128] as const;

/**
 * One row a class in label order, absent classes with count 0, so that the legend stays put from cloud to cloud; then, where there
 * are any, the points without a class. Empty when the source is missing.
 */
export function legend(
  scene: Scene,
  prediction: Prediction | undefined,
  source: 'prediction' | 'truth',
): readonly LegendRow[] {
  const ids = source === 'prediction' ? prediction?.semantic : scene.truth?.semantic;
  const name = source === 'prediction' ? prediction?.labelSet : scene.truth?.labelSet;
  if (!ids || name === undefined) return [];
  const { classes } = labelSet(name);
  const counts = new Float64Array(classes.length + 1);
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i]!;
    counts[id >= 0 && id < classes.length ? id : classes.length]++;
  }
  const share = (count: number) => (ids.length === 0 ? 0 : count / ids.length);
  const rows: LegendRow[] = classes.map((entry, classId) => ({
    classId,
    name: entry.name,
    color: entry.color,
    count: counts[classId],
    share: share(counts[classId]),
  }));
  const unlabelled = counts[classes.length];
  if (unlabelled > 0) {
    rows.push({
      classId: IGNORE_LABEL,
      name: 'unlabelled',
      color: UNLABELLED_COLOR,
      count: unlabelled,
      share: share(unlabelled),
    });
  }
  return rows;
}
