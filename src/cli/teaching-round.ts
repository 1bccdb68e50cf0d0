import { IGNORE_LABEL, Rng } from '../core/index.ts';
import { ConfusionMatrix } from '../metrics/index.ts';
import type { Ops } from '../ops/index.ts';
import {
  type Click,
  type Example,
  fitHead,
  growClick,
  type Lesson,
  type LinearHead,
  nearClicks,
  prepareLesson,
  probabilitiesOf,
  relabel,
  simulateClicks,
  uploadFeatures,
  winners,
} from '../teach/index.ts';
import { answersElsewhere, type Pupil } from './teaching-scenes.ts';
import { type Tuned, type TuningWork, tuneToClicks } from './tuning-round.ts';

export interface RoundOptions {
  readonly perClass: number;
  readonly seed: number;
  readonly mistakes: boolean;
  readonly boldness: number;
}

interface BeforeAfter {
  readonly before: number;
  readonly after: number;
  /** Fine-tuned, where that was asked for. */
  readonly tuned?: number;
}

export interface Round {
  readonly perClass: number;
  readonly seed: number;
  readonly clicks: number;
  /** mIoU of the scene that was clicked on, away from the clicks. */
  readonly here: BeforeAfter;
  /** Of the other frames; of a lone scene the half that was not clicked on, after a lesson on the other half alone. */
  readonly elsewhere: BeforeAfter;
  readonly fitMs: number;
  readonly relabelMs: number;
  /** Of fit and relabelling together, on all cores: what the time would be if nothing else ran. */
  readonly cpuMs: number;
  readonly steps: number;
  readonly head: LinearHead;
  readonly tuning?: Pick<Tuned, 'heldOut' | 'msPerStep' | 'cpuMsPerStep'>;
}

/** Points this far from a click, in voxels, are its neighbourhood. */
const UNSCORED_VOXELS = 6;

/** One lesson of simulated clicks, and what it changed. @param work of fine-tuning after the refit; none: the refit alone. */
export async function teachRound(
  ops: Ops,
  taught: Pupil,
  others: readonly Pupil[],
  options: RoundOptions,
  work?: TuningWork,
): Promise<Round> {
  const lesson = await giveLesson(ops, taught, options, () => true);
  const tuned = work && (await tune(work, taught, lesson, options));
  const radiusM = UNSCORED_VOXELS * taught.described.voxelSizeM;
  const near = nearClicks(taught.scene.cloud.positions, taught.described.centers, lesson.clicks, radiusM);
  const isFar = (_: Pupil, point: number) => near[point] === 0;
  const { perClass, seed } = options;
  return {
    perClass,
    seed,
    clicks: lesson.clicks.length,
    here: compare([taught], lesson, tuned && [winners(tuned.odds, lesson.head.classes)], isFar),
    elsewhere:
      others.length > 0
        ? compare(others, lesson, tuned && (await answersElsewhere(ops, tuned.model, others)), () => true)
        : await otherHalf(ops, taught, options, work),
    fitMs: lesson.fitMs,
    relabelMs: lesson.relabelMs,
    cpuMs: lesson.cpuMs,
    steps: lesson.steps,
    head: lesson.head,
    ...(tuned && {
      tuning: { heldOut: tuned.heldOut, msPerStep: tuned.msPerStep, cpuMsPerStep: tuned.cpuMsPerStep },
    }),
  };
}

interface Given {
  readonly lesson: Lesson;
  readonly clicks: readonly Click[];
  readonly examples: readonly Example[];
  readonly head: LinearHead;
  readonly fitMs: number;
  readonly relabelMs: number;
  readonly cpuMs: number;
  readonly steps: number;
}

async function giveLesson(
  ops: Ops,
  pupil: Pupil,
  options: RoundOptions,
  isClickable: (row: number) => boolean,
): Promise<Given> {
  const { features, described, head } = pupil;
  const { classes } = head;
  const answer = winners(pupilOdds(pupil), classes);
  const truth = pupil.voxelTruth.map((label, row) => (isClickable(row) ? label : IGNORE_LABEL));
  const clicks = simulateClicks(truth, answer, { ...options, classes, rng: new Rng(options.seed) });
  const lesson = prepareLesson(features, head);
  const tensor = uploadFeatures(ops, features);
  const startedMs = performance.now();
  const startedCpu = process.cpuUsage();
  const examples = clicks.map(({ row, classId }) => ({ rows: growClick(lesson, described, row), classId }));
  const fit = fitHead(lesson, examples, { classes, boldness: options.boldness });
  const fittedMs = performance.now();
  winners(await relabel(ops, tensor, fit.head), classes);
  const relabelMs = performance.now() - fittedMs;
  const { user, system } = process.cpuUsage(startedCpu);
  ops.release(tensor);
  const cpuMs = (user + system) / 1000;
  const times = { fitMs: fittedMs - startedMs, relabelMs, cpuMs };
  return { lesson, clicks, examples, head: fit.head, ...times, steps: fit.steps };
}

function tune(work: TuningWork, pupil: Pupil, { lesson, examples }: Given, options: RoundOptions): Promise<Tuned> {
  return tuneToClicks(work, pupil, lesson, examples, pupilOdds(pupil), options);
}

function pupilOdds({ features, head, described }: Pupil): Float32Array {
  return probabilitiesOf(head, { rows: features.rows, channels: described.headChannels, values: described.head });
}

/** @param tuned class of each voxel, by pupil. */
function compare(
  pupils: readonly Pupil[],
  { head }: Given,
  tuned: readonly Uint8Array[] | undefined,
  isScored: (pupil: Pupil, point: number) => boolean,
): BeforeAfter {
  const before = new ConfusionMatrix(head.classes);
  const after = new ConfusionMatrix(head.classes);
  const afterTuning = new ConfusionMatrix(head.classes);
  for (const [index, pupil] of pupils.entries()) {
    const { pointRows } = pupil.described;
    const truth = pupil.truth.map((label, point) => (isScored(pupil, point) ? label : IGNORE_LABEL));
    const answers = (voxels: Uint8Array) => Uint8Array.from(pointRows, (row) => voxels[row]!);
    before.add(truth, answers(winners(pupilOdds(pupil), head.classes)));
    after.add(truth, answers(winners(probabilitiesOf(head, pupil.features), head.classes)));
    if (tuned) afterTuning.add(truth, answers(tuned[index]!));
  }
  return {
    before: before.summarize().miou,
    after: after.summarize().miou,
    ...(tuned && { tuned: afterTuning.summarize().miou }),
  };
}

/** Clicks on the half of smaller x alone, scored on the other half. */
async function otherHalf(
  ops: Ops,
  pupil: Pupil,
  options: RoundOptions,
  work: TuningWork | undefined,
): Promise<BeforeAfter> {
  const { centers, rows, pointRows } = pupil.described;
  const xs = Float32Array.from({ length: rows }, (_, row) => centers[3 * row]!).sort();
  const middle = xs[rows >> 1]!;
  const isFirst = (row: number) => centers[3 * row]! < middle;
  const lesson = await giveLesson(ops, pupil, options, isFirst);
  const tuned = work && (await tune(work, pupil, lesson, options));
  return compare(
    [pupil],
    lesson,
    tuned && [winners(tuned.odds, lesson.head.classes)],
    (_, point) => !isFirst(pointRows[point]!),
  );
}
