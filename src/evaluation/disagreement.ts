import { type GroundTruth, nextTask, type StageOptions, throwIfCancelled } from '../core/index.ts';
import { type JudgedPrediction, predictedIn } from './judge.ts';
import { type JudgedClass, type LabelMapping, type MappingChoice, resolveMapping } from './mapping.ts';
import { clustersOf, MAX_CLUSTERS, type PointCluster } from './point-query.ts';

/** How two results of one cloud stand to each other at a point: the values of `Disagreement.column`. */
export const DISAGREEMENT = { same: 0, differ: 1, onlyFirstRight: 2, onlySecondRight: 3, bothWrong: 4 } as const;

/** One of the two results, and which of its points count as an answer. */
export interface ComparedResult {
  readonly prediction: Pick<JudgedPrediction, 'labelSet' | 'semantic' | 'confidence'>;
  /** Points less sure than this have no answer; 0–1. */
  readonly minConfidence: number;
}

/** Points that lie together and that the two call by the same two names. */
export interface DisagreementCluster extends PointCluster {
  /** Class by the first and by the second, −1 without an answer. */
  readonly first: number;
  readonly second: number;
}

export interface Disagreement {
  readonly classes: readonly JudgedClass[];
  readonly points: number;
  /** Points that the two call by different names. */
  readonly differing: number;
  /** Of the differing points with a true class: whose name is right. Absent without truth. */
  readonly right?: { readonly first: number; readonly second: number; readonly neither: number };
  /** Largest first. */
  readonly clusters: readonly DisagreementCluster[];
}

export interface Compared {
  readonly disagreement: Disagreement;
  /** uint8 [points]: see `DISAGREEMENT`. */
  readonly column: Uint8Array;
}

/** Smaller groups are noise along edges. */
const MIN_CLUSTER_POINTS = 10;
const STAGE = 'comparing';

/** Whether there are classes that results in both label sets can be said in. */
export function canCompare(first: string, second: string): boolean {
  return first === second || resolveMapping({ labelSet: first }, second, undefined).choice.kind !== 'table';
}

/**
 * Where two results of the same cloud differ, in the classes of `choice` where both can be said in them. Truth tells who is right.
 * @throws CancelledError
 */
export async function disagree(
  cloud: { readonly positions: Float32Array; readonly linkM: number },
  first: ComparedResult,
  second: ComparedResult,
  truth: GroundTruth | undefined,
  choice: MappingChoice | undefined,
  options: StageOptions = {},
): Promise<Compared> {
  // A table says what the truth's classes are, not the model's.
  const shared = choice?.kind === 'table' ? undefined : choice;
  const mapping = resolveMapping({ labelSet: first.prediction.labelSet }, second.prediction.labelSet, shared);
  const a = predictedIn({ ofModel: mapping.ofTruth }, first.prediction, first.minConfidence);
  const b = predictedIn(mapping, second.prediction, second.minConfidence);
  const labels = truth && truthIn(truth, second.prediction.labelSet, choice, mapping);
  const column = new Uint8Array(a.length);
  const byPair = new Map<number, number[]>();
  const right = { first: 0, second: 0, neither: 0 };
  const pairs = mapping.classes.length + 1;
  let differing = 0;
  for (let i = 0; i < column.length; i++) {
    if (a[i] === b[i]) continue;
    differing++;
    const known = labels ? labels[i]! : -1;
    column[i] = verdictOf(a[i]!, b[i]!, known, right);
    const pair = (a[i]! + 1) * pairs + b[i]! + 1;
    const rows = byPair.get(pair);
    if (rows) rows.push(i);
    else byPair.set(pair, [i]);
  }
  const clusters: DisagreementCluster[] = [];
  let done = 0;
  for (const [pair, rows] of byPair) {
    const names = { first: Math.floor(pair / pairs) - 1, second: (pair % pairs) - 1 };
    for (const cluster of clustersOf(rows, cloud.positions, cloud.linkM)) {
      if (cluster.points >= MIN_CLUSTER_POINTS) clusters.push({ ...cluster, ...names });
    }
    options.onProgress?.({ stage: STAGE, done: ++done, total: byPair.size });
    await nextTask();
    throwIfCancelled(options.signal, STAGE);
  }
  clusters.sort((x, y) => y.points - x.points);
  return {
    disagreement: {
      classes: mapping.classes,
      points: column.length,
      differing,
      ...(labels && { right }),
      clusters: clusters.slice(0, MAX_CLUSTERS),
    },
    column,
  };
}

function verdictOf(
  a: number,
  b: number,
  known: number,
  right: { first: number; second: number; neither: number },
): number {
  if (known < 0) return DISAGREEMENT.differ;
  if (a === known) {
    right.first++;
    return DISAGREEMENT.onlyFirstRight;
  }
  if (b === known) {
    right.second++;
    return DISAGREEMENT.onlySecondRight;
  }
  right.neither++;
  return DISAGREEMENT.bothWrong;
}

/** The truth in the classes of the comparison, where it can be said in them. */
function truthIn(
  truth: GroundTruth,
  model: string,
  choice: MappingChoice | undefined,
  { choice: shared }: LabelMapping,
): Int16Array | undefined {
  const mapping = resolveMapping(truth, model, shared.kind === 'taxonomy' ? shared : choice);
  const nameOf = (used: MappingChoice) => (used.kind === 'taxonomy' ? used.name : model);
  return nameOf(mapping.choice) === nameOf(shared) ? mapping.truth() : undefined;
}
