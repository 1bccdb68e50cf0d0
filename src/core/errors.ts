/**
 * Typed errors. Every failure that a person can meet is one of these; `code` is a literal union, so that the page can map each
 * code to a sentence and a next step, and the worker protocol can revive the class on the other side.
 */
export type ErrorCode =
  | 'FORMAT_UNKNOWN' // no decoder recognised the bytes
  | 'FORMAT_MAGIC' // right kind of file by name, wrong first bytes
  | 'FORMAT_TRUNCATED' // fewer bytes than the header promises
  | 'FORMAT_FIELD' // a header field is missing, malformed or impossible
  | 'FORMAT_CHECKSUM' // stored and computed checksums differ
  | 'FORMAT_EMPTY' // zero bytes, or no points at all
  | 'FORMAT_MISMATCH' // files of one scene contradict each other
  | 'SOURCE_UNREADABLE' // the browser, disk or server would not give the bytes
  | 'SOURCE_NOTHING_KNOWN' // a folder or drop without any file that we read
  | 'LIMIT_POINTS'
  | 'LIMIT_EXTENT' // the cloud is too large for the chosen voxel size
  | 'LIMIT_MEMORY'
  | 'LIMIT_DEVICE' // the GPU adapter offers less than we need
  | 'KERNEL_COMPILE'
  | 'KERNEL_RUN'
  | 'KERNEL_NO_ADAPTER'
  | 'KERNEL_DEVICE_LOST'
  | 'WEIGHTS_FORMAT'
  | 'WEIGHTS_SHAPE'
  | 'MODEL_UNKNOWN'
  | 'TRAINING_DIVERGED'
  | 'USAGE'
  | 'CANCELLED';

export type ErrorContext = Readonly<
  Record<string, string | number | boolean | readonly (string | number)[] | undefined>
>;

export class WorkbenchError extends Error {
  readonly code: ErrorCode;
  readonly context: ErrorContext;

  constructor(code: ErrorCode, message: string, context: ErrorContext = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.code = code;
    this.context = context;
  }
}

/** Bytes that do not mean what they should. Context: `file`, `format`, and `byteOffset` or `field` where known. */
export class FormatError extends WorkbenchError {}
/** Bytes that could not be had. Context: `file` or `url`, `status`. */
export class SourceError extends WorkbenchError {}
/** Something larger than we, or this machine, can hold. Context: `limit`, `needed`, `available`. */
export class LimitError extends WorkbenchError {}
/** A compute kernel did not compile or run. Context: `kernel`, `step`, `line`. */
export class KernelError extends WorkbenchError {}
/** Weights that do not fit their network. Context: `tensor`, `expected`, `found`. */
export class WeightsError extends WorkbenchError {}
/** Wrong arguments on the command line or a wrong config. Context: `option`. */
export class UsageError extends WorkbenchError {}
/** Training met a number that is not finite. Context: `step`, `loss`. */
export class TrainingError extends WorkbenchError {}
/** The person (or the program) said stop. Never shown as a fault. */
export class CancelledError extends WorkbenchError {
  constructor(what = 'work') {
    super('CANCELLED', `${what} was cancelled`, { what });
  }
}

const CLASSES = { FormatError, SourceError, LimitError, KernelError, WeightsError, UsageError, TrainingError } as const;

/** A `WorkbenchError` as plain data: what crosses a worker boundary and what the command line prints. */
export interface ErrorRecord {
  readonly name: string;
  readonly code: ErrorCode | 'INTERNAL';
  readonly message: string;
  readonly context: ErrorContext;
}

export function toErrorRecord(error: unknown): ErrorRecord {
  if (error instanceof WorkbenchError) {
    return { name: error.name, code: error.code, message: error.message, context: error.context };
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { name: 'Error', code: 'INTERNAL', message, context: {} };
}

/** Rebuilds the class from its record. An `INTERNAL` record becomes a plain `Error`. */
export function fromErrorRecord(record: ErrorRecord): Error {
  if (record.code === 'INTERNAL') return new Error(record.message);
  if (record.code === 'CANCELLED') return new CancelledError(String(record.context['what'] ?? 'work'));
  const Class = CLASSES[record.name as keyof typeof CLASSES] ?? WorkbenchError;
  return new Class(record.code, record.message, record.context);
}

/** Throws `CancelledError` when the signal has fired. Call it between chunks of long work. */
export function throwIfCancelled(signal: AbortSignal | undefined, what = 'work'): void {
  if (signal?.aborted) throw new CancelledError(what);
}
