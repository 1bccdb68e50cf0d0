/** Runs of a mask over N points, as COCO counts them: zeros first, then ones, zeros, … */
export interface RunLengths {
  /** [N, 1]: one column of N rows. */
  readonly size: readonly [number, number];
  readonly counts: readonly number[];
}

/** The mask of every value of `ids` except `none`, in one pass. Keys are in order of first appearance. */
export function runLengthsOf(ids: ArrayLike<number>, none: number): Map<number, RunLengths> {
  const runs = new Map<number, { counts: number[]; end: number }>();
  for (let start = 0; start < ids.length; ) {
    const id = ids[start]!;
    let end = start + 1;
    while (end < ids.length && ids[end] === id) end++;
    if (id !== none) {
      const known = runs.get(id) ?? { counts: [], end: 0 };
      known.counts.push(start - known.end, end - start);
      known.end = end;
      runs.set(id, known);
    }
    start = end;
  }
  return new Map(
    [...runs].map(([id, { counts, end }]) => {
      const rest = ids.length - end;
      return [id, { size: [ids.length, 1] as const, counts: rest > 0 ? [...counts, rest] : counts }];
    }),
  );
}
