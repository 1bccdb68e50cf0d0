import type { Progress } from '../core/index.ts';

/** What every command gets besides its own arguments. */
export interface CommandContext {
  /** Folder of the models that ship with the program. */
  readonly modelsFolder: string;
  /** Cancellation and progress, handed on to the stages. */
  readonly stage: { readonly signal: AbortSignal; readonly onProgress: (progress: Progress) => void };
  /** Tells a line of an unfinished result (a training step). */
  readonly emit: (line: Record<string, unknown>, text: string) => void;
}

/** A finished command: the same facts for a program and for a person. */
export interface CommandResult {
  readonly report: Readonly<Record<string, unknown>>;
  readonly text: string;
}
