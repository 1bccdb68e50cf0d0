import { type StageOptions, throwIfCancelled } from '../core/index.ts';
import { bounds, heightAboveGround } from '../geometry/index.ts';
import { type Border, bordersOf } from './borders.ts';
import { edgeShape, edgeWeights } from './edge-weights.ts';
import type { NetworkEvidence, SegmentInput } from './evidence.ts';
import { labOfRgb } from './lab.ts';
import { type Edges, edgesOf, findNeighbours, type Neighbours } from './neighbours.ts';
import { gatherNodes, meanOfPoints, type Nodes } from './nodes.ts';
import { findSurface } from './normals.ts';
import { type NodeFeatures, type NodeNetwork, type Region, regionOfNodes } from './regions.ts';
import { growPieces, type Pieces } from './supervoxels.ts';

/** Everything before a judge is asked: nodes, the small pieces that they form, and what lies between those. */
export interface Groundwork {
  readonly nodes: Nodes;
  readonly edges: Edges;
  /** float32 [edges]: how much each speaks for a border. */
  readonly weights: Float32Array;
  readonly pieces: Pieces;
  readonly features: NodeFeatures;
  readonly regions: readonly Region[];
  readonly borders: readonly ReadonlyMap<number, Border>[];
}

const PIECES = { scale: 0.05, minNodes: 6, maxNodes: 3000 } as const;
const WEIGHTS = { gapWeight: 0.1, colourWeight: 10 } as const;
/** Wider than this and the ground is a height field, else one floor. */
const OUTDOOR_M = 30;
const OUTDOOR_CELL_M = 4;

export const GROUNDWORK_STAGES = ['nodes', 'neighbours', 'surface', 'pieces', 'regions'] as const;

/** Over-segments a cloud into pieces of a few nodes to a few thousand. Deterministic. @throws CancelledError */
export function layGroundwork(input: SegmentInput, { signal, onProgress }: StageOptions = {}): Groundwork {
  let done = 0;
  const step = <T>(work: () => T): T => {
    throwIfCancelled(signal, 'preparing segments');
    onProgress?.({ stage: GROUNDWORK_STAGES[done++]!, done, total: GROUNDWORK_STAGES.length + 1 });
    return work();
  };
  const nodes = step(() => gatherNodes(input.positions));
  const neighbours = step(() => findNeighbours(nodes.centers, nodes.sizeM));
  const surface = step(() => findSurface(nodes.centers, neighbours));
  const lab = input.rgb && meanOfPoints(nodes, labOfRgb(input.rgb), 3);
  const { edges, shape, weights, pieces } = step(() => {
    const edges = edgesOf(neighbours);
    const shape = edgeShape(nodes.centers, edges, surface, spacing(neighbours, nodes.sizeM), lab);
    const weights = edgeWeights(shape, WEIGHTS);
    return { edges, shape, weights, pieces: growPieces(nodes.count, edges, weights, PIECES) };
  });
  return step(() => {
    const network = input.network && networkOfNodes(nodes, input.network);
    const height = heightOf(nodes.centers);
    const features: NodeFeatures = { centers: nodes.centers, ...surface, height, lab, network, sizeM: nodes.sizeM };
    const regions = membersOf(pieces).map((members) => regionOfNodes(features, members));
    const borders = bordersOf(pieces.count, pieces.ofNode, edges, shape);
    return { nodes, edges, weights, pieces, features, regions, borders };
  });
}

/** Nodes of each piece, rising. */
export function membersOf({ count, ofNode }: Pieces): Uint32Array[] {
  const sizes = new Uint32Array(count);
  for (const piece of ofNode) sizes[piece]++;
  const members = Array.from(sizes, (size) => new Uint32Array(size));
  sizes.fill(0);
  for (let node = 0; node < ofNode.length; node++) members[ofNode[node]][sizes[ofNode[node]]++] = node;
  return members;
}

/** Usual distance between neighbours around each node: to its fourth, metres. */
function spacing({ k, distancesM }: Neighbours, sizeM: number): Float32Array {
  return Float32Array.from({ length: distancesM.length / k }, (_, node) => {
    const fourth = distancesM[node * k + 3];
    return Number.isFinite(fourth) ? fourth : 2 * sizeM;
  });
}

function heightOf(centers: Float32Array): Float32Array {
  const { min, max } = bounds(centers);
  const isWide = Math.max(max[0] - min[0], max[1] - min[1]) > OUTDOOR_M;
  return heightAboveGround(centers, { cellM: isWide ? OUTDOOR_CELL_M : 0 });
}

/** Each node gets what the voxel of its last point has: nodes are smaller than the network's voxels. */
function networkOfNodes(nodes: Nodes, evidence: NetworkEvidence): NodeNetwork {
  const { pointRows, classes } = evidence;
  const rowOf = new Uint32Array(nodes.count);
  const instance = new Uint32Array(nodes.count);
  for (let i = 0; i < pointRows.length; i++) {
    rowOf[nodes.ofPoint[i]] = pointRows[i];
    instance[nodes.ofPoint[i]] = evidence.instance[i];
  }
  const rows = evidence.probabilities.length / classes;
  const dims = evidence.embeddings.length / rows;
  const pick = (values: Float32Array, width: number): Float32Array => {
    const picked = new Float32Array(nodes.count * width);
    for (let node = 0; node < nodes.count; node++) {
      for (let c = 0; c < width; c++) picked[node * width + c] = values[rowOf[node] * width + c];
    }
    return picked;
  };
  const instanceSizes = new Map<number, number>();
  for (const id of instance) if (id > 0) instanceSizes.set(id, (instanceSizes.get(id) ?? 0) + 1);
  return {
    classes,
    probabilities: pick(evidence.probabilities, classes),
    dims,
    embeddings: pick(evidence.embeddings, dims),
    votes: pick(evidence.votes, 3),
    instance,
    instanceSizes,
  };
}
