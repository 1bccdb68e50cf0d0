import { CommanderError } from 'commander';
import { CancelledError, toErrorRecord, WorkbenchError } from '../core/index.ts';
import { asUsageError, createProgram, type Execute } from './program.ts';
import { ProgressReporter, type Terminal } from './terminal.ts';

export type { Terminal } from './terminal.ts';

/** Done · a fault of ours · bad input or usage · cancelled. */
export const EXIT = { done: 0, fault: 1, usage: 2, cancelled: 3 } as const;

export interface MainOptions {
  /** Arguments after the program's name. */
  readonly args: readonly string[];
  readonly terminal: Terminal;
  /** Folder of the models that ship with the program. */
  readonly modelsFolder: string;
}

/**
 * The whole command line. Results go to `out`, everything else to `err`; with `--json`, `out` carries one JSON object (training: one a
 * line), also for errors.
 * @returns the exit code.
 */
export async function main({ args, terminal, modelsFolder }: MainOptions): Promise<number> {
  const progress = new ProgressReporter(terminal);
  const execute: Execute = async (json = false, command) => {
    const show = (report: Readonly<Record<string, unknown>>, text: string): void => {
      progress.finish();
      terminal.out(json ? `${JSON.stringify(report)}\n` : text);
    };
    const stage = { signal: terminal.signal, onProgress: progress.report };
    const { report, text } = await command({ modelsFolder, stage, emit: show });
    show(report, text);
  };
  try {
    await createProgram(execute, terminal).parseAsync(args, { from: 'user' });
    return EXIT.done;
  } catch (error) {
    progress.finish();
    // Help and version end in an exception that is not a failure.
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done;
    return fail(error instanceof CommanderError ? asUsageError(error) : error, args.includes('--json'), terminal);
  }
}

function fail(error: unknown, json: boolean, terminal: Terminal): number {
  // Whatever breaks after the person said stop is the stop.
  const shown = terminal.signal.aborted && !(error instanceof CancelledError) ? new CancelledError('command') : error;
  const { code, message, context } = toErrorRecord(shown);
  if (json) terminal.out(`${JSON.stringify({ error: { code, message, context } })}\n`);
  else
    terminal.err(
      `${code === 'CANCELLED' ? '' : 'error: '}${message}\n${code === 'USAGE' ? "see 'voxelens --help'\n" : ''}`,
    );
  return exitCode(shown);
}

function exitCode(error: unknown): number {
  if (error instanceof CancelledError) return EXIT.cancelled;
  if (!(error instanceof WorkbenchError)) return EXIT.fault;
  // What the machine or our kernels could not do is no mistake in the input.
  return error.code.startsWith('KERNEL_') || error.code === 'TRAINING_DIVERGED' ? EXIT.fault : EXIT.usage;
}
