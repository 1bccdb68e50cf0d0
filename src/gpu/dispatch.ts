/** One dispatch, ready to be encoded into any pass. */
export interface Dispatch {
  readonly name: string;
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
