import { type Diagnostic, type Diagnostics, throwIfCancelled } from '../core/index.ts';
import { Evaluation, type EvaluationRules, hasTruth, type LabelledScene, type Score } from '../evaluation/index.ts';
import type { CommandContext } from './command.ts';
import type { SceneList } from './evaluation-scenes.ts';
import { type Predicting, predict } from './predict.ts';

/** The scores of one scene by itself, short: the sums are in the report. */
export interface SceneLine {
  readonly name: string;
  readonly dataset: string;
  readonly points: number;
  readonly miou: Score;
  readonly accuracy: Score;
  /** mIoU by taxonomy. */
  readonly taxonomies: Readonly<Record<string, Score>>;
  readonly instanceAp50: Score;
  readonly classAgnosticAp50: Score;
  /** By class: true boxes asked for, and AP at 3D IoU 0.5. */
  readonly boxes: Readonly<Record<string, { readonly truths: number; readonly ap50: Score }>>;
}

export interface ScoreTargets {
  /** Of the scores of each scene by itself. */
  readonly rules: EvaluationRules;
  readonly into: readonly Evaluation[];
  readonly lines: SceneLine[];
}

/**
 * Predicts every scene of the list that has a truth, and adds it to the evaluations and a line to `lines`, scene by scene: where one
 * cannot be read, those before it are in both.
 */
export async function scoreScenes(
  list: SceneList,
  runner: Predicting,
  { rules, into, lines }: ScoreTargets,
  { stage }: CommandContext,
): Promise<void> {
  for (let index = 0; index < list.count; index++) {
    throwIfCancelled(stage.signal, 'evaluation');
    const scene = await list.load(index);
    if (!hasTruth(scene)) continue;
    const { prediction } = await predict(scene.cloud, runner, stage);
    const alone = new Evaluation(runner.model.manifest.labelSet, rules);
    for (const evaluation of [alone, ...into]) evaluation.add(scene, prediction);
    lines.push(lineOf(list.name(index), scene, alone));
    stage.onProgress({ stage: 'scenes', done: index + 1, total: list.count });
  }
}

function lineOf(name: string, scene: LabelledScene, evaluation: Evaluation): SceneLine {
  const { points, miou, accuracy, taxonomies, instanceAp, classAgnosticAp, boxes } = evaluation.summarize();
  const byClass = Object.entries(boxes?.byClass ?? {});
  return {
    name,
    dataset: scene.dataset,
    points,
    miou,
    accuracy,
    taxonomies: Object.fromEntries(Object.entries(taxonomies).map(([key, report]) => [key, report.miou])),
    instanceAp50: instanceAp['0.5'],
    classAgnosticAp50: classAgnosticAp?.['0.5'] ?? null,
    boxes: Object.fromEntries(byClass.map(([key, { truths, ap }]) => [key, { truths, ap50: ap['3d']['0.5'] ?? null }])),
  };
}

/** The same remark from many scenes becomes one with the sum of its counts. */
export function summedDiagnostics(diagnostics: Diagnostics): Diagnostic[] {
  const byText = new Map<string, Diagnostic>();
  for (const entry of diagnostics.list) {
    const key = `${entry.code}\n${entry.message}`;
    const known = byText.get(key);
    byText.set(key, known ? { ...known, count: (known.count ?? 1) + (entry.count ?? 1) } : entry);
  }
  return [...byText.values()];
}
