import path from 'node:path';
import { UsageError } from '../../core/index.ts';
import type { WebGpuOps } from '../../ops/index.ts';
import { train as runTraining, type StepReport } from '../../training/index.ts';
import { openDevice, openWebGpu } from '../backend.ts';
import type { CommandContext, CommandResult } from '../command.ts';
import { runFolder } from '../run-folder.ts';
import { readTrainingConfig } from '../training-config.ts';

export interface TrainCommandOptions {
  /** Folder of the run: checkpoint, then `model.json` and `weights.safetensors`. */
  readonly out: string;
  readonly resume: boolean;
  /** Default: `webgpu` on a real GPU, else `wasm`. */
  readonly backend?: TrainingBackend;
}

export type TrainingBackend = (typeof TRAINING_BACKENDS)[number];
export const TRAINING_BACKENDS = ['webgpu', 'wasm'] as const;

const CHECKPOINT = 'checkpoint.safetensors';

/** Trains to the config's end. The folder that it leaves is a model: `--model <folder>`. */
export async function train(
  configFile: string,
  options: TrainCommandOptions,
  context: CommandContext,
): Promise<CommandResult> {
  const config = await readTrainingConfig(configFile);
  const folder = path.resolve(options.out);
  const store = runFolder(folder);
  if (!options.resume && (await store.read(CHECKPOINT))) {
    throw new UsageError('USAGE', `there is a run already, say --resume or choose another folder: ${options.out}`, {
      option: '--out',
    });
  }
  let last: StepReport | undefined;
  const ops = await openGpu(options.backend);
  try {
    await runTraining(config, {
      store,
      resume: options.resume,
      ...(ops && { ops }),
      signal: context.stage.signal,
      onStep: (report) => {
        last = report;
        context.emit(lineOf(report), describeStep(report, config.steps));
      },
    });
  } finally {
    ops?.dispose();
    ops?.context.device.destroy();
  }
  const report = { ...(last ? lineOf(last) : { step: config.steps }), model: folder };
  return { report, text: `trained ${config.steps} steps; the model is ${options.out}\n` };
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

function lineOf({ step, losses, accuracy, ...rest }: StepReport): Record<string, unknown> {
  return { step, losses, scores: { accuracy }, ...rest };
}

function describeStep({ step, losses, accuracy, ms }: StepReport, steps: number): string {
  return `step ${step + 1}/${steps}  loss ${losses.total.toFixed(3)}  accuracy ${(100 * accuracy).toFixed(1)} %  ${ms.toFixed(0)} ms\n`;
}
