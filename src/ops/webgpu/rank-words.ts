import type { GpuMemory } from './gpu-memory.ts';
import { KERNELS } from './kernels.ts';

/** Words that one workgroup of the scan covers: 256 threads of 4. */
const SCAN_BLOCK = 1024;

/** Reduce-then-scan: writes beside each word the number of bits set before it, and the total into `counts[slot]`. */
export function rankWords(memory: GpuMemory, words: GPUBuffer, length: number, counts: GPUBuffer, slot: number): void {
  const { recorder } = memory;
  const blocks = Math.ceil(length / SCAN_BLOCK);
  const sums = memory.scratch(blocks * 4, 'block sums');
  const threads = blocks * KERNELS.scanReduce.workgroupSize;
  recorder.dispatch(KERNELS.scanReduce, [words, sums], [length], threads);
  recorder.dispatch(KERNELS.scanSums, [sums, counts], [blocks, slot], KERNELS.scanSums.workgroupSize);
  recorder.dispatch(KERNELS.scanRanks, [sums, words], [length], threads);
  memory.release(sums);
}
