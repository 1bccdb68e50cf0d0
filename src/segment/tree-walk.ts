import type { MergeTree } from './merge-tree.ts';

/** A piece and everything that it became part of, smallest first. */
export function chainOf(tree: Pick<MergeTree, 'parent'>, leaf: number): number[] {
  const chain: number[] = [];
  for (let entry = leaf; entry >= 0; entry = tree.parent[entry]) chain.push(entry);
  return chain;
}

/** uint16 [entries]: how many of these pieces each entry holds. */
export function countIn(tree: MergeTree, leaves: Iterable<number>): Uint16Array {
  const counts = new Uint16Array(tree.count);
  for (const leaf of leaves) for (let entry = leaf; entry >= 0; entry = tree.parent[entry]) counts[entry]++;
  return counts;
}

/** The pieces that an entry is made of. */
export function leavesOf(tree: MergeTree, entry: number): number[] {
  const leaves: number[] = [];
  const open = [entry];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at < tree.leaves) leaves.push(at);
    else open.push(tree.parts[2 * at], tree.parts[2 * at + 1]);
  }
  return leaves;
}
