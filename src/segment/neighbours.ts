import { CellIndex } from './cell-index.ts';

/** The nearest others of each node. Rows are padded with `NOBODY`. */
export interface Neighbours {
  /** Row length. */
  readonly k: number;
  /** int32 [nodes × k], nearest first. */
  readonly ids: Int32Array;
  /** float32 [nodes × k], metres. */
  readonly distancesM: Float32Array;
}

/** Each pair of neighbours once, `a < b`. */
export interface Edges {
  readonly count: number;
  readonly a: Uint32Array;
  readonly b: Uint32Array;
  /** float32, metres. */
  readonly lengthM: Float32Array;
}

export const NOBODY = -1;

const K = 12;
/** Cells in node sizes. Far rings of a LiDAR find their neighbours in the coarser grids. */
const CELLS = [2, 6, 18] as const;
/** With fewer the next coarser grid is asked. */
const ENOUGH = 5;

/** Up to 12 nearest nodes of each. `centers` is [nodes × 3], `sizeM` the side of a node. */
export function findNeighbours(centers: Float32Array, sizeM: number): Neighbours {
  const count = centers.length / 3;
  const ids = new Int32Array(count * K).fill(NOBODY);
  const distancesM = new Float32Array(count * K).fill(Infinity);
  let open = Uint32Array.from({ length: count }, (_, node) => node);
  for (const cells of CELLS) {
    if (open.length === 0) break;
    const grid = cellLists(centers, cells * sizeM);
    const still: number[] = [];
    for (const node of open) {
      ids.fill(NOBODY, node * K, node * K + K);
      distancesM.fill(Infinity, node * K, node * K + K);
      if (gather(centers, node, grid, ids, distancesM) < ENOUGH) still.push(node);
    }
    open = Uint32Array.from(still);
  }
  for (let i = 0; i < distancesM.length; i++) distancesM[i] = Math.sqrt(distancesM[i]);
  return { k: K, ids, distancesM };
}

interface CellLists {
  readonly cellM: number;
  readonly index: CellIndex;
  readonly starts: Uint32Array;
  readonly members: Uint32Array;
}

function cellLists(centers: Float32Array, cellM: number): CellLists {
  const count = centers.length / 3;
  const index = new CellIndex(count);
  const cellOf = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    cellOf[i] = index.add(
      Math.floor(centers[3 * i] / cellM),
      Math.floor(centers[3 * i + 1] / cellM),
      Math.floor(centers[3 * i + 2] / cellM),
    );
  }
  const starts = new Uint32Array(index.count + 1);
  for (const cell of cellOf) starts[cell + 1]++;
  for (let c = 0; c < index.count; c++) starts[c + 1] += starts[c];
  const next = starts.slice();
  const members = new Uint32Array(count);
  for (let i = 0; i < count; i++) members[next[cellOf[i]]++] = i;
  return { cellM, index, starts, members };
}

/** Insertion into the node's row of squared distances. @returns how many were found */
function gather(
  centers: Float32Array,
  node: number,
  { cellM, index, starts, members }: CellLists,
  ids: Int32Array,
  squared: Float32Array,
): number {
  const [x, y, z] = [centers[3 * node], centers[3 * node + 1], centers[3 * node + 2]];
  const [cx, cy, cz] = [Math.floor(x / cellM), Math.floor(y / cellM), Math.floor(z / cellM)];
  const row = node * K;
  let found = 0;
  for (let dx = -1; dx <= 1; dx++) {
    for (let dy = -1; dy <= 1; dy++) {
      for (let dz = -1; dz <= 1; dz++) {
        const cell = index.find(cx + dx, cy + dy, cz + dz);
        if (cell < 0) continue;
        for (let m = starts[cell]; m < starts[cell + 1]; m++) {
          const other = members[m];
          if (other === node) continue;
          const d =
            (centers[3 * other] - x) ** 2 + (centers[3 * other + 1] - y) ** 2 + (centers[3 * other + 2] - z) ** 2;
          // Beyond one cell not everybody is seen: what is taken must be nearer than what may be missed.
          if (d >= squared[row + K - 1] || d > cellM * cellM) continue;
          let at = row + K - 1;
          while (at > row && squared[at - 1] > d) {
            squared[at] = squared[at - 1];
            ids[at] = ids[at - 1];
            at--;
          }
          squared[at] = d;
          ids[at] = other;
          found++;
        }
      }
    }
  }
  return found;
}

/** Pairs of which at least one is a neighbour of the other. */
export function edgesOf({ k, ids, distancesM }: Neighbours): Edges {
  const nodes = ids.length / k;
  const knows = (node: number, other: number): boolean => {
    for (let i = node * k; i < node * k + k; i++) if (ids[i] === other) return true;
    return false;
  };
  const a: number[] = [];
  const b: number[] = [];
  const lengthM: number[] = [];
  for (let node = 0; node < nodes; node++) {
    for (let i = node * k; i < node * k + k && ids[i] !== NOBODY; i++) {
      const other = ids[i];
      if (other < node && knows(other, node)) continue;
      a.push(Math.min(node, other));
      b.push(Math.max(node, other));
      lengthM.push(distancesM[i]);
    }
  }
  return { count: a.length, a: Uint32Array.from(a), b: Uint32Array.from(b), lengthM: Float32Array.from(lengthM) };
}
