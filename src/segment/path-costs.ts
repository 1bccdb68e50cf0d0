import { Heap } from './heap.ts';
import type { MergeTree } from './merge-tree.ts';

/** Even the surest step costs a little, so that of two ways the shorter counts. */
const LEAST_STEP = 0.05;

/** Likeliest ways over touching pieces: the sum of −log of the pair judge's verdicts. */
export class PathCosts {
  private readonly starts: Uint32Array;
  private readonly others: Uint32Array;
  private readonly steps: Float32Array;
  private readonly leaves: number;

  constructor({ links, leaves }: MergeTree) {
    this.leaves = leaves;
    this.starts = new Uint32Array(leaves + 1);
    for (let l = 0; l < links.a.length; l++) {
      this.starts[links.a[l] + 1]++;
      this.starts[links.b[l] + 1]++;
    }
    for (let leaf = 0; leaf < leaves; leaf++) this.starts[leaf + 1] += this.starts[leaf];
    const next = this.starts.slice();
    this.others = new Uint32Array(2 * links.a.length);
    this.steps = new Float32Array(2 * links.a.length);
    for (let l = 0; l < links.a.length; l++) {
      const step = LEAST_STEP - Math.log(Math.max(1e-4, links.alike[l]));
      this.add(next[links.a[l]]++, links.b[l], step);
      this.add(next[links.b[l]]++, links.a[l], step);
    }
  }

  /** float64 [pieces]: cost of the likeliest way from any of these. */
  from(pieces: readonly number[]): Float64Array {
    const costs = new Float64Array(this.leaves).fill(Infinity);
    const heap = new Heap(this.leaves);
    for (const piece of pieces) {
      costs[piece] = 0;
      heap.push(piece, 0);
    }
    while (heap.size > 0) {
      const piece = heap.pop();
      for (let i = this.starts[piece]; i < this.starts[piece + 1]; i++) {
        const cost = costs[piece] + this.steps[i];
        if (cost >= costs[this.others[i]]) continue;
        costs[this.others[i]] = cost;
        heap.push(this.others[i], cost);
      }
    }
    return costs;
  }

  private add(at: number, other: number, step: number): void {
    this.others[at] = other;
    this.steps[at] = step;
  }
}
