import { symmetricEigen } from './symmetric-eigen.ts';

/** What is summed over the nodes of a region, so that the sum of two regions is that of their union. */
export interface NodeFeatures {
  /** float32 [nodes × 3]. */
  readonly centers: Float32Array;
  readonly normals: Float32Array;
  /** float32 [nodes]. */
  readonly curvature: Float32Array;
  /** float32 [nodes]: metres above the local ground. */
  readonly height: Float32Array;
  readonly lab?: Float32Array | undefined;
  readonly network?: NodeNetwork | undefined;
  /** Side of a node, metres. */
  readonly sizeM: number;
}

/** The network's word on each node. */
export interface NodeNetwork {
  readonly classes: number;
  readonly probabilities: Float32Array;
  readonly dims: number;
  readonly embeddings: Float32Array;
  readonly votes: Float32Array;
  /** uint32 [nodes], 0 = none. */
  readonly instance: Uint32Array;
  /** How many nodes each instance has. */
  readonly instanceSizes: ReadonlyMap<number, number>;
}

/** One region: sums, and what follows from them. Plain numbers, because thousands are made and merged. */
export interface Region {
  readonly nodes: number;
  /** Of centers: x, y, z, xx, xy, xz, yy, yz, zz. */
  readonly moments: Float64Array;
  /** Of normals: x, y, z. */
  readonly normal: Float64Array;
  readonly curvature: number;
  /** Of Lab and of its squares: 6 values. */
  readonly lab: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly lowest: number;
  readonly highest: number;
  /** Of probabilities, embeddings, votes; empty without a network. */
  readonly beliefs: Float64Array;
  /** Nodes by predicted instance. */
  readonly instances: ReadonlyMap<number, number>;
  /** Derived: flatness, thinness, direction. */
  readonly shape: RegionShape;
}

export interface RegionShape {
  readonly center: readonly [number, number, number];
  /** Unit normal of the best plane. */
  readonly normal: readonly [number, number, number];
  /** Root mean square distance from that plane, metres. */
  readonly thicknessM: number;
  /** Square roots of the covariance's values, metres, rising. */
  readonly spreadM: readonly [number, number, number];
  /** Length of the mean normal: 1 for a plane, 0 for a ball. */
  readonly agreement: number;
  readonly diagonalM: number;
}

export function regionOfNodes(features: NodeFeatures, members: ArrayLike<number>): Region {
  const { centers, normals, lab, network } = features;
  const moments = new Float64Array(9);
  const normal = new Float64Array(3);
  const colour = new Float64Array(lab ? 6 : 0);
  const min = new Float64Array(3).fill(Infinity);
  const max = new Float64Array(3).fill(-Infinity);
  const beliefs = new Float64Array(network ? network.classes + network.dims + 3 : 0);
  const instances = new Map<number, number>();
  let [curvature, lowest, highest] = [0, Infinity, -Infinity];
  for (let m = 0; m < members.length; m++) {
    const node = members[m];
    const [x, y, z] = [centers[3 * node], centers[3 * node + 1], centers[3 * node + 2]];
    moments[0] += x;
    moments[1] += y;
    moments[2] += z;
    moments[3] += x * x;
    moments[4] += x * y;
    moments[5] += x * z;
    moments[6] += y * y;
    moments[7] += y * z;
    moments[8] += z * z;
    curvature += features.curvature[node];
    lowest = Math.min(lowest, features.height[node]);
    highest = Math.max(highest, features.height[node]);
    for (let axis = 0; axis < 3; axis++) {
      normal[axis] += normals[3 * node + axis];
      min[axis] = Math.min(min[axis], centers[3 * node + axis]);
      max[axis] = Math.max(max[axis], centers[3 * node + axis]);
      if (!lab) continue;
      const value = lab[3 * node + axis] / 100;
      colour[axis] += value;
      colour[3 + axis] += value * value;
    }
    if (network) addBeliefs(network, node, beliefs, instances);
  }
  const sums = {
    nodes: members.length,
    moments,
    normal,
    curvature,
    lab: colour,
    min,
    max,
    lowest,
    highest,
    beliefs,
    instances,
  };
  return { ...sums, shape: shapeOf(sums) };
}

function addBeliefs(network: NodeNetwork, node: number, beliefs: Float64Array, instances: Map<number, number>): void {
  const { classes, dims } = network;
  for (let c = 0; c < classes; c++) beliefs[c] += network.probabilities[node * classes + c];
  for (let d = 0; d < dims; d++) beliefs[classes + d] += network.embeddings[node * dims + d];
  for (let axis = 0; axis < 3; axis++) beliefs[classes + dims + axis] += network.votes[3 * node + axis];
  const instance = network.instance[node];
  if (instance > 0) instances.set(instance, (instances.get(instance) ?? 0) + 1);
}

/** The region of both regions' nodes, which share none. */
export function union(a: Region, b: Region): Region {
  const instances = new Map(a.instances);
  for (const [id, nodes] of b.instances) instances.set(id, (instances.get(id) ?? 0) + nodes);
  const sums = {
    nodes: a.nodes + b.nodes,
    moments: sum(a.moments, b.moments),
    normal: sum(a.normal, b.normal),
    curvature: a.curvature + b.curvature,
    lab: sum(a.lab, b.lab),
    min: a.min.map((value, axis) => Math.min(value, b.min[axis])),
    max: a.max.map((value, axis) => Math.max(value, b.max[axis])),
    lowest: Math.min(a.lowest, b.lowest),
    highest: Math.max(a.highest, b.highest),
    beliefs: sum(a.beliefs, b.beliefs),
    instances,
  };
  return { ...sums, shape: shapeOf(sums) };
}

function sum(a: Float64Array, b: Float64Array): Float64Array {
  const both = new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) both[i] = a[i] + b[i];
  return both;
}

function shapeOf({ nodes: n, moments: m, normal, min, max }: Omit<Region, 'shape'>): RegionShape {
  const center = [m[0] / n, m[1] / n, m[2] / n] as const;
  const [x, y, z] = center;
  const eigen = symmetricEigen(
    m[3] / n - x * x,
    m[4] / n - x * y,
    m[5] / n - x * z,
    m[6] / n - y * y,
    m[7] / n - y * z,
    m[8] / n - z * z,
  );
  const root = (value: number): number => Math.sqrt(Math.max(0, value));
  const spreadM = [root(eigen.values[0]), root(eigen.values[1]), root(eigen.values[2])] as const;
  return {
    center,
    normal: eigen.least,
    thicknessM: spreadM[0],
    spreadM,
    agreement: Math.hypot(normal[0], normal[1], normal[2]) / n,
    diagonalM: Math.hypot(max[0] - min[0], max[1] - min[1], max[2] - min[2]),
  };
}
