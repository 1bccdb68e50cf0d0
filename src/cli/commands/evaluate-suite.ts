import path from 'node:path';
import { Diagnostics, throwIfCancelled, UsageError, WorkbenchError } from '../../core/index.ts';
import { Evaluation, type EvaluationRules } from '../../evaluation/index.ts';
import type { OpsName } from '../../ops/index.ts';
import type { Model } from '../../pipeline/index.ts';
import { openBackend } from '../backend.ts';
import type { CommandContext, CommandResult } from '../command.ts';
import { openPaths } from '../disk-source.ts';
import {
  type DatasetRow,
  datasetTable,
  goalTable,
  measureGoals,
  VEHICLE_DATASETS,
  VEHICLE_RULES,
} from '../evaluation-goals.ts';
import { formatTitled, writePlots, writeText } from '../evaluation-output.ts';
import { type SceneLine, scoreScenes, summedDiagnostics } from '../evaluation-run.ts';
import { openedList, withFirst } from '../evaluation-scenes.ts';
import { findLabelled, type SuiteEntry } from '../evaluation-suite.ts';
import { markdownOf, reportTables } from '../evaluation-tables.ts';
import { modelNameFor, openModel } from '../models.ts';

export interface SuiteOptions {
  /** Scores only the scenes of its kind of place; by default each scene gets the model for its own. */
  readonly model?: string;
  readonly backend?: OpsName;
  /** How many times the network looks at a cloud; by default as often as the model's published scores did. */
  readonly looks?: number;
  readonly rules: EvaluationRules;
  readonly markdown?: string;
  /** Folder for precision-recall curves, a folder in it for each data set. */
  readonly plots?: string;
}

/** Of less nobody can say what it is: cut-outs that were made to test a reader. */
const MIN_POINTS = 1000;

/** The evaluations of one data set: by the given rules, and vehicles by those of the goals. */
interface DatasetScores {
  readonly all: Evaluation;
  readonly vehicles: Evaluation;
  readonly scenes: SceneLine[];
}

/** Scores every labelled real file below a folder and says which goals are reached. */
export async function evaluateSuite(
  folder: string,
  options: SuiteOptions,
  context: CommandContext,
): Promise<CommandResult> {
  const entries = await findLabelled(folder);
  if (entries.length === 0)
    throw new UsageError('USAGE', `there is no labelled scene in ${folder}`, { option: '--suite' });
  const named = options.model === undefined ? undefined : await openModel(options.model, context.modelsFolder);
  const models = new Map<string, Model>();
  const datasets = new Map<string, DatasetScores>();
  let vehicles: Evaluation | undefined;
  const leftOut: { name: string; why: string }[] = [];
  const diagnostics = new Diagnostics();
  const backend = await openBackend(options.backend);
  try {
    for (const [index, entry] of entries.entries()) {
      throwIfCancelled(context.stage.signal, 'evaluation');
      try {
        const list = await openedList(await openPaths(entry.paths), context.stage, `${entry.name}: `);
        const first = await list.load(0);
        if (first.cloud.count < MIN_POINTS) {
          leftOut.push({ name: entry.name, why: `a cut-out of ${first.cloud.count} points` });
          continue;
        }
        const model = named ?? (await modelFor(modelNameFor(first, undefined), models, context));
        if (named && first.domain !== undefined && first.domain !== named.manifest.domain) {
          leftOut.push({ name: entry.name, why: `is ${first.domain}, the model is not` });
          continue;
        }
        const { labelSet } = model.manifest;
        const scores = datasets.get(first.dataset) ?? {
          all: new Evaluation(labelSet, options.rules),
          vehicles: new Evaluation(labelSet, { ...options.rules, ...VEHICLE_RULES }),
          scenes: [],
        };
        const into = [scores.all, scores.vehicles];
        if (VEHICLE_DATASETS.has(first.dataset))
          into.push((vehicles ??= new Evaluation(labelSet, { ...options.rules, ...VEHICLE_RULES })));
        const runner = { ops: backend.ops, model, diagnostics, looks: options.looks };
        const before = scores.scenes.length;
        const targets = { rules: options.rules, into, lines: scores.scenes };
        datasets.set(first.dataset, scores);
        await scoreScenes(withFirst(list, first), runner, targets, context);
        if (scores.scenes.length === before) leftOut.push({ name: entry.name, why: 'no ground truth in it' });
      } catch (error) {
        leftOut.push(reasonOf(entry, error));
      }
      context.stage.onProgress({ stage: 'suite', done: index + 1, total: entries.length });
    }
    const rows = [...datasets]
      .filter(([, { scenes }]) => scenes.length > 0)
      .map(
        ([dataset, { scenes, all, vehicles: near }]): DatasetRow => ({
          dataset,
          scenes: scenes.length,
          report: all.summarize(),
          vehicles: near.summarize(),
        }),
      );
    const byDataset = new Map(rows.map(({ dataset, report }) => [dataset, report]));
    const goals = measureGoals({ byDataset, vehicles: vehicles?.summarize() });
    const tables = [goalTable(goals), datasetTable(rows)];
    if (options.markdown !== undefined) {
      const details = rows.map(({ dataset, report }) => markdownOf(dataset, reportTables(report)));
      await writeText(options.markdown, [markdownOf('Real data', tables), ...details].join('\n'));
    }
    if (options.plots !== undefined)
      for (const { dataset, report } of rows) await writePlots(path.join(options.plots, dataset), report.boxes);
    const notes = leftOut.map(({ name, why }) => `left out: ${name}: ${why}\n`);
    return {
      report: {
        model: options.model ?? [...models.keys()].sort(),
        adapter: backend.ops.adapter,
        goals,
        datasets: Object.fromEntries(rows.map(({ dataset, ...row }) => [dataset, row])),
        scenes: [...datasets.values()].flatMap(({ scenes }) => scenes),
        leftOut,
        diagnostics: summedDiagnostics(diagnostics),
      },
      text: [...tables.map(formatTitled), ...notes].join('\n'),
    };
  } finally {
    backend.close();
  }
}

async function modelFor(name: string, models: Map<string, Model>, context: CommandContext): Promise<Model> {
  const model = models.get(name) ?? (await openModel(name, context.modelsFolder));
  models.set(name, model);
  return model;
}

/** A scene that cannot be read is left out and named; being stopped, and a fault of ours, stop the suite. */
function reasonOf({ name }: SuiteEntry, error: unknown): { name: string; why: string } {
  if (!(error instanceof WorkbenchError) || error.code === 'CANCELLED') throw error;
  return { name, why: error.message };
}
