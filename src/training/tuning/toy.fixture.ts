import { type PointCloud, Rng } from '../../core/index.ts';
import { buildGraph, type ModelManifest, randomWeights } from '../../nn/index.ts';
import { type Ops, releaseIndex } from '../../ops/index.ts';
import { voxelGrid } from '../../voxels/index.ts';
import type { TuneExample, TuneOptions, TuneSubject } from './index.ts';

const MANIFEST: ModelManifest = {
  name: 'toy-taught',
  title: 'Toy',
  domain: 'indoor',
  labelSet: 'scannet20',
  voxelSizeM: 0.1,
  groundCellM: 0,
  license: 'Apache-2.0',
  trainedSteps: 0,
  network: {
    inputChannels: 8,
    encoder: [[8], [12]],
    decoder: [[8]],
    pool: 'max',
    heads: [
      { name: 'semantic', hidden: 8, outputs: 20 },
      { name: 'embedding', hidden: 4, outputs: 4 },
    ],
  },
};
const [FLOOR, POLE] = [1, 4];
/** A run small enough for a test: crops of 900 voxels. */
export const TOY_OPTIONS: TuneOptions = { seed: 3, steps: 16, learningRate: 0.01, hold: 0.3, maxVoxels: 900 };

/** A floor of 4 × 4 m with twelve poles on it. */
function cloud(): PointCloud {
  const rng = new Rng(5);
  const positions: number[] = [];
  for (let i = 0; i < 6000; i++) positions.push(rng.range(0, 4), rng.range(0, 4), 0.05);
  for (let pole = 0; pole < 12; pole++) {
    const [x, y] = [0.55 + (pole % 4), 0.55 + 1.3 * Math.floor(pole / 4)];
    for (let i = 0; i < 150; i++) positions.push(x, y, rng.range(0.2, 2));
  }
  const count = positions.length / 3;
  const at = { name: 'toy', format: 'npy', origin: [0, 0, 0] as const, attributes: [] };
  return { ...at, count, positions: Float32Array.from(positions) };
}

const CLOUD = cloud();

/** A network that knows nothing, and what somebody said of the floor and of some poles. */
export async function toySubject(ops: Ops): Promise<TuneSubject & { readonly voxels: number }> {
  const points = { count: CLOUD.count, positions: CLOUD.positions, heights: new Float32Array(CLOUD.count) };
  const index = await ops.index(points, voxelGrid(CLOUD.positions, MANIFEST.voxelSizeM), 2);
  const pointRows = await ops.readTable(index.pointRows);
  const voxels = index.levels[0]!.rows;
  releaseIndex(ops, index);
  const of = (classId: number, first: number, count: number): TuneExample => ({
    classId,
    rows: Uint32Array.from(new Set(pointRows.subarray(first, first + count))),
  });
  const poles = Array.from({ length: 12 }, (_, pole) => of(POLE, 6000 + 150 * pole, 150));
  const floor = Array.from({ length: 5 }, (_, i) => of(FLOOR, 40 * i, 40));
  return {
    voxels,
    cloud: CLOUD,
    manifest: MANIFEST,
    weights: randomWeights(buildGraph(MANIFEST.network), 4),
    examples: [...poles.slice(0, 3), ...floor.slice(0, 3)],
    heldOut: [...poles.slice(9), ...floor.slice(3)],
  };
}
