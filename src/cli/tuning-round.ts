import { type ModelManifest, readSafetensors, type Weights } from '../nn/index.ts';
import { loadModel, type Model } from '../pipeline/index.ts';
import { type Example, fitHead, holdOut, type Lesson, probabilitiesOf, taughtModel } from '../teach/index.ts';
import { FineTuner, type TrainingOps, TUNE_OPTIONS } from '../training/index.ts';
import type { Pupil } from './teaching-scenes.ts';

/** What fine-tuning begins with, beside the lesson. */
export interface TuningWork {
  readonly ops: TrainingOps;
  readonly manifest: ModelManifest;
  readonly weights: Weights;
  readonly steps: number;
  readonly signal: AbortSignal;
  readonly onStep: (step: number, ms: number) => void;
}

/** All of a network tuned to the clicks of a lesson, four fifths of them; the rest measures. */
export interface Tuned {
  readonly model: Model;
  /** float32 [voxels × classes] of the scene. */
  readonly odds: Float32Array;
  /** Share of what was clicked and held back that is right: of the model, of the refit to the other clicks, and tuned. */
  readonly heldOut: { readonly before: number; readonly refit: number; readonly tuned: number };
  readonly msPerStep: number;
  /** On all cores: what a step would take if nothing else ran. */
  readonly cpuMsPerStep: number;
}

/** @param before float32 [voxels × classes]: what the model says of the scene. */
export async function tuneToClicks(
  work: TuningWork,
  { scene }: Pupil,
  lesson: Lesson,
  clicks: readonly Example[],
  before: Float32Array,
  options: { readonly boldness: number; readonly seed: number },
): Promise<Tuned> {
  const { manifest, weights } = work;
  const classIds = clicks.map(({ classId }) => classId);
  const split = holdOut(classIds, options.seed);
  const [examples, heldOut] = [split.taught, split.heldOut].map((indices) =>
    indices.map((index) => ({ rows: Uint32Array.from(clicks[index]!.rows), classId: clicks[index]!.classId })),
  ) as [Clicked[], Clicked[]];
  const { head } = fitHead(lesson, examples, { classes: lesson.prior.classes, boldness: options.boldness });
  const start = taughtModel({ manifest, weights }, head, { title: manifest.title, addedClasses: [] });
  const subject = {
    cloud: scene.cloud,
    manifest: start.manifest,
    weights: readSafetensors(start.weights).weights,
    ...{ examples, heldOut },
  };
  const tuner = await FineTuner.create(subject, work.ops, { ...TUNE_OPTIONS, seed: options.seed, steps: work.steps });
  try {
    let ms = 0;
    const startedCpu = process.cpuUsage();
    while (!tuner.done) {
      const step = await tuner.next(work.signal);
      ms += step.ms;
      work.onStep(tuner.steps, step.ms);
    }
    const { user, system } = process.cpuUsage(startedCpu);
    const odds = await tuner.answer();
    const share = (answer: Float32Array) => tuner.scene.score(answer).heldOut;
    return {
      model: await loadModel(tuner.model()),
      odds,
      heldOut: { before: share(before), refit: share(probabilitiesOf(head, lesson.features)), tuned: share(odds) },
      msPerStep: ms / tuner.steps,
      cpuMsPerStep: (user + system) / 1000 / tuner.steps,
    };
  } finally {
    tuner.dispose();
  }
}

interface Clicked {
  readonly rows: Uint32Array;
  readonly classId: number;
}
