import type { SpawnThread } from './kernel-thread.ts';

/** What is used of `Worker` of `node:worker_threads`: this room also runs in browsers, so whoever is in Node hands the class in. */
export type NodeWorkerClass = new (
  source: string,
  options: { eval: boolean; execArgv: string[]; workerData: unknown },
) => {
  on(event: string, listener: (value: unknown) => void): unknown;
  unref(): void;
  terminate(): unknown;
};

/** The same few lines as `kernel-thread.worker.ts`, for Node. */
const SOURCE = `
const { parentPort, workerData } = require('node:worker_threads');
const { module, memory, control, scratch } = workerData;
WebAssembly.instantiate(module, { env: { memory, abort() {} } }).then(({ exports }) => {
  parentPort.postMessage('ready');
  exports.serve(control, scratch);
});`;

/** Threads of Node. They keep no process alive once they serve. */
export function nodeThreads(Worker: NodeWorkerClass): SpawnThread {
  return (setup) => {
    const worker = new Worker(SOURCE, { eval: true, execArgv: [], workerData: setup });
    const ready = new Promise<void>((resolve, reject) => {
      worker.on('message', () => resolve());
      worker.on('error', reject);
      worker.on('exit', () => reject(new Error('ended')));
    });
    const serving = ready.then(() => worker.unref());
    return { ready: serving, terminate: () => void worker.terminate() };
  };
}
