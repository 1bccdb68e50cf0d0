import { divideNodes, type Seed } from './divide-piece.ts';
import { PathCosts } from './path-costs.ts';
import type { Segmentation } from './segmentation.ts';
import { chainOf, countIn, leavesOf } from './tree-walk.ts';

export interface Click {
  readonly point: number;
  /** Belongs to the object; else it does not. */
  readonly positive: boolean;
}

export interface ClickOptions {
  /** How sharply wholeness chooses among the regions that hold a click. */
  readonly temperature: number;
  /** What another click of the same sign inside adds to the wholeness: positive ones say that both are one thing. */
  readonly friendInside: number;
  /** What a click of the other sign inside takes from it. */
  readonly strangerInside: number;
  /** A correction takes away at most this share of what the object was, and adds at most this many times as much. */
  readonly mostTaken: number;
  readonly mostAdded: number;
}

export const CLICK_OPTIONS: ClickOptions = {
  temperature: 0.06,
  friendInside: 0.1,
  strangerInside: 0.1,
  mostTaken: 0.5,
  mostAdded: 3,
};

/**
 * uint8 [nodes]: 1 where the object is. Clicks act in their order, and each changes only what it captures: the region of the hierarchy
 * that it most likely means, shared by the likeliest way with the clicks of the other sign in it. A positive click is always inside, a
 * negative one never (of two at one node the later counts).
 */
export function segmentByClicks(
  segmentation: Segmentation,
  clicks: readonly Click[],
  options: ClickOptions = CLICK_OPTIONS,
): Uint8Array {
  const { ofPoint, pieces, tree } = segmentation;
  const paths = new PathCosts(tree);
  const inside = new Uint8Array(tree.leaves);
  const leaves = { positive: new Set<number>(), negative: new Set<number>() };
  for (const { point, positive } of clicks) {
    const leaf = pieces.ofNode[ofPoint[point]];
    const [own, strangers] = positive ? [leaves.positive, leaves.negative] : [leaves.negative, leaves.positive];
    own.add(leaf);
    // What both signs are in is shared among its nodes, below.
    if (strangers.has(leaf)) continue;
    for (const captured of capture(segmentation, leaf, { own, strangers, positive, inside }, paths, options)) {
      if (!strangers.has(captured)) inside[captured] = positive ? 1 : 0;
    }
  }
  const mask = pieces.ofNode.length === 0 ? new Uint8Array(0) : new Uint8Array(segmentation.nodes);
  for (let node = 0; node < mask.length; node++) mask[node] = inside[pieces.ofNode[node]];
  const seeds = seedsOf(segmentation, clicks);
  for (const leaf of leaves.positive) if (leaves.negative.has(leaf)) divideNodes(segmentation, leaf, seeds, mask);
  for (const { node, positive } of seeds) mask[node] = positive ? 1 : 0;
  return mask;
}

/** The last click at each node. */
function seedsOf({ ofPoint }: Segmentation, clicks: readonly Click[]): Seed[] {
  const signs = new Map<number, boolean>();
  for (const { point, positive } of clicks) signs.set(ofPoint[point], positive);
  return [...signs].map(([node, positive]) => ({ node, positive }));
}

/** What there is when a click comes. */
interface Standing {
  /** Pieces with clicks of its own sign, itself among them, and of the other. */
  readonly own: ReadonlySet<number>;
  readonly strangers: ReadonlySet<number>;
  readonly positive: boolean;
  /** uint8 [pieces]. */
  readonly inside: Uint8Array;
}

/** The pieces that a click takes for its side. */
function capture(
  { tree }: Segmentation,
  leaf: number,
  { own, strangers, positive, inside }: Standing,
  paths: PathCosts,
  options: ClickOptions,
): number[] {
  const friends = countIn(tree, own);
  const others = countIn(tree, strangers);
  const chain = chainOf(tree, leaf);
  const weights = chain.map((entry) => {
    const bonus = positive ? options.friendInside * Math.min(3, friends[entry] - friends[leaf]) : 0;
    return Math.exp((tree.wholeness[entry] + bonus - options.strangerInside * others[entry]) / options.temperature);
  });
  let near: Float64Array | undefined;
  let far: Float64Array | undefined;
  const shared = (entry: number): number[] => {
    const held = leavesOf(tree, entry);
    if (others[entry] === 0) return held;
    const mine = (near ??= paths.from([leaf]));
    const theirs = (far ??= paths.from([...strangers]));
    return held.filter((one) => mine[one] < theirs[one]);
  };
  const side = positive ? 1 : 0;
  const before = inside.reduce((sum, value, one) => sum + value * tree.nodes[one], 0);
  // Whoever corrects means the larger part of the object: a click that would undo it means a smaller region.
  const most = before === 0 ? Infinity : before * (positive ? options.mostAdded : options.mostTaken);
  for (let k = middleOf(weights); k > 0; k--) {
    const taken = shared(chain[k]);
    const changed = taken.reduce((sum, one) => sum + (inside[one] === side ? 0 : tree.nodes[one]), 0);
    if (changed <= most) return taken;
  }
  return [leaf];
}

/** The largest index at which half of the weight is not yet passed. */
export function middleOf(weights: readonly number[]): number {
  const half = 0.5 * weights.reduce((sum, weight) => sum + weight, 0);
  let above = 0;
  for (let k = weights.length - 1; k > 0; k--) {
    above += weights[k];
    if (above > half) return k;
  }
  return 0;
}
