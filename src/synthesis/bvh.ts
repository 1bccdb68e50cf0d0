import { intersectSolid } from './intersect.ts';
import type { SolidTable } from './solids.ts';

const LEAF_SOLIDS = 3;
const BINS = 10;

/**
 * Bounding volume hierarchy over solids, in flat arrays: binned surface-area heuristic to build, one explicit stack to walk, nothing
 * allocated per ray.
 */
export class Bvh {
  /** Distance and solid of the last hit. */
  distance = Infinity;
  solid = -1;
  private readonly table: SolidTable;
  private readonly bounds: Float64Array;
  /** Inner node: index of the right child (the left one follows its parent). Leaf: first slot in `order`. */
  private readonly link: Int32Array;
  /** Number of solids of a leaf, 0 for inner nodes. */
  private readonly leafCount: Int32Array;
  private readonly order: Int32Array;
  private readonly stack = new Int32Array(128);
  private nodes = 0;

  constructor(table: SolidTable) {
    this.table = table;
    const most = Math.max(1, table.count * 2);
    this.bounds = new Float64Array(most * 6);
    this.link = new Int32Array(most);
    this.leafCount = new Int32Array(most);
    this.order = Int32Array.from({ length: table.count }, (_, i) => i);
    if (table.count > 0) this.build(0, table.count);
  }

  /** Nearest hit closer than `limit`; true when there is one, then `distance` and `solid` tell. */
  cast(
    ox: number,
    oy: number,
    oz: number,
    dx: number,
    dy: number,
    dz: number,
    limit: number,
    raySeed: number,
  ): boolean {
    const { bounds, link, leafCount, order, stack, table } = this;
    const ix = 1 / (dx === 0 ? 1e-30 : dx);
    const iy = 1 / (dy === 0 ? 1e-30 : dy);
    const iz = 1 / (dz === 0 ? 1e-30 : dz);
    const backX = ix < 0 ? 3 : 0;
    const backY = iy < 0 ? 3 : 0;
    const backZ = iz < 0 ? 3 : 0;
    let best = limit;
    let solid = -1;
    let top = 0;
    if (this.nodes > 0) stack[top++] = 0;
    while (top > 0) {
      const node = stack[--top];
      const k = node * 6;
      const near = Math.max(
        (bounds[k + backX] - ox) * ix,
        (bounds[k + 1 + backY] - oy) * iy,
        (bounds[k + 2 + backZ] - oz) * iz,
        0,
      );
      const far = Math.min(
        (bounds[k + 3 - backX] - ox) * ix,
        (bounds[k + 4 - backY] - oy) * iy,
        (bounds[k + 5 - backZ] - oz) * iz,
        best,
      );
      if (near > far) continue;
      const count = leafCount[node];
      if (count > 0) {
        const first = link[node];
        for (let slot = first; slot < first + count; slot++) {
          const candidate = order[slot];
          const t = intersectSolid(table, candidate, ox, oy, oz, dx, dy, dz, raySeed);
          if (t < best) {
            best = t;
            solid = candidate;
          }
        }
        continue;
      }
      const left = node + 1;
      const right = link[node];
      // Nearer child last, so that it is popped first.
      const nearLeft = childDistance(bounds, left * 6, ox, oy, oz, dx, dy, dz);
      const nearRight = childDistance(bounds, right * 6, ox, oy, oz, dx, dy, dz);
      if (nearLeft < nearRight) {
        stack[top++] = right;
        stack[top++] = left;
      } else {
        stack[top++] = left;
        stack[top++] = right;
      }
    }
    this.distance = best;
    this.solid = solid;
    return solid >= 0;
  }

  private build(from: number, to: number): void {
    const node = this.nodes++;
    const k = node * 6;
    const { bounds, order } = this;
    const solidBounds = this.table.bounds;
    bounds.fill(Infinity, k, k + 3);
    bounds.fill(-Infinity, k + 3, k + 6);
    const low = [Infinity, Infinity, Infinity];
    const high = [-Infinity, -Infinity, -Infinity];
    for (let slot = from; slot < to; slot++) {
      const s = order[slot] * 6;
      for (let axis = 0; axis < 3; axis++) {
        const min = solidBounds[s + axis];
        const max = solidBounds[s + 3 + axis];
        bounds[k + axis] = Math.min(bounds[k + axis], min);
        bounds[k + 3 + axis] = Math.max(bounds[k + 3 + axis], max);
        low[axis] = Math.min(low[axis], min + max);
        high[axis] = Math.max(high[axis], min + max);
      }
    }
    const middle = to - from <= LEAF_SOLIDS ? from : this.split(from, to, low, high);
    if (middle <= from || middle >= to) {
      this.link[node] = from;
      this.leafCount[node] = to - from;
      return;
    }
    this.build(from, middle);
    this.link[node] = this.nodes;
    this.build(middle, to);
  }

  /** Reorders `from…to` round the cheapest of the bin boundaries; returns where the right part begins. */
  private split(from: number, to: number, low: readonly number[], high: readonly number[]): number {
    const { order } = this;
    const solidBounds = this.table.bounds;
    let bestCost = Infinity;
    let bestAxis = -1;
    let bestBin = 0;
    const counts = new Int32Array(BINS);
    const boxes = new Float64Array(BINS * 6);
    const costs = new Float64Array(BINS);
    for (let axis = 0; axis < 3; axis++) {
      const extent = high[axis] - low[axis];
      if (extent < 1e-9) continue;
      counts.fill(0);
      for (let bin = 0; bin < BINS; bin++) {
        boxes.fill(Infinity, bin * 6, bin * 6 + 3);
        boxes.fill(-Infinity, bin * 6 + 3, bin * 6 + 6);
      }
      for (let slot = from; slot < to; slot++) {
        const s = order[slot] * 6;
        const bin = binOf(solidBounds[s + axis] + solidBounds[s + 3 + axis], low[axis], extent);
        counts[bin]++;
        grow(boxes, bin * 6, solidBounds, s);
      }
      const sweep = new Float64Array(6);
      costs.fill(0);
      for (const forward of [true, false]) {
        sweep.fill(Infinity, 0, 3);
        sweep.fill(-Infinity, 3, 6);
        let count = 0;
        for (let step = 0; step < BINS - 1; step++) {
          const bin = forward ? step : BINS - 1 - step;
          if (counts[bin] > 0) grow(sweep, 0, boxes, bin * 6);
          count += counts[bin];
          const boundary = forward ? bin : bin - 1;
          costs[boundary] += count > 0 ? count * area(sweep) : Infinity;
        }
      }
      for (let bin = 0; bin < BINS - 1; bin++) {
        if (costs[bin] < bestCost) {
          bestCost = costs[bin];
          bestAxis = axis;
          bestBin = bin;
        }
      }
    }
    if (bestAxis < 0) return from;
    const extent = high[bestAxis] - low[bestAxis];
    let left = from;
    for (let slot = from; slot < to; slot++) {
      const s = order[slot] * 6;
      if (binOf(solidBounds[s + bestAxis] + solidBounds[s + 3 + bestAxis], low[bestAxis], extent) > bestBin) continue;
      const moved = order[left];
      order[left++] = order[slot];
      order[slot] = moved;
    }
    return left;
  }
}

function childDistance(
  bounds: Float64Array,
  k: number,
  ox: number,
  oy: number,
  oz: number,
  dx: number,
  dy: number,
  dz: number,
): number {
  // Twice the centre, projected on the ray: enough to order two children.
  return (
    (bounds[k] + bounds[k + 3] - 2 * ox) * dx +
    (bounds[k + 1] + bounds[k + 4] - 2 * oy) * dy +
    (bounds[k + 2] + bounds[k + 5] - 2 * oz) * dz
  );
}

function binOf(value: number, low: number, extent: number): number {
  return Math.min(BINS - 1, Math.floor(((value - low) / extent) * BINS));
}

function grow(target: Float64Array, t: number, source: Float64Array, s: number): void {
  for (let axis = 0; axis < 3; axis++) {
    target[t + axis] = Math.min(target[t + axis], source[s + axis]);
    target[t + 3 + axis] = Math.max(target[t + 3 + axis], source[s + 3 + axis]);
  }
}

function area(box: Float64Array): number {
  const x = box[3] - box[0];
  const y = box[4] - box[1];
  const z = box[5] - box[2];
  return x * y + y * z + z * x;
}
