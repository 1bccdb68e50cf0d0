import path from 'node:path';
import { SourceError, UsageError } from '../../core/index.ts';
import type { WebGpuOps } from '../../ops/index.ts';
import { readCheckpoint, train as runTraining, type StepReport, type TrainerState } from '../../training/index.ts';
import { openDevice, openWebGpu } from '../backend.ts';
import type { CommandContext, CommandResult } from '../command.ts';
import { runFolder } from '../run-folder.ts';
import { readTrainingConfig } from '../training-config.ts';
import { TrainingLog } from '../training-log.ts';
import { reportTraining } from '../training-report.ts';

export interface TrainCommandOptions {
  /** Folder of the run: checkpoint, log and report, then `model.json` and `weights.safetensors`. */
  readonly out?: string;
  readonly resume: boolean;
  /** Folder of a run whose averaged weights a new run begins from. */
  readonly from?: string;
  /** Folder of a run whose report is made again from its log; nothing is trained. */
  readonly report?: string;
  /** Default: `webgpu` on a real GPU, else `wasm`. */
  readonly backend?: TrainingBackend;
}

export type TrainingBackend = (typeof TRAINING_BACKENDS)[number];
export const TRAINING_BACKENDS = ['webgpu', 'wasm'] as const;

const CHECKPOINT = 'checkpoint.safetensors';
/** Share of the newest step in the rate that is shown. */
const RATE_SHARE = 0.1;

/** Trains to the config's end. The folder that it leaves is a model: `--model <folder>`. */
export async function train(
  configFile: string | undefined,
  options: TrainCommandOptions,
  context: CommandContext,
): Promise<CommandResult> {
  if (options.report !== undefined) return remakeReport(options.report);
  if (configFile === undefined) throw new UsageError('USAGE', 'say which config to train', { argument: 'config' });
  if (options.out === undefined)
    throw new UsageError('USAGE', 'say where the run goes: --out <folder>', { option: '--out' });
  const config = await readTrainingConfig(configFile);
  const folder = path.resolve(options.out);
  const store = runFolder(folder);
  if (!options.resume && (await store.read(CHECKPOINT))) {
    throw new UsageError('USAGE', `there is a run already, say --resume or choose another folder: ${options.out}`, {
      option: '--out',
    });
  }
  const from = options.from === undefined ? undefined : await readRun(options.from);
  const log = new TrainingLog(folder);
  if (!options.resume) await log.clear();
  let last: StepReport | undefined;
  let msPerStep: number | undefined;
  const report = async (): Promise<void> => {
    await log.flush();
    if (last) await writeReport(folder, config.model.name, config.steps);
  };
  const ops = await openGpu(options.backend);
  try {
    await runTraining(config, {
      store,
      resume: options.resume,
      ...(from && { from }),
      ...(ops && { ops }),
      signal: context.stage.signal,
      onStep: (step) => {
        last = step;
        log.append(step);
        msPerStep = msPerStep === undefined ? step.ms : msPerStep + RATE_SHARE * (step.ms - msPerStep);
        context.emit(lineOf(step), describeStep(step, config.steps, msPerStep));
      },
      onCheckpoint: report,
    });
  } finally {
    ops?.dispose();
    ops?.context.device.destroy();
  }
  await report();
  const result = { ...(last ? lineOf(last) : { step: config.steps }), model: folder };
  return { report: result, text: `trained ${config.steps} steps; the model is ${options.out}\n` };
}

async function readRun(folder: string): Promise<TrainerState> {
  const bytes = await runFolder(path.resolve(folder)).read(CHECKPOINT);
  if (bytes) return readCheckpoint(bytes);
  throw new UsageError('USAGE', `no ${CHECKPOINT} to begin from in ${folder}`, { option: '--from' });
}

async function remakeReport(folder: string): Promise<CommandResult> {
  const files = await writeReport(path.resolve(folder), path.basename(path.resolve(folder)));
  return { report: { files }, text: `${files.join('\n')}\n` };
}

/** @returns what was written. */
async function writeReport(folder: string, name: string, plannedSteps?: number): Promise<string[]> {
  const log = await new TrainingLog(folder).read();
  if (log.length === 0) throw new SourceError('SOURCE_UNREADABLE', `the log has no step: ${folder}`, { file: folder });
  const { markdown, charts } = reportTraining(log, name, plannedSteps);
  const store = runFolder(folder);
  const files = [...charts, ['report.md', markdown] as const];
  for (const [file, text] of files) await store.write(file, new TextEncoder().encode(text));
  return files.map(([file]) => path.join(folder, file));
}

/** The GPU's kernels where they are asked for or the GPU is a real one; undefined means the CPU's. @throws KernelError KERNEL_NO_ADAPTER */
async function openGpu(backend: TrainingBackend | undefined): Promise<WebGpuOps | undefined> {
  if (backend === 'wasm') return undefined;
  const context = await openDevice().catch((cause: unknown) => {
    if (backend === 'webgpu') throw cause;
    return undefined;
  });
  if (context && (backend === 'webgpu' || !context.isSoftware)) return openWebGpu(context);
  context?.device.destroy();
  return undefined;
}

function lineOf({ step, losses, accuracy, score, ...rest }: StepReport): Record<string, unknown> {
  return { step, losses, scores: { accuracy, ...(score && { heldOut: score }) }, ...rest };
}

/** @param msPerStep as of late. */
function describeStep({ step, losses, accuracy, score }: StepReport, steps: number, msPerStep: number): string {
  const parts = [
    `step ${step + 1}/${steps}`,
    `loss ${losses.total.toFixed(3)}`,
    `accuracy ${(100 * accuracy).toFixed(1)} %`,
    ...(score ? [`held out: mIoU ${score.miou.toFixed(3)}, accuracy ${(100 * score.accuracy).toFixed(1)} %`] : []),
    `${(1000 / msPerStep).toPrecision(3)} steps/s`,
    `${describeTime(((steps - step - 1) * msPerStep) / 1000)} left`,
  ];
  return `${parts.join('  ')}\n`;
}

function describeTime(seconds: number): string {
  if (seconds < 100) return `${seconds.toFixed(0)} s`;
  return seconds < 6000 ? `${(seconds / 60).toFixed(0)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
