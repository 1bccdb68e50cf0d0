import { Heap } from './heap.ts';
import { type Neighbours, NOBODY } from './neighbours.ts';
import { symmetricEigen } from './symmetric-eigen.ts';

/** The surface around each node. */
export interface Surface {
  /** float32 [nodes × 3], unit length, turned alike over each connected surface. */
  readonly normals: Float32Array;
  /** float32 [nodes]: smallest share of the neighbourhood's variance; 0 = flat, ⅓ = a blob. */
  readonly curvature: Float32Array;
}

/** Normals by principal components of each node and its neighbours, then turned alike. */
export function findSurface(centers: Float32Array, neighbours: Neighbours): Surface {
  const count = centers.length / 3;
  const normals = new Float32Array(3 * count);
  const curvature = new Float32Array(count);
  for (let node = 0; node < count; node++) fitPlane(centers, neighbours, node, normals, curvature);
  turnAlike(centers, neighbours, normals, curvature);
  return { normals, curvature };
}

function fitPlane(
  centers: Float32Array,
  { ids, k }: Neighbours,
  node: number,
  normals: Float32Array,
  curvature: Float32Array,
): void {
  const [x, y, z] = [centers[3 * node], centers[3 * node + 1], centers[3 * node + 2]];
  let n = 1;
  let [sx, sy, sz, xx, xy, xz, yy, yz, zz] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (let i = node * k; i < node * k + k && ids[i] !== NOBODY; i++) {
    const [dx, dy, dz] = [centers[3 * ids[i]] - x, centers[3 * ids[i] + 1] - y, centers[3 * ids[i] + 2] - z];
    n++;
    sx += dx;
    sy += dy;
    sz += dz;
    xx += dx * dx;
    xy += dx * dy;
    xz += dx * dz;
    yy += dy * dy;
    yz += dy * dz;
    zz += dz * dz;
  }
  const { values, least } = symmetricEigen(
    xx - (sx * sx) / n,
    xy - (sx * sy) / n,
    xz - (sx * sz) / n,
    yy - (sy * sy) / n,
    yz - (sy * sz) / n,
    zz - (sz * sz) / n,
  );
  const sum = values[0] + values[1] + values[2];
  normals.set(least, 3 * node);
  curvature[node] = n < 4 || sum <= 0 ? 1 / 3 : Math.max(0, values[0]) / sum;
}

/**
 * Hoppe et al. 1992: from a flat piece that faces up (what is scanned from above does) along the flattest way to every neighbour.
 * Without a common turn a table's edge cannot be told from the corner where it meets the wall.
 */
function turnAlike(
  centers: Float32Array,
  { ids, k }: Neighbours,
  normals: Float32Array,
  curvature: Float32Array,
): void {
  const count = curvature.length;
  const isTurned = new Uint8Array(count);
  const level = (node: number): number => Math.abs(normals[3 * node + 2]) - 3 * curvature[node];
  const starts = Uint32Array.from({ length: count }, (_, node) => node);
  // Lower first among the level ones: floors before ceilings, which face down.
  const isLevel = starts.map((node) => (level(node) > 0.9 ? 0 : 1));
  starts.sort((a, b) => isLevel[a] - isLevel[b] || centers[3 * a + 2] - centers[3 * b + 2]);
  const heap = new Heap(count);
  const parents = new Int32Array(count).fill(NOBODY);
  for (const start of starts) {
    if (isTurned[start]) continue;
    heap.push(start, 0);
    parents[start] = NOBODY;
    while (heap.size > 0) {
      const node = heap.pop();
      if (isTurned[node]) continue;
      isTurned[node] = 1;
      const parent = parents[node];
      const facing = parent === NOBODY ? normals[3 * node + 2] : dot(normals, parent, node);
      if (facing < 0) for (let axis = 0; axis < 3; axis++) normals[3 * node + axis] *= -1;
      for (let i = node * k; i < node * k + k && ids[i] !== NOBODY; i++) {
        const other = ids[i];
        if (isTurned[other]) continue;
        const cost = 1 - Math.abs(dot(normals, node, other));
        if (heap.push(other, cost)) parents[other] = node;
      }
    }
  }
}

function dot(vectors: Float32Array, a: number, b: number): number {
  return (
    vectors[3 * a] * vectors[3 * b] + vectors[3 * a + 1] * vectors[3 * b + 1] + vectors[3 * a + 2] * vectors[3 * b + 2]
  );
}
