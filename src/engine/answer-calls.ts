import { transfer } from 'comlink';
import { Diagnostics, type Progress, type StageOptions } from '../core/index.ts';
import { type CallControl, type Reply, reply } from './protocol.ts';
import { transferables } from './transferables.ts';

/** The worker's end of cancellable calls: what runs, by the number that the page gave it. */
export class CallAnswerer {
  private readonly running = new Map<number, AbortController>();

  /** Runs one call. Results hand their arrays over instead of copying them. */
  async answer<T>(
    call: number,
    onProgress: CallControl['onProgress'] | undefined,
    work: (options: StageOptions) => Promise<T>,
  ): Promise<Reply<T>> {
    const controller = new AbortController();
    this.running.set(call, controller);
    const report = onProgress && throttle(onProgress);
    const packed = await reply(() =>
      work({ signal: controller.signal, diagnostics: new Diagnostics(), ...(report && { onProgress: report }) }),
    );
    this.running.delete(call);
    return transfer(packed, transferables(packed));
  }

  cancel(call: number): void {
    this.running.get(call)?.abort();
  }
}

/** At most one message each 50 ms and stage: progress must not cost more than the work. */
function throttle(onProgress: CallControl['onProgress']): (progress: Progress) => void {
  let stage = '';
  let lastMs = 0;
  return (progress) => {
    const nowMs = performance.now();
    if (progress.stage === stage && nowMs - lastMs < 50 && progress.done < progress.total) return;
    stage = progress.stage;
    lastMs = nowMs;
    onProgress(progress);
  };
}
