import { CLICK_OPTIONS } from './clicks.ts';
import type { MergeTree } from './merge-tree.ts';
import type { Segmentation } from './segmentation.ts';

/**
 * The answer to every hover, beforehand: points in the order of the hierarchy, so that each of its entries is a run of them.
 * Plain arrays: it crosses from a worker, and a lookup on the page costs nothing.
 */
export interface HoverIndex {
  /** uint32 [points]: point indices, those of one entry side by side. */
  readonly order: Uint32Array;
  /** uint32 [entries]: where each entry's run begins and ends in `order`. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** uint32 [points]: the piece of each point, an entry. */
  readonly pieceOf: Uint32Array;
  /** int32 [entries], −1 for a root. */
  readonly parent: Int32Array;
  /** int32 [entries × 2]: what it was joined of, −1 for pieces. */
  readonly parts: Int32Array;
  /** int32 [pieces]: the entry that one click on the piece means. */
  readonly meant: Int32Array;
  /** float32 [entries], 0–1. */
  readonly wholeness: Float32Array;
}

export function hoverIndex({ ofPoint, pieces, tree }: Segmentation): HoverIndex {
  const pieceOf = ofPoint.map((node) => pieces.ofNode[node]);
  const sizes = new Uint32Array(tree.count);
  for (const piece of pieceOf) sizes[piece]++;
  for (let entry = 0; entry < tree.count; entry++) {
    if (tree.parent[entry] >= 0) sizes[tree.parent[entry]] += sizes[entry];
  }
  const starts = new Uint32Array(tree.count);
  let next = 0;
  for (let entry = tree.count - 1; entry >= 0; entry--) {
    if (tree.parent[entry] < 0) {
      starts[entry] = next;
      next += sizes[entry];
    }
    const [left, right] = [tree.parts[2 * entry], tree.parts[2 * entry + 1]];
    if (left < 0) continue;
    starts[left] = starts[entry];
    starts[right] = starts[entry] + sizes[left];
  }
  const ends = starts.map((start, entry) => start + sizes[entry]);
  const order = new Uint32Array(pieceOf.length);
  const fill = starts.slice(0, tree.leaves);
  for (let point = 0; point < pieceOf.length; point++) order[fill[pieceOf[point]]++] = point;
  // Copies: what crosses to the page is handed over, and the hierarchy stays in use.
  return {
    order,
    starts,
    ends,
    pieceOf,
    parent: tree.parent.slice(),
    parts: tree.parts.slice(),
    meant: meantByOneClick(tree),
    wholeness: tree.wholeness.slice(),
  };
}

/** The entry that `segmentByClicks` takes for one click on each piece. */
export function meantByOneClick(tree: MergeTree, { temperature } = CLICK_OPTIONS): Int32Array {
  const weights = tree.wholeness.map((value) => Math.exp(value / temperature));
  const above = new Float64Array(tree.count);
  for (let entry = tree.count - 1; entry >= 0; entry--) {
    above[entry] = weights[entry] + (tree.parent[entry] < 0 ? 0 : above[tree.parent[entry]]);
  }
  return Int32Array.from({ length: tree.leaves }, (_, leaf) => {
    let entry = leaf;
    while (tree.parent[entry] >= 0 && above[tree.parent[entry]] > 0.5 * above[leaf]) entry = tree.parent[entry];
    return entry;
  });
}
