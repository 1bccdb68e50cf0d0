import { proxy, type Remote, releaseProxy, wrap } from 'comlink';
import { KernelError, LimitError, type Progress, type StageOptions } from '../core/index.ts';
import { abortPromise } from './abort-promise.ts';
import { type Reply, unpack, type WorkerApi } from './protocol.ts';

/** The part of `Worker` that the host uses; tests hand in a fake over a `MessageChannel`. */
export type WorkerLike = Pick<Worker, 'postMessage' | 'addEventListener' | 'removeEventListener' | 'terminate'>;

export interface HostOptions {
  /** How long a cancelled call may take to stop by itself before its worker is replaced. */
  readonly graceMs?: number;
  /** How long a call may stay silent (no progress, no answer) before its worker is taken for hung. */
  readonly silenceMs?: number;
}

/** What every hosted worker understands. */
interface Cancellable {
  cancel(call: number): void;
}

interface Hosted<Api> {
  readonly worker: WorkerLike;
  readonly api: Remote<Api>;
  /** Rejects when the worker dies. */
  readonly death: Promise<never>;
}

export type HostedCall<T, Api = WorkerApi> = (
  api: Remote<Api>,
  call: number,
  onProgress: (progress: Progress) => void,
) => Promise<Reply<T>>;

/**
 * Keeps one worker alive. A call that hangs, a worker that crashes, and a cancelled call that does not stop all end the same way: the
 * worker is terminated and the next call gets a fresh one. `generation` tells what a fresh worker no longer knows.
 */
export class WorkerHost<Api extends Cancellable = WorkerApi> {
  generation = 0;
  private readonly spawn: () => WorkerLike;
  private readonly graceMs: number;
  private readonly silenceMs: number;
  private hosted: Hosted<Api> | undefined;
  private calls = 0;
  /** Resolves when no call runs any more, cancelled ones that are still stopping included. */
  private idle: Promise<void> = Promise.resolve();

  constructor(spawn: () => WorkerLike, options: HostOptions = {}) {
    this.spawn = spawn;
    this.graceMs = options.graceMs ?? 800;
    this.silenceMs = options.silenceMs ?? 120_000;
  }

  /**
   * One call at a time: a later one waits until the earlier has ended, or has been stopped.
   * @throws what the call threw in the worker, in its own class; CancelledError at once when the signal fires.
   */
  async run<T>(
    what: string,
    call: HostedCall<T, Api>,
    options: StageOptions & Pick<HostOptions, 'silenceMs'> = {},
  ): Promise<T> {
    const cancelled = abortPromise(options.signal, what);
    const before = this.idle;
    let hasEnded: () => void = () => undefined;
    const own = new Promise<void>((resolve) => {
      hasEnded = resolve;
    });
    this.idle = before.then(() => own);
    let stopping: Promise<void> | undefined;
    try {
      await Promise.race([before, cancelled.promise]);
      return await this.call(what, call, options, cancelled.promise, (promise) => {
        stopping = promise;
      });
    } finally {
      cancelled.dispose();
      if (stopping) void stopping.then(hasEnded, hasEnded);
      else hasEnded();
    }
  }

  private async call<T>(
    what: string,
    call: HostedCall<T, Api>,
    options: StageOptions & Pick<HostOptions, 'silenceMs'>,
    cancelled: Promise<never>,
    onStopping: (stopping: Promise<void>) => void,
  ): Promise<T> {
    const { signal } = options;
    const hosted = this.ensure();
    const id = ++this.calls;
    const silenceMs = options.silenceMs ?? this.silenceMs;
    const silence = watchdog(silenceMs);
    const onProgress = proxy((progress: Progress) => {
      silence.reset();
      if (!signal?.aborted) options.onProgress?.(progress);
    });
    const answer = call(hosted.api, id, onProgress);
    try {
      return unpack(await Promise.race([answer, hosted.death, silence.expired, cancelled]));
    } catch (error) {
      if (signal?.aborted) onStopping(this.stop(hosted, id, answer));
      else if (silence.hasExpired()) {
        this.replace(hosted);
        const message = `${what} gave no sign for ${silenceMs / 1000} s and was stopped`;
        throw new KernelError('KERNEL_RUN', message, { step: what });
      }
      throw error;
    } finally {
      silence.stop();
    }
  }

  dispose(): void {
    if (this.hosted) this.replace(this.hosted);
  }

  private ensure(): Hosted<Api> {
    if (this.hosted) return this.hosted;
    const worker = this.spawn();
    this.generation++;
    const death = new Promise<never>((_, reject) => {
      worker.addEventListener('error', (event) => {
        const message = 'message' in event && typeof event.message === 'string' ? event.message : '';
        this.replace(hosted);
        reject(
          new LimitError('LIMIT_MEMORY', `the background worker stopped${message === '' ? '' : `: ${message}`}`, {
            limit: 'memory of the background worker',
          }),
        );
      });
    });
    // Nobody may be waiting at the moment of death; that is no unhandled rejection.
    death.catch(() => undefined);
    const hosted: Hosted<Api> = { worker, api: wrap<Api>(worker as Worker), death };
    this.hosted = hosted;
    return hosted;
  }

  private async stop(hosted: Hosted<Api>, call: number, answer: Promise<unknown>): Promise<void> {
    void basicsOf(hosted.api).cancel(call);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), this.graceMs);
    });
    const first = await Promise.race([answer.catch(() => undefined), hosted.death.catch(() => undefined), late]);
    clearTimeout(timer);
    if (first === 'late') this.replace(hosted);
  }

  private replace(hosted: Hosted<Api>): void {
    if (this.hosted !== hosted) return;
    this.hosted = undefined;
    basicsOf(hosted.api)[releaseProxy]();
    hosted.worker.terminate();
  }
}

/** The part of a remote API that all have: of a type parameter the compiler cannot tell. */
function basicsOf<Api extends Cancellable>(api: Remote<Api>): Remote<Cancellable> {
  return api as unknown as Remote<Cancellable>;
}

function watchdog(ms: number): {
  expired: Promise<never>;
  hasExpired: () => boolean;
  reset: () => void;
  stop: () => void;
} {
  let expired = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let bark: () => void = () => undefined;
  const promise = new Promise<never>((_, reject) => {
    bark = () => {
      expired = true;
      reject(new KernelError('KERNEL_RUN', 'no answer', {}));
    };
  });
  const reset = (): void => {
    clearTimeout(timer);
    timer = setTimeout(bark, ms);
  };
  reset();
  return { expired: promise, hasExpired: () => expired, reset, stop: () => clearTimeout(timer) };
}
