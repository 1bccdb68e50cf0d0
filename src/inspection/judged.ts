import type { OrientedBox, Vec3 } from '../core/index.ts';
import type { JudgedObject, Judgement, ObjectJudgement, Score, SemanticJudgement } from '../evaluation/index.ts';

/** One kind of mistake: points of a class called another. */
export interface Confusion {
  readonly truth: number;
  /** −1: without an answer. */
  readonly predicted: number;
  readonly points: number;
  /** Of all wrong points, 0–1. */
  readonly share: number;
}

/** Mistakes by the number of their points, the worst first. */
export function worstConfusions({ counts }: Pick<SemanticJudgement, 'counts'>, most = 5): Confusion[] {
  const classes = counts.length;
  const wrong = counts.flatMap((row, truth) =>
    row.flatMap((points, column) =>
      column === truth || points === 0 ? [] : [{ truth, predicted: column === classes ? -1 : column, points }],
    ),
  );
  const all = wrong.reduce((sum, { points }) => sum + points, 0);
  return wrong
    .sort((a, b) => b.points - a.points)
    .slice(0, most)
    .map((confusion) => ({ ...confusion, share: confusion.points / all }));
}

/** Rows and columns of the matrix that have any point, and whether some points have no answer. */
export function usedClasses({ counts, classes }: SemanticJudgement): {
  readonly rows: readonly number[];
  readonly columns: readonly number[];
} {
  const rows = classes.filter(({ truth }) => truth > 0).map(({ classId }) => classId);
  const columns = classes.filter(({ truth, predicted }) => truth > 0 || predicted > 0).map(({ classId }) => classId);
  const hasUnanswered = counts.some((row) => (row.at(-1) ?? 0) > 0);
  return { rows, columns: hasUnanswered ? [...columns, -1] : columns };
}

/** Points of a cell; column −1 has those without an answer. */
export function cellOf({ counts }: Pick<SemanticJudgement, 'counts'>, truth: number, predicted: number): number {
  const row = counts[truth] ?? [];
  return row[predicted < 0 ? row.length - 1 : predicted] ?? 0;
}

export interface ObjectsAtScore {
  /** By falling score; then the missed ones, the largest first. */
  readonly objects: readonly JudgedObject[];
  readonly matched: number;
  readonly missed: number;
  readonly false: number;
  readonly ignored: number;
  readonly precision: Score;
  readonly recall: Score;
}

/**
 * Keeping only predictions of at least this score: a truth whose prediction is not kept is missed. Matching goes by falling score, so the
 * pairs above the threshold are those of the whole list.
 */
export function atScore({ objects }: Pick<ObjectJudgement, 'objects'>, minScore: number): ObjectsAtScore {
  const kept = objects.flatMap((one): JudgedObject[] => {
    if (one.score === undefined || one.score >= minScore) return [one];
    return one.kind === 'matched' ? [missedOf(one)] : [];
  });
  const ordered = [...kept].sort((a, b) => (b.score ?? -1) - (a.score ?? -1) || (b.points ?? 0) - (a.points ?? 0));
  const count = (kind: JudgedObject['kind']) => ordered.filter((one) => one.kind === kind).length;
  const [matched, missed, wrong] = [count('matched'), count('missed'), count('false')];
  return {
    objects: ordered,
    matched,
    missed,
    false: wrong,
    ignored: count('ignored'),
    precision: matched + wrong > 0 ? matched / (matched + wrong) : null,
    recall: matched + missed > 0 ? matched / (matched + missed) : null,
  };
}

/** The truth of a pair whose prediction is not sure enough. */
function missedOf({ classId, box, truthBox, truthId, iou, points }: JudgedObject): JudgedObject {
  return {
    kind: 'missed',
    classId,
    box: truthBox ?? box,
    why: 'overlap',
    ...(iou !== undefined && { iou }),
    otherClass: classId,
    ...(points !== undefined && { points }),
    ...(truthId !== undefined && { truthId }),
  };
}

/** The ball around a box: what the camera has to show. */
export function ballOf({ center, size }: OrientedBox): { readonly center: Vec3; readonly radiusM: number } {
  return { center, radiusM: Math.hypot(...size) / 2 };
}

export interface ScoreChange {
  readonly name: string;
  readonly first: Score;
  readonly second: Score;
  /** second − first; null where either has none. */
  readonly change: Score;
}

/** Two results against the same truth: accuracy, means and IoU by class. Only what both judgements have. */
export function compareScores(first: Judgement, second: Judgement): ScoreChange[] {
  const rows: ScoreChange[] = [];
  const add = (name: string, a: Score | undefined, b: Score | undefined): void => {
    if (a === undefined || b === undefined || (a === null && b === null)) return;
    rows.push({ name, first: a, second: b, change: a === null || b === null ? null : b - a });
  };
  if (first.semantic && second.semantic) {
    add('Mean IoU', first.semantic.miou, second.semantic.miou);
    add('Accuracy', first.semantic.accuracy, second.semantic.accuracy);
  }
  if (first.instances && second.instances) add('Object AP', first.instances.map, second.instances.map);
  if (first.boxes && second.boxes) add('Box AP', first.boxes.map, second.boxes.map);
  for (const { name, iou, truth } of first.semantic?.classes ?? []) {
    if (truth > 0) add(name, iou, second.semantic?.classes.find((other) => other.name === name)?.iou);
  }
  return rows;
}
