import type { DeviceCount, Extent } from '../../gpu/index.ts';
import type { GpuMemory } from './gpu-memory.ts';
import { KERNELS } from './kernels.ts';

/** Words that one workgroup of the scan covers: 256 threads of 4. */
const SCAN_BLOCK = 1024;

export interface RankJob {
  /** vec2u [length]: (bits, rank). */
  readonly words: GPUBuffer;
  readonly length: number;
  /** Where the number of bits goes. */
  readonly total: DeviceCount;
  /** Words in use, a multiple of a count on the device, up to a whole block of the scan: `wholeBlocks`. Default: all of `length`. */
  readonly used?: { readonly count: DeviceCount; readonly each: number };
}

/**
 * The extent of a `fill` of (bits, rank) words that will be ranked, `each` of them a counted thing: whole blocks of the scan, which reads
 * to their ends.
 */
export function wholeBlocks(count: DeviceCount, most: number, each: number): Extent {
  const columns = (SCAN_BLOCK * 2) / KERNELS.fill.workgroupSize;
  return { count, most, perWorkgroup: SCAN_BLOCK / each, columns };
}

/** Reduce-then-scan: writes beside each word the number of bits set before it, and the total where the job wants it. */
export function rankWords(memory: GpuMemory, jobs: readonly RankJob[]): void {
  const { recorder } = memory;
  const blocksOf = ({ length }: RankJob) => Math.ceil(length / SCAN_BLOCK);
  const sums = memory.allOrNothing(() =>
    jobs.map((job) =>
      // Blocks beyond those in use are never reduced: they have to count as nothing.
      job.used ? memory.zeros(blocksOf(job) * 4, 'block sums') : memory.scratch(blocksOf(job) * 4, 'block sums'),
    ),
  );
  const extentOf = (job: RankJob): Extent => {
    const threads = KERNELS.scanReduce.workgroupSize;
    if (!job.used) return blocksOf(job) * threads;
    const { count, each } = job.used;
    return { count, most: Math.ceil(job.length / each), perWorkgroup: SCAN_BLOCK / each, columns: 1 };
  };
  try {
    jobs.forEach((job, i) => {
      recorder.dispatch(KERNELS.scanReduce, [job.words, sums[i]!], [job.length], extentOf(job));
    });
    jobs.forEach((job, i) => {
      const { buffer, index } = job.total;
      const params = [blocksOf(job), index];
      recorder.dispatch(KERNELS.scanSums, [sums[i]!, buffer], params, KERNELS.scanSums.workgroupSize);
    });
    jobs.forEach((job, i) => {
      recorder.dispatch(KERNELS.scanRanks, [sums[i]!, job.words], [job.length], extentOf(job));
    });
  } finally {
    for (const buffer of sums) memory.release(buffer);
  }
}
