import { Heap } from './heap.ts';
import type { Segmentation } from './segmentation.ts';

/** A click at a node. */
export interface Seed {
  readonly node: number;
  readonly positive: boolean;
}

/** A border counts as much as this many node sides of way. */
const BORDER_COST = 30;

/** Gives each node of the piece, in place, to the seed that is nearest along its surface, where borders are far. */
export function divideNodes(
  { nodes, pieces, edges, weights, nodeSizeM }: Segmentation,
  leaf: number,
  seeds: readonly Seed[],
  mask: Uint8Array,
): void {
  const links = new Map<number, { readonly to: number; readonly cost: number }[]>();
  const link = (from: number, to: number, cost: number): void => {
    const known = links.get(from);
    if (known) known.push({ to, cost });
    else links.set(from, [{ to, cost }]);
  };
  for (let e = 0; e < edges.count; e++) {
    const [a, b] = [edges.a[e], edges.b[e]];
    if (pieces.ofNode[a] !== leaf || pieces.ofNode[b] !== leaf) continue;
    const cost = edges.lengthM[e] / nodeSizeM + BORDER_COST * weights[e];
    link(a, b, cost);
    link(b, a, cost);
  }
  const heap = new Heap(nodes);
  const costs = new Map<number, number>();
  const isDone = new Set<number>();
  for (const { node, positive } of seeds) {
    if (pieces.ofNode[node] !== leaf) continue;
    mask[node] = positive ? 1 : 0;
    costs.set(node, 0);
    heap.push(node, 0);
  }
  while (heap.size > 0) {
    const node = heap.pop();
    isDone.add(node);
    const so = costs.get(node)!;
    for (const { to, cost } of links.get(node) ?? []) {
      if (isDone.has(to) || !heap.push(to, so + cost)) continue;
      costs.set(to, so + cost);
      mask[to] = mask[node];
    }
  }
}
