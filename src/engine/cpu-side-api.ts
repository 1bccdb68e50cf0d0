import type { PointCloud } from '../core/index.ts';
import { SAME_THREAD } from '../pipeline/index.ts';
import { CallAnswerer } from './answer-calls.ts';
import type { CpuSideApi } from './cpu-side-protocol.ts';

/** The worker's end: keeps the lent cloud and computes on its own thread. */
export function cpuSideApi(): CpuSideApi {
  const calls = new CallAnswerer();
  let lent: { readonly number: number; readonly cloud: PointCloud } | undefined;

  function cloudOf(number: number): PointCloud {
    if (lent?.number !== number) throw new RangeError(`no cloud was lent under ${number}`);
    return lent.cloud;
  }

  return {
    lend: (number, cloud) => {
      lent = { number, cloud };
    },
    giveBack: () => {
      lent = undefined;
    },
    locate: (call, cloud, cells) =>
      calls.answer(call, undefined, (options) => SAME_THREAD.locate(cloudOf(cloud), cells, options)),
    features: (call, cloud, features, rows) =>
      calls.answer(call, undefined, (options) => SAME_THREAD.features(cloudOf(cloud), features, rows, options)),
    merge: (call, merged, look, angle, model) =>
      calls.answer(call, undefined, (options) => SAME_THREAD.merge(merged, look, angle, model, options)),
    interpret: (call, cloud, model, outputs, onProgress) =>
      calls.answer(call, onProgress, (options) => SAME_THREAD.interpret(cloudOf(cloud), model, outputs, options)),
    cancel: (call) => calls.cancel(call),
  };
}
