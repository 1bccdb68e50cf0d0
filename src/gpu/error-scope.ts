import { KernelError, LimitError, type WorkbenchError } from '../core/index.ts';
import type { GpuContext } from './device.ts';

const FILTERS: readonly GPUErrorFilter[] = ['validation', 'out-of-memory', 'internal'];

/** What a scoped step made, and the wait that tells whether the device accepted it. */
export interface Scoped<T> {
  readonly value: T;
  /** Resolves when the device accepted the step; rejects with a KernelError, or a LimitError when memory ran out. */
  readonly accepted: Promise<void>;
}

/** Bytes that are wanted together, and those of them that the device has already given. */
export interface MemoryNeed {
  readonly needed: number;
  readonly available: number;
}

/**
 * Runs one synchronous step inside error scopes of every kind. WebGPU reports errors later and without a stack: the scope is what ties
 * a message to the step that caused it.
 */
export function scoped<T>(
  context: GpuContext,
  kernel: string,
  step: string,
  run: () => T,
  memory?: MemoryNeed,
): Scoped<T> {
  const { device, loss } = context;
  loss.throwIfLost();
  for (const filter of FILTERS) device.pushErrorScope(filter);
  let value: T;
  let popped: Promise<GPUError | null>[];
  try {
    value = run();
  } finally {
    popped = FILTERS.map(() => device.popErrorScope());
  }
  const accepted = loss.guard(Promise.all(popped)).then((errors) => {
    const error = errors.find((entry) => entry !== null);
    if (error) throw toWorkbenchError(error, kernel, step, memory);
  });
  // Who gave up on an earlier step, as when the device goes away, no longer waits for this one: that is no fault of its own.
  accepted.catch(() => undefined);
  return { value, accepted };
}

function toWorkbenchError(error: GPUError, kernel: string, step: string, memory?: MemoryNeed): WorkbenchError {
  // By name as well: a device from another realm (a worker's, Node's) has its own error classes.
  if (error.constructor.name === 'GPUOutOfMemoryError') {
    return new LimitError('LIMIT_MEMORY', `The graphics device has no memory left (${kernel}: ${step}).`, {
      limit: 'GPU memory',
      ...memory,
      kernel,
      step,
    });
  }
  return new KernelError('KERNEL_RUN', `${kernel}: ${step} failed: ${error.message}`, { kernel, step });
}
