import { CancelledError } from '../core/index.ts';

/** A promise that only ever rejects, when the signal fires, and how to stop listening. */
export function abortPromise(
  signal: AbortSignal | undefined,
  what: string,
): { promise: Promise<never>; dispose: () => void } {
  let listener: (() => void) | undefined;
  const promise = new Promise<never>((_, reject) => {
    listener = () => reject(new CancelledError(what));
    if (signal?.aborted) listener();
    else signal?.addEventListener('abort', listener);
  });
  return {
    promise,
    dispose: () => {
      if (listener) signal?.removeEventListener('abort', listener);
    },
  };
}

/**
 * What `work` gives, or a CancelledError at once when the signal fires: a device ends the step that it is in first, which takes seconds
 * for a large scene, and nobody who cancelled waits for that. What comes late is handed to `discard`.
 */
export async function unlessCancelled<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
  what: string,
  discard: (late: T) => void = () => undefined,
): Promise<T> {
  const cancelled = abortPromise(signal, what);
  try {
    return await Promise.race([work, cancelled.promise]);
  } catch (error) {
    // Where the work itself failed there is nothing to discard, and its failure is the one that is thrown.
    work.then(discard, () => undefined);
    throw error;
  } finally {
    cancelled.dispose();
  }
}
