import { expose } from 'comlink';
import { createWasmOps } from '../ops/index.ts';
import { CallAnswerer } from './answer-calls.ts';
import { TeachDesk } from './teach-desk.ts';
import type { TeachApi } from './teach-protocol.ts';

const calls = new CallAnswerer();
let opened: Promise<TeachDesk> | undefined;

function desk(): Promise<TeachDesk> {
  // One thread: the sums are small, and others wait for the cores.
  opened ??= createWasmOps().then((ops) => new TeachDesk(ops));
  return opened;
}

const api: TeachApi = {
  prepare: (call, setup) =>
    calls.answer(call, undefined, async () => {
      await (await desk()).prepare(setup);
      return null;
    }),
  teach: (call, request) => calls.answer(call, undefined, async () => (await desk()).teach(request)),
  said: (call) => calls.answer(call, undefined, async () => (await desk()).said()),
  regions: (call, rows) => calls.answer(call, undefined, async () => (await desk()).regions(rows)),
  similar: (call, row) => calls.answer(call, undefined, async () => (await desk()).similar(row)),
  principalColors: (call) => calls.answer(call, undefined, async () => (await desk()).principalColors()),
  voxelsOf: (call, row) => calls.answer(call, undefined, async () => (await desk()).voxelsOf(row)),
  cancel: (call) => calls.cancel(call),
};

expose(api);
