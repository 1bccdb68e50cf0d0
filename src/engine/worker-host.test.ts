import { type Endpoint, expose } from 'comlink';
import { afterEach, describe, expect, it } from 'vitest';
import { CancelledError, FormatError, LimitError, type Progress } from '../core/index.ts';
import { type Reply, reply, type WorkerApi } from './protocol.ts';
import { remoteSources, serveSources } from './remote-sources.ts';
import { WorkerHost, type WorkerLike } from './worker-host.ts';

const never = new Promise<never>(() => undefined);
const spawned: FakeWorker[] = [];
afterEach(() => {
  for (const worker of spawned.splice(0)) worker.terminate();
});

/** A worker on the other end of a message channel: messages are really cloned, termination really silences it. */
class FakeWorker {
  readonly channel = new MessageChannel();
  isTerminated = false;
  private readonly listeners: ((event: ErrorEvent) => void)[] = [];

  constructor(api: Partial<WorkerApi>) {
    expose({ cancel: () => undefined, ...api }, this.channel.port2 as unknown as Endpoint);
    spawned.push(this);
  }
  postMessage(message: unknown, transfer: Transferable[]): void {
    this.channel.port1.postMessage(message, transfer);
  }
  addEventListener(type: string, listener: unknown): void {
    if (type === 'error') this.listeners.push(listener as (event: ErrorEvent) => void);
    else this.channel.port1.addEventListener(type, listener as EventListener);
    this.channel.port1.start();
  }
  removeEventListener(type: string, listener: unknown): void {
    this.channel.port1.removeEventListener(type, listener as EventListener);
  }
  terminate(): void {
    this.isTerminated = true;
    this.channel.port1.close();
  }
  crash(message: string): void {
    for (const listener of this.listeners) listener({ message } as ErrorEvent);
  }
}

function host(apis: Partial<WorkerApi>[], options = {}): { host: WorkerHost; workers: FakeWorker[] } {
  const workers: FakeWorker[] = [];
  const spawn = (): WorkerLike => {
    const worker = new FakeWorker(apis[Math.min(workers.length, apis.length - 1)] ?? {});
    workers.push(worker);
    return worker as unknown as WorkerLike;
  };
  return { host: new WorkerHost(spawn, options), workers };
}

const ok: WorkerApi['measure'] = async () => ({ ok: true, value: 42 });
const measure = (api: { measure: (call: number) => Promise<Reply<number>> }, call: number) => api.measure(call);

describe('WorkerHost', () => {
  it('answers, and keeps one worker for all calls', async () => {
    const { host: it, workers } = host([{ measure: ok }]);
    expect(await it.run('measuring', measure)).toBe(42);
    expect(await it.run('measuring', measure)).toBe(42);
    expect(workers).toHaveLength(1);
  });

  it('keeps class, code and context of an error across the boundary', async () => {
    const fault = new FormatError('FORMAT_TRUNCATED', 'cut', { file: 'a.npy', byteOffset: 80 });
    const { host: it } = host([{ measure: () => reply(() => Promise.reject(fault)) }]);
    const error = await it.run('measuring', measure).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(FormatError);
    expect(error).toMatchObject({ code: 'FORMAT_TRUNCATED', context: { file: 'a.npy', byteOffset: 80 } });
  });

  it('passes progress on', async () => {
    const seen: Progress[] = [];
    const { host: it } = host([
      {
        load: async (_call, _set, _frame, onProgress) => {
          await (onProgress({ stage: 'decode', done: 1, total: 2 }) as unknown as Promise<void>);
          return { ok: false, error: { name: 'FormatError', code: 'FORMAT_EMPTY', message: '', context: {} } };
        },
      },
    ]);
    await it
      .run('decoding', (api, call, onProgress) => api.load(call, 1, 0, onProgress), { onProgress: (p) => seen.push(p) })
      .catch(() => undefined);
    expect(seen).toEqual([{ stage: 'decode', done: 1, total: 2 }]);
  });

  it('cancels at once, keeps a worker that stops in time and replaces one that does not', async () => {
    let stop: () => void = () => undefined;
    const obedient: Partial<WorkerApi> = {
      measure: () => new Promise((resolve) => (stop = () => resolve({ ok: true, value: 0 }))),
      cancel: () => stop(),
    };
    for (const [api, replaced] of [
      [obedient, false],
      [{ measure: () => never }, true],
    ] as const) {
      const { host: it, workers } = host([api, { measure: ok }], { graceMs: 60 });
      const controller = new AbortController();
      const running = it.run('measuring', measure, { signal: controller.signal });
      setTimeout(() => controller.abort(), 20);
      const startMs = performance.now();
      await expect(running).rejects.toBeInstanceOf(CancelledError);
      expect(performance.now() - startMs).toBeLessThan(55);
      if (replaced) {
        expect(await it.run('measuring', measure)).toBe(42);
        expect(it.generation).toBe(2);
      } else {
        await new Promise((resolve) => setTimeout(resolve, 100));
        expect(it.generation).toBe(1);
      }
      expect(workers[0]?.isTerminated).toBe(replaced);
    }
  });

  it('answers a call that comes at the moment of a cancellation, on whichever worker is left', async () => {
    const { host: it } = host([{ measure: () => never }, { measure: ok }], { graceMs: 40 });
    const controller = new AbortController();
    const first = it.run('measuring', measure, { signal: controller.signal });
    await new Promise((resolve) => setTimeout(resolve, 10));
    controller.abort();
    const second = it.run('measuring', measure);
    await expect(first).rejects.toBeInstanceOf(CancelledError);
    expect(await second).toBe(42);
  });

  it('does not start what was cancelled while it waited', async () => {
    let release: (value: Reply<number>) => void = () => undefined;
    let started = 0;
    const { host: it } = host([
      {
        measure: () => {
          started++;
          return new Promise((resolve) => {
            release = resolve;
          });
        },
      },
    ]);
    const first = it.run('measuring', measure);
    const controller = new AbortController();
    const second = it.run('measuring', measure, { signal: controller.signal });
    await expect.poll(() => started).toBe(1);
    controller.abort();
    await expect(second).rejects.toBeInstanceOf(CancelledError);
    release({ ok: true, value: 7 });
    expect(await first).toBe(7);
    expect(started).toBe(1);
  });

  it('replaces a worker that gives no sign', async () => {
    const { host: it, workers } = host([{ measure: () => never }, { measure: ok }]);
    const silent = it.run('measuring', measure, { silenceMs: 40 });
    await expect(silent).rejects.toMatchObject({ code: 'KERNEL_RUN' });
    expect(workers[0]?.isTerminated).toBe(true);
    expect(await it.run('measuring', measure)).toBe(42);
  });

  it('replaces a worker that crashes', async () => {
    const { host: it, workers } = host([{ measure: () => never }, { measure: ok }]);
    const running = it.run('measuring', measure);
    setTimeout(() => workers[0]?.crash('out of memory'), 10);
    await expect(running).rejects.toBeInstanceOf(LimitError);
    expect(await it.run('measuring', measure)).toBe(42);
    expect(it.generation).toBe(2);
  });
});

describe('remote sources', () => {
  it('serve ranges, and errors in their own class', async () => {
    const bytes = new Uint8Array([1, 2, 3, 4, 5]);
    const { files, read } = serveSources([
      { name: 'a', path: 'f/a', size: 5, read: async (start, end) => bytes.slice(start, end) },
      { name: 'b', path: 'b', size: 1, read: async () => Promise.reject(new FormatError('FORMAT_EMPTY', 'none')) },
    ]);
    const [a, b] = remoteSources(files, read);
    expect(a).toMatchObject({ name: 'a', path: 'f/a', size: 5 });
    expect(await a?.read(1, 3)).toEqual(new Uint8Array([2, 3]));
    await expect(b?.read(0, 1)).rejects.toBeInstanceOf(FormatError);
  });
});
