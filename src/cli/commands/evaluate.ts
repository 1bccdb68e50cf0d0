import { Diagnostics, type OpenOverrides, UsageError } from '../../core/index.ts';
import { Evaluation } from '../../evaluation/index.ts';
import type { ApRule } from '../../metrics/index.ts';
import type { OpsName } from '../../ops/index.ts';
import { openBackend } from '../backend.ts';
import type { CommandContext, CommandResult } from '../command.ts';
import { formatTitled, writePlots, writeText } from '../evaluation-output.ts';
import { type SceneLine, scoreScenes, summedDiagnostics } from '../evaluation-run.ts';
import { heldOut, scenesOf, withFirst } from '../evaluation-scenes.ts';
import { markdownOf, reportTables } from '../evaluation-tables.ts';
import { modelNameFor, openModel } from '../models.ts';
import { overridesOf } from '../override-options.ts';
import { evaluateSuite } from './evaluate-suite.ts';

export interface EvaluateOptions extends OpenOverrides {
  readonly model?: string;
  readonly backend?: OpsName;
  /** How many times the network looks at a cloud; by default as often as the model's published scores did. */
  readonly looks?: number;
  /** This many held-out procedural scenes instead of files. */
  readonly synthetic?: number;
  readonly seed: number;
  /** Folder in which every labelled real file is found and scored. */
  readonly suite?: string;
  readonly apRule?: ApRule;
  readonly minPoints: number;
  /** Metres. */
  readonly maxRange?: number;
  readonly classAgnostic: boolean;
  readonly sumProbabilities: boolean;
  /** Folder for precision-recall curves as SVG. */
  readonly plots?: string;
  readonly markdown?: string;
}

/** Predicts every scene that has a truth and scores the predictions. */
export async function evaluate(
  paths: readonly string[],
  options: EvaluateOptions,
  context: CommandContext,
): Promise<CommandResult> {
  const given = [paths.length > 0, options.synthetic !== undefined, options.suite !== undefined];
  if (given.filter(Boolean).length > 1)
    throw new UsageError('USAGE', 'either files, --synthetic or --suite, not both', { option: '--synthetic' });
  const { apRule, minPoints, maxRange: maxRangeM, classAgnostic, sumProbabilities } = options;
  const rules = { apRule, minPoints, maxRangeM, classAgnostic, sumProbabilities };
  if (options.suite !== undefined) return evaluateSuite(options.suite, { ...options, rules }, context);
  const named = options.model === undefined ? undefined : await openModel(options.model, context.modelsFolder);
  const list =
    options.synthetic === undefined
      ? await scenesOf(paths, context.stage, overridesOf(options))
      : heldOut(options.synthetic, options.seed, named?.manifest.domain ?? 'outdoor');
  const first = await list.load(0);
  const modelName = modelNameFor(first, options.model);
  const model = named ?? (await openModel(modelName, context.modelsFolder));
  const evaluation = new Evaluation(model.manifest.labelSet, rules);
  const diagnostics = new Diagnostics();
  const backend = await openBackend(options.backend);
  try {
    const runner = { ops: backend.ops, model, diagnostics, looks: options.looks };
    const scenes: SceneLine[] = [];
    await scoreScenes(withFirst(list, first), runner, { rules, into: [evaluation], lines: scenes }, context);
    if (scenes.length === 0)
      throw new UsageError('USAGE', 'there is no ground truth with these files', { scenes: list.count });
    if (scenes.length < list.count)
      diagnostics.info('SCENES_WITHOUT_TRUTH', 'scenes without ground truth left out', list.count - scenes.length);
    const { adapter } = backend.ops;
    const summary = evaluation.summarize();
    const tables = reportTables(summary);
    const heading = `${modelName} on ${options.synthetic === undefined ? paths.join(', ') : `${list.count} held-out synthetic scenes`}`;
    if (options.markdown !== undefined) await writeText(options.markdown, markdownOf(heading, tables));
    if (options.plots !== undefined) await writePlots(options.plots, summary.boxes);
    const report = {
      files: list.files,
      model: modelName,
      adapter,
      looks: options.looks ?? model.manifest.looks ?? 1,
      ...summary,
      scenes,
      diagnostics: summedDiagnostics(diagnostics),
    };
    const notCompared = summary.mapping.unmapped;
    const text = [
      `${scenes.length} scenes, model ${modelName} on ${adapter}\n`,
      ...tables.map(formatTitled),
      notCompared.length > 0 ? `not compared: ${notCompared.join(', ')}\n` : '',
    ].join('');
    return { report, text };
  } finally {
    backend.close();
  }
}
