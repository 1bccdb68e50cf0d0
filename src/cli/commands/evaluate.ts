import {
  type Diagnostic,
  Diagnostics,
  type Domain,
  type Scene,
  throwIfCancelled,
  UsageError,
} from '../../core/index.ts';
import { openScenes } from '../../datasets/index.ts';
import type { OpsName } from '../../ops/index.ts';
import { synthesizeRoom, synthesizeStreet } from '../../synthesis/index.ts';
import { HELD_OUT_SEED } from '../../training/index.ts';
import { openBackend } from '../backend.ts';
import type { CommandContext, CommandResult } from '../command.ts';
import { openPaths } from '../disk-source.ts';
import { Evaluation, type EvaluationReport } from '../evaluation.ts';
import { modelNameFor, openModel } from '../models.ts';
import { predict } from '../predict.ts';
import { formatTable } from '../terminal.ts';

export interface EvaluateOptions {
  readonly model?: string;
  readonly backend?: OpsName;
  /** This many held-out procedural scenes instead of files. */
  readonly synthetic?: number;
  readonly seed: number;
}

/** Scenes to score, made or decoded one at a time: a sequence does not fit in memory. */
interface SceneList {
  readonly files: number;
  readonly count: number;
  load(index: number): Promise<Scene>;
}

/** The ScanNet benchmark leaves smaller instances out. */
const SCANNET_MIN_POINTS = 100;

/** Predicts every scene that has a truth and scores the predictions. */
export async function evaluate(
  paths: readonly string[],
  options: EvaluateOptions,
  context: CommandContext,
): Promise<CommandResult> {
  const named = options.model === undefined ? undefined : await openModel(options.model, context.modelsFolder);
  const domain = named?.manifest.domain ?? 'outdoor';
  const scenes = options.synthetic === undefined ? await scenesOf(paths, context) : heldOut(paths, options, domain);
  const first = await scenes.load(0);
  const modelName = modelNameFor(first, options.model);
  const model = named ?? (await openModel(modelName, context.modelsFolder));
  const evaluation = new Evaluation(model.manifest.labelSet, first.dataset === 'scannet' ? SCANNET_MIN_POINTS : 1);
  const diagnostics = new Diagnostics();
  const backend = await openBackend(options.backend);
  let scored = 0;
  try {
    for (let index = 0; index < scenes.count; index++) {
      throwIfCancelled(context.stage.signal, 'evaluation');
      const scene = index === 0 ? first : await scenes.load(index);
      if (!hasTruth(scene)) continue;
      const { prediction } = await predict(scene.cloud, { ops: backend.ops, model, diagnostics }, context.stage);
      evaluation.add(scene.truth, prediction);
      scored++;
      context.stage.onProgress({ stage: 'scenes', done: index + 1, total: scenes.count });
    }
    const { adapter } = backend.ops;
    if (scored === 0)
      throw new UsageError('USAGE', 'there is no ground truth with these files', { scenes: scenes.count });
    if (scored < scenes.count)
      diagnostics.info('SCENES_WITHOUT_TRUTH', 'scenes without ground truth left out', scenes.count - scored);
    const report = {
      files: scenes.files,
      scenes: scored,
      model: modelName,
      adapter,
      ...evaluation.summarize(),
      diagnostics: summed(diagnostics),
    };
    return { report, text: formatReport(report) };
  } finally {
    backend.close();
  }
}

async function scenesOf(paths: readonly string[], context: CommandContext): Promise<SceneList> {
  if (paths.length === 0)
    throw new UsageError('USAGE', 'name files to evaluate, or say --synthetic <n>', { option: '--synthetic' });
  const sources = await openPaths(paths);
  const set = await openScenes(sources, context.stage);
  return { files: sources.length, count: set.frameCount, load: (index) => set.load(index, context.stage) };
}

/** Scenes of the model's kind that training never saw: seeds from `HELD_OUT_SEED` on. */
function heldOut(paths: readonly string[], { synthetic = 0, seed }: EvaluateOptions, domain: Domain): SceneList {
  if (paths.length > 0)
    throw new UsageError('USAGE', 'either files or --synthetic, not both', { option: '--synthetic' });
  if (synthetic === 0) throw new UsageError('USAGE', '--synthetic takes at least 1', { option: '--synthetic' });
  const synthesize = domain === 'indoor' ? synthesizeRoom : synthesizeStreet;
  const firstSeed = seed >= HELD_OUT_SEED ? seed : HELD_OUT_SEED + seed;
  return { files: 0, count: synthetic, load: async (index) => synthesize(firstSeed + index) };
}

function hasTruth(scene: Scene): scene is Scene & { truth: NonNullable<Scene['truth']> } {
  return scene.truth !== undefined && (scene.truth.semantic !== undefined || scene.truth.boxes.length > 0);
}

/** The same remark from many scenes becomes one with the sum of its counts. */
function summed(diagnostics: Diagnostics): Diagnostic[] {
  const byText = new Map<string, Diagnostic>();
  for (const entry of diagnostics.list) {
    const key = `${entry.code}\n${entry.message}`;
    const known = byText.get(key);
    byText.set(key, known ? { ...known, count: (known.count ?? 1) + (entry.count ?? 1) } : entry);
  }
  return [...byText.values()];
}

function formatReport(
  report: EvaluationReport & { readonly scenes: number; readonly model: string; readonly adapter: string },
): string {
  const percent = (value: number | null): string => (value === null ? '–' : (100 * value).toFixed(1));
  const classes = Object.entries(report.iou).filter(([, value]) => value !== null);
  return [
    `${report.scenes} scenes, ${report.points} labelled points, model ${report.model} on ${report.adapter}\n`,
    `mIoU ${percent(report.miou)} %, accuracy ${percent(report.accuracy)} %\n`,
    formatTable(classes.map(([name, value]) => [name, percent(value)])),
    `instance AP ${Object.entries(report.instanceAp)
      .map(([iou, value]) => `@${iou} ${percent(value)}`)
      .join(', ')}\n`,
    `box AP\n${formatTable(Object.entries(report.boxAp).map(([key, value]) => [key, percent(value)]))}`,
    report.mapping.unmapped.length > 0 ? `not compared: ${report.mapping.unmapped.join(', ')}\n` : '',
  ].join('');
}
