import { bounds } from '../geometry/index.ts';
import { CellIndex } from './cell-index.ts';

/** Points gathered in the cells of a fine cubic grid: what segments are made of. */
export interface Nodes {
  readonly count: number;
  /** Side of a cell, metres. */
  readonly sizeM: number;
  /** float32 [count × 3]: mean of the cell's points, metres relative to the cloud's origin. */
  readonly centers: Float32Array;
  /** uint32 [points]: the node of each point. */
  readonly ofPoint: Uint32Array;
  /** uint32 [count]: points in each. */
  readonly points: Uint32Array;
}

/** Enough for the edges of a chair's leg in a scanned room, few enough to be answered at once. */
const MOST_NODES = 100_000;
/** Where points are few each is a node of its own, but for those that fall together. */
const NODES_PER_POINT = 0.9;
const TOLERANCE = 0.05;

/** Cells of a size that suits the cloud: a tabletop gets millimetres, a street decimetres. `positions` is [points × 3], finite. */
export function gatherNodes(positions: Float32Array, mostNodes = MOST_NODES): Nodes {
  const points = positions.length / 3;
  const { min, max } = bounds(positions);
  const wanted = Math.max(1, Math.min(mostNodes, NODES_PER_POINT * points));
  const extent = Math.max(max[0] - min[0], max[1] - min[1], max[2] - min[2], 1e-6);
  let [fine, coarse] = [extent / 16_000, extent];
  let sizeM = Math.sqrt(fine * coarse);
  for (let round = 0; round < 20; round++) {
    sizeM = Math.sqrt(fine * coarse);
    const cells = countCells(positions, min, sizeM);
    if (Math.abs(cells - wanted) < TOLERANCE * wanted) break;
    if (cells > wanted) fine = sizeM;
    else coarse = sizeM;
  }
  return fill(positions, min, sizeM);
}

function countCells(positions: Float32Array, min: readonly number[], sizeM: number): number {
  const index = new CellIndex(positions.length / 3);
  for (let i = 0; i < positions.length; i += 3) {
    index.add(
      Math.floor((positions[i] - min[0]) / sizeM),
      Math.floor((positions[i + 1] - min[1]) / sizeM),
      Math.floor((positions[i + 2] - min[2]) / sizeM),
    );
  }
  return index.count;
}

function fill(positions: Float32Array, min: readonly number[], sizeM: number): Nodes {
  const count = positions.length / 3;
  const index = new CellIndex(count);
  const ofPoint = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    ofPoint[i] = index.add(
      Math.floor((positions[3 * i] - min[0]) / sizeM),
      Math.floor((positions[3 * i + 1] - min[1]) / sizeM),
      Math.floor((positions[3 * i + 2] - min[2]) / sizeM),
    );
  }
  const points = new Uint32Array(index.count);
  const sums = new Float64Array(3 * index.count);
  for (let i = 0; i < count; i++) {
    const node = ofPoint[i];
    points[node]++;
    for (let axis = 0; axis < 3; axis++) sums[3 * node + axis] += positions[3 * i + axis];
  }
  const centers = new Float32Array(sums.length);
  for (let i = 0; i < sums.length; i++) centers[i] = sums[i] / points[Math.floor(i / 3)];
  return { count: index.count, sizeM, centers, ofPoint, points };
}

/** Mean over each node's points of `components` interleaved values a point. float32 [count × components]. */
export function meanOfPoints(nodes: Nodes, values: ArrayLike<number>, components: number): Float32Array {
  const { ofPoint, points, count } = nodes;
  const mean = new Float32Array(count * components);
  for (let i = 0; i < ofPoint.length; i++) {
    for (let c = 0; c < components; c++) mean[ofPoint[i] * components + c] += values[i * components + c];
  }
  for (let node = 0; node < count; node++) {
    for (let c = 0; c < components; c++) mean[node * components + c] /= points[node];
  }
  return mean;
}
