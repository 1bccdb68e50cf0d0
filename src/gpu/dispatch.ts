import type { Extent } from './extent.ts';
import type { Kernel } from './kernel.ts';

/** What a dispatch is for: shown beside its time, and how submits are cut. */
export interface DispatchNote {
  /** A layer's name, say. */
  readonly label?: string;
  /** Floating-point operations that the result needs, and those that run. */
  readonly flops?: number;
  readonly executedFlops?: number;
  /** Bytes that have to cross the memory bus at least once. */
  readonly bytes?: number;
  /** Multiply-adds, as an estimate of how long it takes. Default: half of `executedFlops`, else a few a thread. */
  readonly work?: number;
}

/** A dispatch as recorded. */
export interface Command {
  readonly kernel: Kernel;
  readonly buffers: readonly GPUBuffer[];
  /** u32 words; floats by `floatBits`. */
  readonly params: readonly number[];
  readonly extent: Extent;
  readonly note: DispatchNote;
}

/** One dispatch, ready to be encoded into any pass. */
export interface Dispatch {
  readonly name: string;
  readonly note: DispatchNote;
  readonly work: number;
  encode(pass: GPUComputePassEncoder): void;
}

/**
 * Workgroups for `threads` one-dimensional threads, folded into x × y because a dimension holds at most `maxPerDimension` workgroups
 * (65 535 on most devices). The kernel undoes it with `linear_id` of `kernels/include/linear_id.wgsl` and guards the overhang.
 */
export function foldWorkgroups(
  threads: number,
  workgroupSize: number,
  maxPerDimension: number,
): readonly [number, number] {
  const groups = Math.ceil(threads / workgroupSize);
  if (groups <= maxPerDimension) return [groups, 1];
  const rows = Math.ceil(groups / maxPerDimension);
  return [Math.ceil(groups / rows), rows];
}
