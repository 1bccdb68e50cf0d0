import type { Border } from './borders.ts';
import type { NodeNetwork, Region } from './regions.ts';

/** What the two judges look at. Lengths of the vectors, without and with a network. */
export const PAIR_INPUTS = { geometry: 27, network: 34 } as const;
export const OBJECT_INPUTS = { geometry: 25, network: 33 } as const;

const log = (value: number): number => Math.log(Math.max(1e-3, value));
const clamp = (value: number, most: number): number => Math.min(most, Math.max(-most, value));

/**
 * Are two touching regions parts of one thing? Order does not matter: every value is a sum, a least or a most.
 * @param sizeM side of a node, metres: what is compared in node sides works at every scale
 */
export function pairFeatures(a: Region, b: Region, border: Border, sizeM: number, network?: NodeNetwork): Float32Array {
  const [small, large] = a.nodes <= b.nodes ? [a, b] : [b, a];
  const { edges: n } = border;
  const out = new Float32Array(network ? PAIR_INPUTS.network : PAIR_INPUTS.geometry);
  const [d, cosine] = [difference(small, large), Math.abs(dot(small.shape.normal, large.shape.normal))];
  const distanceM = Math.hypot(d[0], d[1], d[2]);
  const offPlane = Math.abs(dot(d, large.shape.normal));
  const alongM = Math.sqrt(Math.max(0, distanceM ** 2 - offPlane ** 2));
  const span = Math.max(sizeM, large.shape.diagonalM);
  const unionM = Math.hypot(...[0, 1, 2].map((k) => Math.max(a.max[k], b.max[k]) - Math.min(a.min[k], b.min[k])));
  out.set([
    border.bend / n,
    (2 * border.hollow) / n,
    (2 * border.ridge) / n,
    border.gap / n - 1,
    (5 * border.colour) / n,
    border.smooth / n,
    log(n / Math.sqrt(small.nodes)),
    log(n / Math.sqrt(large.nodes)),
    0.5 * log(small.nodes / 10),
    0.5 * log(large.nodes / 10),
    cosine,
    clamp(offPlane / span, 2),
    clamp(offPlane / (4 * sizeM), 4) / 2,
    clamp(alongM / span, 2),
    small.shape.agreement,
    large.shape.agreement,
    clamp(small.shape.thicknessM / sizeM, 6) / 2,
    clamp(large.shape.thicknessM / sizeM, 6) / 2,
    Math.abs(small.shape.normal[2]),
    Math.abs(large.shape.normal[2]),
    log(unionM),
    log(large.shape.diagonalM),
    log(small.shape.diagonalM),
    clamp(Math.min(a.lowest, b.lowest), 3),
    clamp(Math.max(a.lowest, b.lowest), 3),
    small.lab.length > 0 ? 5 * colourDistance(small, large) : 0,
    small.lab.length > 0 ? 1 : 0,
  ]);
  if (network) out.set(pairBeliefs(small, large, network), PAIR_INPUTS.geometry);
  return out;
}

function pairBeliefs(a: Region, b: Region, { classes, dims, instanceSizes }: NodeNetwork): number[] {
  let overlap = 0;
  for (let c = 0; c < classes; c++) overlap += Math.sqrt((a.beliefs[c] / a.nodes) * (b.beliefs[c] / b.nodes));
  let embedding = 0;
  let vote = 0;
  for (let k = classes; k < a.beliefs.length; k++) {
    const squared = (a.beliefs[k] / a.nodes - b.beliefs[k] / b.nodes) ** 2;
    if (k < classes + dims) embedding += squared;
    else vote += squared;
  }
  let same = 0;
  let [inA, inB] = [0, 0];
  let mostShared = 0;
  for (const [id, nodes] of a.instances) {
    const share = nodes / a.nodes;
    const other = (b.instances.get(id) ?? 0) / b.nodes;
    inA += share;
    same += share * other;
    if (other > 0)
      mostShared = Math.max(mostShared, (nodes + (b.instances.get(id) ?? 0)) / (instanceSizes.get(id) ?? 1));
  }
  for (const nodes of b.instances.values()) inB += nodes / b.nodes;
  return [overlap, Math.min(3, Math.sqrt(embedding)), Math.min(3, Math.sqrt(vote)), same, inA, inB, mostShared];
}

/** What is around a region, summed over its borders. */
export interface Surround {
  readonly edges: number;
  readonly hollow: number;
  readonly smooth: number;
  readonly colour: number;
  /** Most and mean of the pair judge's verdicts on its borders. */
  readonly mostAlike: number;
  readonly meanAlike: number;
}

/**
 * Is this region a whole thing? The estimate of its IoU with the thing that it is of.
 * @param joined the pair judge's verdict where its two parts were joined; 1 for a piece
 */
export function objectFeatures(
  region: Region,
  around: Surround,
  joined: number,
  sizeM: number,
  network?: NodeNetwork,
): Float32Array {
  const { shape, nodes } = region;
  const n = Math.max(1, around.edges);
  const out = new Float32Array(network ? OBJECT_INPUTS.network : OBJECT_INPUTS.geometry);
  const width = [0, 1, 2].map((axis) => region.max[axis] - region.min[axis] + sizeM);
  const [flat, long] = [Math.min(width[0], width[1]), Math.max(width[0], width[1])];
  out.set([
    0.5 * log(nodes / 10),
    log(shape.diagonalM),
    log(flat),
    log(long),
    log(width[2]),
    clamp(region.lowest, 3),
    clamp(region.highest, 4),
    shape.agreement,
    clamp(shape.thicknessM / sizeM, 10) / 3,
    log(shape.spreadM[0] / (shape.spreadM[2] + sizeM)),
    log(shape.spreadM[1] / (shape.spreadM[2] + sizeM)),
    Math.abs(shape.normal[2]),
    region.curvature / nodes,
    log(around.edges / Math.sqrt(nodes)),
    around.edges > 0 ? 1 : 0,
    (2 * around.hollow) / n,
    around.smooth / n,
    (5 * around.colour) / n,
    around.mostAlike,
    around.meanAlike,
    joined,
    joined - around.mostAlike,
    region.lab.length > 0 ? 5 * colourSpread(region) : 0,
    region.lab.length > 0 ? 1 : 0,
    log((width[0] * width[1] * width[2]) / (nodes * sizeM ** 3)) / 3,
  ]);
  if (network) out.set(objectBeliefs(region, network), OBJECT_INPUTS.geometry);
  return out;
}

function objectBeliefs(region: Region, { classes, instanceSizes }: NodeNetwork): number[] {
  const { beliefs, nodes } = region;
  let [first, second, entropy] = [0, 0, 0];
  for (let c = 0; c < classes; c++) {
    const share = beliefs[c] / nodes;
    if (share > first) [first, second] = [share, first];
    else second = Math.max(second, share);
    if (share > 0) entropy -= share * Math.log(share);
  }
  let [iou, inside, covered, known] = [0, 0, 0, 0];
  for (const [id, shared] of region.instances) {
    const size = instanceSizes.get(id) ?? shared;
    iou = Math.max(iou, shared / (size + nodes - shared));
    if (shared / nodes > inside) {
      inside = shared / nodes;
      covered = shared / size;
    }
    known += shared / nodes;
  }
  // Floor and wall come first in every label set that has them apart.
  return [first, second, entropy, iou, inside, covered, known, beliefs[0] / nodes + beliefs[1] / nodes];
}

function difference(a: Region, b: Region): [number, number, number] {
  const [p, q] = [a.shape.center, b.shape.center];
  return [p[0] - q[0], p[1] - q[1], p[2] - q[2]];
}

function dot(a: readonly [number, number, number], b: readonly [number, number, number]): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function colourDistance(a: Region, b: Region): number {
  return Math.hypot(...[0, 1, 2].map((c) => a.lab[c] / a.nodes - b.lab[c] / b.nodes));
}

function colourSpread({ lab, nodes }: Region): number {
  return Math.sqrt(
    Math.max(
      0,
      [0, 1, 2].reduce((sum, c) => sum + lab[3 + c] / nodes - (lab[c] / nodes) ** 2, 0),
    ),
  );
}
