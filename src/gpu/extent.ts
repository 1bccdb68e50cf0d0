/** A number that only the device knows: word `index` of `buffer`. */
export interface DeviceCount {
  readonly buffer: GPUBuffer;
  readonly index: number;
}

/** `min(count, most) · each` one-dimensional threads, folded as `foldWorkgroups` does. */
export interface CountedThreads {
  readonly count: DeviceCount;
  /** What there is room for: a count that outgrew its guess is cut off here. */
  readonly most: number;
  /** Threads for each counted thing. Default 1. */
  readonly each?: number;
}

/** x = workgroups `[first, first + workgroups)` of `⌈min(count, most) / perWorkgroup⌉`, y = `columns`. Not folded: x is `workgroup_id.x`. */
export interface CountedWorkgroups {
  readonly count: DeviceCount;
  readonly most: number;
  readonly perWorkgroup: number;
  readonly first?: number;
  /** Most workgroups along x. Default: as many as the count needs. */
  readonly workgroups?: number;
  readonly columns: number;
}

/** Workgroups along x and y, as they are. */
export interface FixedWorkgroups {
  readonly workgroups: readonly [number, number];
}

/** How much of a kernel runs: so many one-dimensional threads, so many workgroups, or either by a count on the device. */
export type Extent = number | FixedWorkgroups | CountedThreads | CountedWorkgroups;

export type CountedExtent = CountedThreads | CountedWorkgroups;

export function isCounted(extent: Extent): extent is CountedExtent {
  return typeof extent === 'object' && 'count' in extent;
}

/** Words of one formula of `kernels/size_dispatches.wgsl`. */
export const FORMULA_WORDS = 8;

/** index · most · each · per · first · limit · columns (0: fold) · unused. */
export function formulaOf(extent: CountedExtent, workgroupSize: number): readonly number[] {
  const { index } = extent.count;
  if ('columns' in extent) {
    const { most, perWorkgroup, first = 0, columns } = extent;
    const limit = extent.workgroups ?? Math.ceil(most / perWorkgroup);
    return [index, most, 1, perWorkgroup, first, limit, columns, 0];
  }
  return [index, extent.most, extent.each ?? 1, workgroupSize, 0, 0xffff_ffff, 0, 0];
}

/** Threads of an extent that is known, or the most of one that is not. */
export function mostThreads(extent: Extent, workgroupSize: number): number {
  if (typeof extent === 'number') return extent;
  if ('columns' in extent) {
    const groups = Math.min(
      extent.workgroups ?? Number.POSITIVE_INFINITY,
      Math.ceil(extent.most / extent.perWorkgroup),
    );
    return groups * extent.columns * workgroupSize;
  }
  if ('count' in extent) return extent.most * (extent.each ?? 1);
  return extent.workgroups[0] * extent.workgroups[1] * workgroupSize;
}

/** Most workgroups along one dimension of an extent that is not folded; 0 of one that is. */
export function mostAlongOne(extent: Extent): number {
  if (typeof extent === 'number') return 0;
  if ('columns' in extent) {
    const needed = Math.ceil(extent.most / extent.perWorkgroup) - (extent.first ?? 0);
    return Math.max(Math.min(extent.workgroups ?? needed, needed), extent.columns);
  }
  return 'count' in extent ? 0 : Math.max(...extent.workgroups);
}
