import { type Border, joinBorders } from './borders.ts';
import type { Groundwork } from './groundwork.ts';
import type { Judge } from './judge.ts';
import { objectFeatures, pairFeatures, type Surround } from './judge-features.ts';
import { type Region, union } from './regions.ts';

/** Pieces, and what they were joined to, step by step. Entries 0…leaves−1 are the pieces; an entry's parts have lower numbers. */
export interface MergeTree {
  readonly leaves: number;
  readonly count: number;
  /** int32 [count], −1 for a root. */
  readonly parent: Int32Array;
  /** int32 [count × 2], −1 for pieces. */
  readonly parts: Int32Array;
  /** float32 [count]: the verdict that joined its parts; 1 for pieces. */
  readonly joined: Float32Array;
  /** float32 [count]: how much it looks like a whole thing, 0–1. */
  readonly wholeness: Float32Array;
  /** uint32 [count]: nodes of it. */
  readonly nodes: Uint32Array;
  /** Touching pieces. */
  readonly links: Links;
}

/** Pairs of touching pieces, each once. */
export interface Links {
  readonly a: Uint32Array;
  readonly b: Uint32Array;
  /** float32: the pair judge's verdict. */
  readonly alike: Float32Array;
  /** uint32: node edges between them. */
  readonly edges: Uint32Array;
}

export interface Judges {
  readonly pair: Judge;
  readonly object: Judge;
}

/** Looks on, for learning. Returning false forbids a join for good. */
export interface MergeWitness {
  onPair?(a: number, b: number, features: Float32Array): boolean;
  onEntry?(entry: number, features: Float32Array): void;
}

/** Joins the most alike touching regions first, and judges every region that there ever was. */
export function mergeTree(
  { regions, borders, features: { sizeM, network } }: Groundwork,
  judges: Judges,
  witness: MergeWitness = {},
): MergeTree {
  const leaves = regions.length;
  const capacity = Math.max(1, 2 * leaves - 1);
  const parent = new Int32Array(capacity).fill(-1);
  const parts = new Int32Array(2 * capacity).fill(-1);
  const joined = new Float32Array(capacity).fill(1);
  const wholeness = new Float32Array(capacity);
  const nodes = new Uint32Array(capacity);
  const alive: (Region | undefined)[] = [...regions];
  const around: Map<number, Touch>[] = borders.map(() => new Map());
  const queue = new PairQueue();

  function judge(a: number, b: number, border: Border): Touch {
    const vector = pairFeatures(alive[a]!, alive[b]!, border, sizeM, network);
    return { border, alike: judges.pair(vector), vector };
  }
  function finish(entry: number): void {
    const region = alive[entry]!;
    nodes[entry] = region.nodes;
    const vector = objectFeatures(region, surroundOf(around[entry]), joined[entry], sizeM, network);
    wholeness[entry] = judges.object(vector);
    witness.onEntry?.(entry, vector);
  }

  const links: { a: number; b: number; alike: number; edges: number }[] = [];
  for (let a = 0; a < leaves; a++) {
    for (const [b, border] of borders[a]) {
      if (b < a) continue;
      const touch = judge(a, b, border);
      links.push({ a, b, alike: touch.alike, edges: border.edges });
      around[a].set(b, touch);
      around[b].set(a, touch);
      queue.push(touch.alike, a, b);
    }
  }
  for (let leaf = 0; leaf < leaves; leaf++) finish(leaf);

  let count = leaves;
  for (let pair = queue.pop(); pair; pair = queue.pop()) {
    const { a, b } = pair;
    if (!alive[a] || !alive[b]) continue;
    const touch = around[a].get(b)!;
    if (witness.onPair && !witness.onPair(a, b, touch.vector)) continue;
    const entry = count++;
    alive[entry] = union(alive[a], alive[b]);
    joined[entry] = touch.alike;
    parts[2 * entry] = a;
    parts[2 * entry + 1] = b;
    parent[a] = parent[b] = entry;
    const touches = new Map<number, Touch>();
    for (const part of [a, b]) {
      for (const [other, { border }] of around[part]) {
        if (other === a || other === b) continue;
        const known = touches.get(other);
        touches.set(other, { border: known ? joinBorders(known.border, border) : border, alike: 0, vector: NONE });
      }
    }
    around[entry] = touches;
    for (const [other, { border }] of touches) {
      const now = judge(entry, other, border);
      touches.set(other, now);
      around[other].delete(a);
      around[other].delete(b);
      around[other].set(entry, now);
      queue.push(now.alike, entry, other);
    }
    alive[a] = alive[b] = undefined;
    around[a] = around[b] = EMPTY;
    finish(entry);
  }
  const cut = <T extends { slice(from: number, to: number): T }>(column: T): T => column.slice(0, count);
  return {
    leaves,
    count,
    parent: cut(parent),
    parts: parts.slice(0, 2 * count),
    joined: cut(joined),
    wholeness: cut(wholeness),
    nodes: cut(nodes),
    links: {
      a: Uint32Array.from(links, ({ a }) => a),
      b: Uint32Array.from(links, ({ b }) => b),
      alike: Float32Array.from(links, ({ alike }) => alike),
      edges: Uint32Array.from(links, ({ edges }) => edges),
    },
  };
}

interface Touch {
  readonly border: Border;
  readonly alike: number;
  readonly vector: Float32Array;
}

const NONE = new Float32Array(0);
const EMPTY: Map<number, Touch> = new Map();

function surroundOf(touches: ReadonlyMap<number, Touch>): Surround {
  let [edges, hollow, smooth, colour, mostAlike, sum] = [0, 0, 0, 0, 0, 0];
  for (const { border, alike } of touches.values()) {
    edges += border.edges;
    hollow += border.hollow;
    smooth += border.smooth;
    colour += border.colour;
    mostAlike = Math.max(mostAlike, alike);
    sum += alike * border.edges;
  }
  return { edges, hollow, smooth, colour, mostAlike, meanAlike: edges > 0 ? sum / edges : 0 };
}

/** Pairs, most alike first; of equals the ones that were met first. */
class PairQueue {
  private readonly entries: {
    readonly alike: number;
    readonly order: number;
    readonly a: number;
    readonly b: number;
  }[] = [];
  private pushed = 0;

  push(alike: number, a: number, b: number): void {
    const entry = { alike, order: this.pushed++, a, b };
    const { entries } = this;
    let at = entries.length;
    entries.push(entry);
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (!before(entry, entries[up])) break;
      entries[at] = entries[up];
      at = up;
    }
    entries[at] = entry;
  }

  pop(): { readonly a: number; readonly b: number } | undefined {
    const { entries } = this;
    const top = entries[0];
    const last = entries.pop();
    if (!last || entries.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= entries.length) break;
      if (child + 1 < entries.length && before(entries[child + 1], entries[child])) child++;
      if (!before(entries[child], last)) break;
      entries[at] = entries[child];
      at = child;
    }
    entries[at] = last;
    return top;
  }
}

function before(
  x: { readonly alike: number; readonly order: number },
  y: { readonly alike: number; readonly order: number },
): boolean {
  return x.alike > y.alike || (x.alike === y.alike && x.order < y.order);
}
