import fs from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from '../../core/index.ts';
import type { Ops, OpsName } from '../../ops/index.ts';
import type { Model } from '../../pipeline/index.ts';
import { taughtModel } from '../../teach/index.ts';
import type { TrainingOps } from '../../training/index.ts';
import { openBackend } from '../backend.ts';
import type { CommandContext, CommandResult } from '../command.ts';
import { scenesOf } from '../evaluation-scenes.ts';
import { modelNameFor, openModel, openWeights } from '../models.ts';
import { type Round, teachRound } from '../teaching-round.ts';
import { type Pupil, readPupil } from '../teaching-scenes.ts';
import { formatTable } from '../terminal.ts';
import type { Tuned, TuningWork } from '../tuning-round.ts';

export interface TeachOptions {
  readonly model?: string;
  readonly backend?: OpsName;
  /** The frame that is clicked on. */
  readonly frame: number;
  /** Clicks a class, one round each. */
  readonly clicks: readonly number[];
  /** Rounds are repeated with this many seeds and averaged. */
  readonly seeds: number;
  /** Every second click goes where the answer is wrong. */
  readonly mistakes: boolean;
  readonly boldness: number;
  /** After each refit, tune all of the network for so many steps. 0: not at all. */
  readonly finetune: number;
  /** Folder for the model of the last round. */
  readonly out?: string;
}

/** How much a few clicks a class are worth: simulated ones, scored where nobody clicked. */
export async function teach(
  paths: readonly string[],
  options: TeachOptions,
  context: CommandContext,
): Promise<CommandResult> {
  const scenes = await scenesOf(paths, context.stage);
  if (options.frame >= scenes.count) {
    const last = scenes.count - 1;
    throw new UsageError('USAGE', `no frame ${options.frame}: the last one is ${last}`, { option: '--frame', last });
  }
  const first = await scenes.load(options.frame);
  const name = modelNameFor(first, options.model);
  const model = await openModel(name, context.modelsFolder);
  const backend = await openBackend(options.backend);
  try {
    const work = { ops: backend.ops, model, stage: context.stage };
    const taught = await readPupil(first, scenes.name(options.frame), work);
    const others: Pupil[] = [];
    for (let index = 0; index < scenes.count; index++) {
      if (index !== options.frame) others.push(await readPupil(await scenes.load(index), scenes.name(index), work));
    }
    const tuning = options.finetune > 0 ? await tuningWork(name, backend.ops, model, options, context) : undefined;
    const rounds: Round[] = [];
    for (const perClass of options.clicks) {
      for (let seed = 1; seed <= options.seeds; seed++) {
        const round = await teachRound(backend.ops, taught, others, { ...options, perClass, seed }, tuning);
        rounds.push(round);
        context.emit({ round: withoutHead(round) }, `${formatTable([lineOf([round])])}`);
      }
    }
    const last = rounds.at(-1);
    if (options.out && last) {
      const weights = await openWeights(name, context.modelsFolder);
      const title = `${model.manifest.title}, taught on ${taught.name}`;
      const files = taughtModel({ manifest: model.manifest, weights }, last.head, { title, addedClasses: [] });
      await fs.mkdir(options.out, { recursive: true });
      await fs.writeFile(path.join(options.out, 'weights.safetensors'), files.weights);
      await fs.writeFile(path.join(options.out, 'model.json'), `${JSON.stringify(files.manifest, null, 2)}\n`);
    }
    const means = options.clicks.map((perClass) => rounds.filter((round) => round.perClass === perClass));
    const report = {
      scene: taught.name,
      points: taught.scene.cloud.count,
      voxels: taught.described.rows,
      model: model.manifest.name,
      boldness: options.boldness,
      mistakes: options.mistakes,
      seeds: options.seeds,
      finetune: options.finetune,
      elsewhere: others.length > 0 ? `${others.length} other frames` : 'the half of the scene without clicks',
      rounds: rounds.map(withoutHead),
    };
    return { report, text: formatReport(report, means, options.out) };
  } finally {
    backend.close();
  }
}

/** What fine-tuning needs of the command. @throws UsageError on TensorFlow.js, which has no gradients of our kernels */
async function tuningWork(
  name: string,
  ops: Ops,
  { manifest }: Model,
  { finetune: steps }: TeachOptions,
  context: CommandContext,
): Promise<TuningWork> {
  if (!isTrainingOps(ops)) {
    throw new UsageError('USAGE', 'fine-tuning runs on webgpu and wasm, not on tfjs', { option: '--backend' });
  }
  const { signal, onProgress } = context.stage;
  const weights = await openWeights(name, context.modelsFolder);
  const onStep = (done: number) => onProgress({ stage: 'fine-tuning', done, total: steps });
  return { ops, manifest, weights, steps, signal, onStep };
}

function isTrainingOps(ops: Ops): ops is TrainingOps {
  return ops.name !== 'tfjs';
}

function withoutHead({ head: _, ...round }: Round): Omit<Round, 'head'> {
  return round;
}

function mean(rounds: readonly Round[], of: (round: Round) => number): number {
  return rounds.reduce((sum, round) => sum + of(round), 0) / rounds.length;
}

const percent = (value: number): string => (100 * value).toFixed(1);

function lineOf(rounds: readonly Round[]): readonly (string | number)[] {
  return [
    rounds[0]!.perClass,
    mean(rounds, ({ clicks }) => clicks).toFixed(0),
    percent(mean(rounds, ({ here }) => here.before)),
    percent(mean(rounds, ({ here }) => here.after)),
    percent(mean(rounds, ({ elsewhere }) => elsewhere.before)),
    percent(mean(rounds, ({ elsewhere }) => elsewhere.after)),
    mean(rounds, ({ fitMs }) => fitMs).toFixed(1),
    mean(rounds, ({ relabelMs }) => relabelMs).toFixed(1),
    mean(rounds, ({ cpuMs }) => cpuMs).toFixed(1),
    mean(rounds, ({ steps }) => steps).toFixed(0),
    ...tunedCells(rounds),
  ];
}

function tunedCells(rounds: readonly Round[]): string[] {
  if (!rounds[0]!.tuning) return [];
  const seconds = (of: (round: Round) => number | undefined) =>
    (mean(rounds, (round) => of(round) ?? Number.NaN) / 1000).toFixed(2);
  const held = (of: keyof Tuned['heldOut']) => percent(mean(rounds, ({ tuning }) => tuning?.heldOut[of] ?? Number.NaN));
  return [
    percent(mean(rounds, ({ here }) => here.tuned ?? Number.NaN)),
    percent(mean(rounds, ({ elsewhere }) => elsewhere.tuned ?? Number.NaN)),
    `${held('before')} ${held('refit')} ${held('tuned')}`,
    seconds(({ tuning }) => tuning?.msPerStep),
    seconds(({ tuning }) => tuning?.cpuMsPerStep),
  ];
}

function formatReport(
  report: { scene: string; points: number; voxels: number; model: string; seeds: number; elsewhere: string },
  means: readonly (readonly Round[])[],
  out: string | undefined,
): string {
  const head = [
    'clicks a class',
    'clicks',
    'mIoU',
    'taught',
    'elsewhere',
    'taught',
    'fit ms',
    'relabel ms',
    'CPU ms',
    'steps',
    ...(means[0]?.[0]?.tuning ? ['fine-tuned', 'elsewhere', 'held-out clicks', 's a step', 'CPU s'] : []),
  ];
  return [
    `${report.scene}: ${report.points} points, ${report.voxels} voxels, model ${report.model}, mean of ${report.seeds} seeds\n`,
    formatTable([head, ...means.map(lineOf)]),
    `mIoU in percent; around the clicks nothing is scored. Elsewhere: ${report.elsewhere}.\n`,
    out ? `the model of the last round is in ${out}\n` : '',
  ].join('');
}
