import type { Domain, Vec3 } from '../core/index.ts';
import { bounds, connectedComponents } from '../geometry/index.ts';
import type { PointVerdicts } from './judge.ts';

/**
 * Points of the confusion matrix. `cell`: truly one class and called another (or the same; −1 = without an answer). `truth`: of this class
 * and called anything else. `predicted`: called this class and something else in truth. `wrong`: all of these.
 */
export type PointQuery =
  | { readonly kind: 'cell'; readonly truth: number; readonly predicted: number }
  | { readonly kind: 'truth'; readonly truth: number }
  | { readonly kind: 'predicted'; readonly predicted: number }
  | { readonly kind: 'wrong' };

/** Points that lie together. */
export interface PointCluster {
  readonly points: number;
  /** Middle of its extent, metres relative to the cloud's origin. */
  readonly center: Vec3;
  /** Half the diagonal of its extent, metres. */
  readonly radiusM: number;
}

export interface FoundPoints {
  readonly count: number;
  /** uint8 [points]: 1 where the point is meant. */
  readonly mask: Uint8Array;
  /** Largest first, at most `MAX_CLUSTERS`. */
  readonly clusters: readonly PointCluster[];
}

export const MAX_CLUSTERS = 100;
/** Points nearer to each other belong together: rooms are scanned densely, streets thinly. */
const LINK_M: Readonly<Record<Domain, number>> = { indoor: 0.15, outdoor: 0.8 };
/** A cloud wider than this is no room. */
const ROOM_M = 40;

export function findPoints(
  query: PointQuery,
  verdicts: PointVerdicts,
  positions: Float32Array,
  linkM: number,
): FoundPoints {
  const { verdict, truth, predicted } = verdicts;
  const isMeant = meaningOf(query);
  const mask = new Uint8Array(verdict.length);
  const rows: number[] = [];
  for (let i = 0; i < mask.length; i++) {
    if (verdict[i] === 0 || !isMeant(truth[i]!, predicted[i]!)) continue;
    mask[i] = 1;
    rows.push(i);
  }
  return { count: rows.length, mask, clusters: clustersOf(rows, positions, linkM).slice(0, MAX_CLUSTERS) };
}

/** How near points of one cluster are, metres. */
export function linkOf(positions: Float32Array, domain: Domain | undefined): number {
  if (domain) return LINK_M[domain];
  const { min, max } = bounds(positions);
  return LINK_M[Math.max(max[0] - min[0], max[1] - min[1]) > ROOM_M ? 'outdoor' : 'indoor'];
}

/** Groups of rows that lie together, largest first. */
export function clustersOf(rows: ArrayLike<number>, positions: Float32Array, linkM: number): PointCluster[] {
  return connectedComponents(rows, positions, linkM)
    .map((group) => clusterOf(group, positions))
    .sort((a, b) => b.points - a.points);
}

function clusterOf(rows: Uint32Array, positions: Float32Array): PointCluster {
  const own = new Float32Array(3 * rows.length);
  rows.forEach((row, i) => {
    own.set(positions.subarray(3 * row, 3 * row + 3), 3 * i);
  });
  const { min, max } = bounds(own);
  const center = [0, 1, 2].map((axis) => (min[axis]! + max[axis]!) / 2) as unknown as Vec3;
  return {
    points: rows.length,
    center,
    radiusM: Math.hypot(max[0] - min[0], max[1] - min[1], max[2] - min[2]) / 2,
  };
}

function meaningOf(query: PointQuery): (truth: number, predicted: number) => boolean {
  switch (query.kind) {
    case 'cell':
      return (truth, predicted) => truth === query.truth && predicted === query.predicted;
    case 'truth':
      return (truth, predicted) => truth === query.truth && predicted !== truth;
    case 'predicted':
      return (truth, predicted) => predicted === query.predicted && predicted !== truth;
    case 'wrong':
      return (truth, predicted) => predicted !== truth;
  }
}
