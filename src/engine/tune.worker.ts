import { expose } from 'comlink';
import { requestDevice } from '../gpu/index.ts';
import { createWasmOps, createWebGpuOps } from '../ops/index.ts';
import type { TrainingOps } from '../training/index.ts';
import { CallAnswerer } from './answer-calls.ts';
import { TuneDesk } from './tune-desk.ts';
import type { TuneApi } from './tune-protocol.ts';

const calls = new CallAnswerer();
const desk = new TuneDesk(openOps);

/** A device of the worker's own where there is a real one: the page's draws meanwhile. Else one thread, and the others stay free. */
async function openOps(mayUseGpu: boolean): Promise<TrainingOps> {
  if (mayUseGpu) {
    const ops = await openGpu().catch(() => undefined);
    if (ops) return ops;
  }
  return createWasmOps();
}

async function openGpu(): Promise<TrainingOps | undefined> {
  const context = await requestDevice(navigator.gpu);
  if (!context.isSoftware) return createWebGpuOps(context);
  context.device.destroy();
  return undefined;
}

const api: TuneApi = {
  prepare: (call, setup, onProgress) => calls.answer(call, onProgress, () => desk.prepare(setup)),
  run: (call, onStep, onProgress) => calls.answer(call, onProgress, (options) => desk.run(onStep, options)),
  result: (call) => calls.answer(call, undefined, () => desk.result()),
  cancel: (call) => calls.cancel(call),
};

expose(api);
