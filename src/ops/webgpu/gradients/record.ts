import type { Kernel } from '../../../gpu/index.ts';
import { type Table, type Tensor, whole } from '../../ops.ts';
import type { GpuMemory } from '../gpu-memory.ts';
import { GpuTable, ownTable } from '../handles.ts';

/**
 * Records a kernel over whole tensors and tables: what it reads first, then what it overwrites, in the order of its bindings.
 * @param params u32 words; floats by `floatBits`.
 * @param work multiply-adds, where they are more than a few a thread.
 */
export function record(
  memory: GpuMemory,
  kernel: Kernel,
  inputs: readonly (Tensor | Table)[],
  outputs: readonly Tensor[],
  params: readonly number[],
  threads: number,
  work?: number,
): void {
  const buffers = [
    ...inputs.map((input) =>
      input instanceof GpuTable ? ownTable(memory, input).storage : memory.reading(whole(input as Tensor)),
    ),
    ...outputs.map((output) => memory.writing(whole(output))),
  ];
  memory.recorder.dispatch(kernel, buffers, params, threads, work === undefined ? {} : { work });
}
