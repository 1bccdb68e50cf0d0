import type { PointCloud } from '../../core/index.ts';
import type { KernelTiming } from '../../gpu/index.ts';
import {
  countPairs,
  executedMultiplyAdds,
  indexOptions,
  type LayerCost,
  layerCosts,
  type ResidentNetwork,
  releaseNetwork,
  runNetwork,
  uploadNetwork,
} from '../../nn/index.ts';
import { type Ops, releaseIndex, type VoxelIndex, type WebGpuOps } from '../../ops/index.ts';
import { SAME_THREAD } from '../cpu-side.ts';
import { feed } from '../feed.ts';
import { type UnderstandOptions, understand } from '../understand.ts';
import { type AdapterLimits, measureLimits } from './limits.ts';
import { type Observed, ObservedOps, observe } from './observed-ops.ts';

/** One layer of the network, or one kernel of the index. */
export interface ProfileRow {
  readonly stage: 'voxels' | 'network';
  readonly name: string;
  /** Kind and shape in words: `3³ 16→32, level 1`. */
  readonly what: string;
  /** Of the output; 0 for a kernel of the index. */
  readonly rows: number;
  readonly ms: number;
  readonly clock: 'gpu' | 'wall';
  /** Useful operations: two for each multiply-add whose neighbour exists. 0 where there is no arithmetic to speak of. */
  readonly flop: number;
  /** Operations that ran, useful or not; absent where the implementation does not say. */
  readonly executedFlop?: number;
  /** Least bytes that had to move. */
  readonly bytes: number;
  /** Time that the adapter's limits allow, divided by the time taken; absent where neither work nor bytes are known. */
  readonly shareOfLimit?: number;
}

export interface Profile {
  readonly adapter: string;
  readonly backend: string;
  readonly model: string;
  readonly points: number;
  readonly voxels: readonly number[];
  /** The rows' clock. Stages are wall time, always. */
  readonly clock: 'gpu' | 'wall';
  /** Of an ordinary run just before, milliseconds by the names of `STAGES`. */
  readonly stagesMs: Readonly<Record<string, number>>;
  readonly rows: readonly ProfileRow[];
  /** Measured just now: a plain copy, and our own dense product. */
  readonly limits: { readonly copyGbps: number; readonly gflops: number };
}

/**
 * Understands the cloud once more, then runs its index and network with each layer timed on its own, and holds every layer against what
 * the adapter can do.
 * @throws as `understand`
 */
export async function profileScene(cloud: PointCloud, options: UnderstandOptions): Promise<Profile> {
  const { ops, model, signal, diagnostics, cpu = SAME_THREAD } = options;
  const { manifest, network } = model;
  const { provenance, resident } = await understand(cloud, options);
  if (resident) ops.release(resident.classIds, resident.instanceIds);
  const { heights, grid } = await cpu.locate(cloud, manifest, { signal });
  const points = { count: cloud.count, positions: cloud.positions, heights };
  const observed = new ObservedOps(ops, signal);
  let index: VoxelIndex | undefined;
  let uploaded: ResidentNetwork | undefined;
  try {
    const indexing = await observe(ops, async () => {
      index = await ops.index(points, grid, manifest.network.encoder.length, indexOptions(network.graph));
    });
    const built = await feed(ops, cloud, manifest, index!, { cpu, signal, diagnostics });
    index = built;
    uploaded = uploadNetwork(ops, network);
    const outputs = await runNetwork(observed, uploaded, built, { signal });
    observed.release(...outputs.values());
    await observed.flush();
    const valueBytes = uploaded.precision === 'f16' ? 2 : 4;
    const costs = layerCosts(network.graph, built, await countPairs(ops, network.graph, built), valueBytes);
    const limits = await measureLimits(ops, uploaded.precision, isWebGpu(ops) ? ops.context : undefined);
    const gflops = await limits.peakGflops();
    const executed = isWebGpu(ops) ? await executedMultiplyAdds(ops, network.graph, built, costs) : undefined;
    const layers = costs.map((cost, i) => layerRow(cost, executed?.[i], observed.layers[i]!, gflops, limits));
    return {
      adapter: ops.adapter,
      backend: ops.name,
      model: manifest.name,
      points: cloud.count,
      voxels: provenance.voxels,
      clock: observed.layers[0]?.clock ?? 'wall',
      stagesMs: provenance.stagesMs,
      rows: [...layers, ...indexRows(indexing)],
      limits: { copyGbps: limits.copyGbps, gflops },
    };
  } finally {
    // Layers that were called before a cancellation still read weights and maps.
    await observed.settled();
    if (uploaded) releaseNetwork(ops, uploaded);
    if (index) releaseIndex(ops, index);
  }
}

function layerRow(
  cost: LayerCost,
  executed: number | undefined,
  { ms, clock }: Observed,
  gflops: number,
  limits: AdapterLimits,
): ProfileRow {
  const { name, rows, bytes } = cost;
  const flop = 2 * cost.multiplyAdds;
  const limitMs = Math.max(flop / (gflops * 1e6), bytes / (limits.copyGbps * 1e6));
  return {
    stage: 'network',
    name,
    what: shapeOf(cost),
    rows,
    ms,
    clock,
    flop,
    ...(executed !== undefined && { executedFlop: 2 * executed }),
    bytes,
    ...(ms > 0 && { shareOfLimit: limitMs / ms }),
  };
}

const SHAPES: Readonly<Partial<Record<LayerCost['kind'], string>>> = {
  subm: '3³',
  down: '2³ down',
  up: '2³ up',
  linear: '1³',
  maxPool: 'max of 8',
  meanPool: 'mean of 8',
};

function shapeOf({ kind, channelsIn, channelsOut, level }: LayerCost): string {
  const channels = channelsIn === channelsOut ? `${channelsIn}` : `${channelsIn} → ${channelsOut}`;
  return `${SHAPES[kind] ?? kind}, ${channels}, level ${level}`;
}

/** Dispatches of the same kernel are one row. On the CPU the whole index is one. */
function indexRows({ ms, clock, timings }: Observed): ProfileRow[] {
  const byKernel = new Map<string, KernelTiming[]>();
  for (const timing of timings) byKernel.set(timing.kernel, [...(byKernel.get(timing.kernel) ?? []), timing]);
  if (byKernel.size === 0)
    return [{ stage: 'voxels', name: 'index', what: 'voxels and maps', rows: 0, ms, clock, flop: 0, bytes: 0 }];
  return [...byKernel].map(([name, same]) => ({
    stage: 'voxels',
    name,
    what: `${same.length} ${same.length === 1 ? 'dispatch' : 'dispatches'}`,
    rows: 0,
    ms: same.reduce((sum, timing) => sum + timing.ms, 0),
    clock,
    flop: 0,
    bytes: same.reduce((sum, timing) => sum + (timing.bytes ?? 0), 0),
  }));
}

function isWebGpu(ops: Ops): ops is WebGpuOps {
  return ops.name === 'webgpu';
}
