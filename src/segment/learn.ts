import { Rng } from '../core/index.ts';
import type { JudgeExamples } from './fit-judge.ts';
import type { Groundwork } from './groundwork.ts';
import { type Judges, mergeTree } from './merge-tree.ts';

/** uint32 [points]: the thing of each point, 0 = not told. */
export type Things = Uint32Array;

/** How many nodes of each thing every piece has. */
export function thingsOfPieces({ nodes, pieces }: Groundwork, things: Things): Map<number, number>[] {
  const ofNode = new Uint32Array(nodes.count);
  for (let i = 0; i < things.length; i++) ofNode[nodes.ofPoint[i]] = things[i];
  const counts = Array.from({ length: pieces.count }, () => new Map<number, number>());
  for (let node = 0; node < ofNode.length; node++) {
    const count = counts[pieces.ofNode[node]];
    count.set(ofNode[node], (count.get(ofNode[node]) ?? 0) + 1);
  }
  return counts;
}

/**
 * Pairs as they are met when only true ones are joined: the judge learns from regions of every size (Nunez-Iglesias et al. 2013).
 * Pieces without a clear thing are left out.
 */
export function pairExamples(
  work: Groundwork,
  things: Things,
  judges: Judges,
): Pick<JudgeExamples, 'vectors' | 'targets' | 'counts'> {
  const counts = thingsOfPieces(work, things);
  const own = counts.map(mostOf);
  const sizes = work.regions.map(({ nodes }) => nodes);
  const vectors: Float32Array[] = [];
  const targets: number[] = [];
  const weights: number[] = [];
  let next = own.length;
  mergeTree(work, judges, {
    onPair: (a, b, features) => {
      const same = own[a] > 0 && own[a] === own[b];
      if (own[a] > 0 && own[b] > 0) {
        vectors.push(features);
        targets.push(same ? 1 : 0);
        weights.push(Math.min(3, Math.sqrt(Math.min(sizes[a], sizes[b]) / 20)));
      }
      if (same) {
        own[next] = own[a];
        sizes[next] = sizes[a] + sizes[b];
        next++;
      }
      return same;
    },
  });
  return { vectors, targets, counts: weights };
}

/** Entries above random pieces of each thing, as a click meets them, with their IoU with the thing. */
export function objectExamples(
  work: Groundwork,
  things: Things,
  judges: Judges,
  seed: number,
  clicksPerThing = 12,
): Pick<JudgeExamples, 'vectors' | 'targets' | 'counts'> {
  const entries: Float32Array[] = [];
  const tree = mergeTree(work, judges, {
    onEntry: (entry, features) => {
      entries[entry] = features;
    },
  });
  const counts = thingsOfPieces(work, things);
  for (let entry = tree.leaves; entry < tree.count; entry++) {
    const both = new Map(counts[tree.parts[2 * entry]]);
    for (const [id, n] of counts[tree.parts[2 * entry + 1]]) both.set(id, (both.get(id) ?? 0) + n);
    counts[entry] = both;
  }
  const sizes = new Map<number, number>();
  for (const leaf of counts.slice(0, tree.leaves)) for (const [id, n] of leaf) sizes.set(id, (sizes.get(id) ?? 0) + n);
  const rng = new Rng(seed);
  const vectors: Float32Array[] = [];
  const targets: number[] = [];
  for (const [id, size] of sizes) {
    if (id === 0 || size < 20) continue;
    const leaves = [...counts.keys()].slice(0, tree.leaves).filter((leaf) => mostOf(counts[leaf]) === id);
    if (leaves.length === 0) continue;
    const total = leaves.reduce((sum, leaf) => sum + tree.nodes[leaf], 0);
    for (let click = 0; click < clicksPerThing; click++) {
      let left = rng.range(0, total);
      const leaf = leaves.find((one) => (left -= tree.nodes[one]) < 0) ?? leaves[0];
      for (let entry = leaf; entry >= 0; entry = tree.parent[entry]) {
        const shared = counts[entry].get(id) ?? 0;
        vectors.push(entries[entry]);
        targets.push(shared / (size + tree.nodes[entry] - shared));
      }
    }
  }
  return { vectors, targets, counts: targets.map(() => 1) };
}

function mostOf(counts: ReadonlyMap<number, number>): number {
  let [best, most, all] = [0, 0, 0];
  for (const [id, n] of counts) {
    all += n;
    if (n > most) [best, most] = [id, n];
  }
  return most > 0.7 * all ? best : 0;
}
