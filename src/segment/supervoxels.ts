import type { Edges } from './neighbours.ts';

export interface SupervoxelOptions {
  /** Felzenszwalb's k: larger makes larger pieces. */
  readonly scale: number;
  /** Pieces of fewer nodes are joined to their most alike neighbour. */
  readonly minNodes: number;
  /** Pieces of more nodes than this take no others: a wall is several pieces, each quickly judged. */
  readonly maxNodes: number;
}

/** A partition of the nodes. */
export interface Pieces {
  readonly count: number;
  /** uint32 [nodes]: piece of each node. */
  readonly ofNode: Uint32Array;
}

/**
 * Efficient graph-based segmentation (Felzenszwalb and Huttenlocher 2004), what ScanNet's own over-segmentation is made by: edges by
 * rising weight join two pieces unless the weight is much more than what either has inside.
 */
export function growPieces(nodes: number, edges: Edges, weights: Float32Array, options: SupervoxelOptions): Pieces {
  const order = Uint32Array.from({ length: edges.count }, (_, e) => e).sort((x, y) => weights[x] - weights[y] || x - y);
  const parent = Int32Array.from({ length: nodes }, (_, node) => node);
  const size = new Uint32Array(nodes).fill(1);
  const inside = new Float32Array(nodes).fill(options.scale);
  const find = (node: number): number => {
    let root = node;
    while (parent[root] !== root) root = parent[root] = parent[parent[root]];
    return root;
  };
  const join = (a: number, b: number, weight: number): void => {
    const [root, child] = size[a] >= size[b] ? [a, b] : [b, a];
    parent[child] = root;
    size[root] += size[child];
    inside[root] = weight + options.scale / size[root];
  };
  for (const e of order) {
    const a = find(edges.a[e]);
    const b = find(edges.b[e]);
    if (a === b || weights[e] > inside[a] || weights[e] > inside[b]) continue;
    if (size[a] + size[b] <= options.maxNodes) join(a, b, weights[e]);
  }
  for (const e of order) {
    const a = find(edges.a[e]);
    const b = find(edges.b[e]);
    if (a !== b && (size[a] < options.minNodes || size[b] < options.minNodes)) join(a, b, weights[e]);
  }
  const numbers = new Int32Array(nodes).fill(-1);
  const ofNode = new Uint32Array(nodes);
  let count = 0;
  for (let node = 0; node < nodes; node++) {
    const root = find(node);
    if (numbers[root] < 0) numbers[root] = count++;
    ofNode[node] = numbers[root];
  }
  return { count, ofNode };
}
