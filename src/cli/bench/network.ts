import type { GpuContext } from '../../gpu/index.ts';
import {
  countPairs,
  executedMultiplyAdds,
  type Graph,
  indexOptions,
  type LayerCost,
  layerCosts,
  type ResidentNetwork,
  releaseNetwork,
  runNetwork,
  uploadNetwork,
} from '../../nn/index.ts';
import { type Ops, releaseIndex, type VoxelIndex, type WebGpuOps } from '../../ops/index.ts';
import { type AdapterLimits, measureLimits } from '../../pipeline/index.ts';
import type { BenchCloud } from './clouds.ts';
import type { EngineSpec } from './engines.ts';
import { processorMs, repeat, shareDifferent, type Timed, worstDifference } from './measure.ts';
import type { BenchNetwork } from './networks.ts';
import type { BenchRow } from './report.ts';

export interface NetworkBenchOptions {
  readonly repeats: number;
  /** Measured milliseconds after which no further run starts. */
  readonly budgetMs: number;
  readonly signal: AbortSignal;
}

export interface Measured {
  readonly row: BenchRow;
  readonly mapsRow: BenchRow;
  readonly spec: EngineSpec;
  /** [voxels × classes] of the last run. */
  readonly logits: Float32Array;
}

/**
 * Times one network over one cloud on each engine, then holds ours against the composition of stock ops of the same group that is the faster by the same clock.
 * The time is that of the layers and of reading the class logits back. Maps are built before, for everybody, and have a row of their own.
 */
export async function benchNetwork(
  { name, network, levels }: BenchNetwork,
  cloud: BenchCloud,
  engines: readonly EngineSpec[],
  context: GpuContext | undefined,
  options: NetworkBenchOptions,
): Promise<BenchRow[]> {
  const measured: Measured[] = [];
  for (const spec of engines) {
    const ops = await spec.open();
    try {
      const buildIndex = () => ops.index(cloud.points, cloud.grid, levels, indexOptions(network.graph));
      const maps = await timeMaps(ops, buildIndex, options);
      const index = await buildIndex();
      const resident = uploadNetwork(ops, network, spec.precision);
      const runs = await timeForward(ops, resident, index, options);
      const costs = layerCosts(
        network.graph,
        index,
        await countPairs(ops, network.graph, index),
        spec.precision === 'f16' ? 2 : 4,
      );
      const limits = spec.isBaseline
        ? undefined
        : await measureLimits(
            ops,
            spec.precision,
            spec.group === 'gpu' ? context : undefined,
            spec.isSoftware ? processorMs : undefined,
          );
      const common = {
        suite: 'network',
        size: costs[0]!.rows,
        unit: 'voxels',
        clock: 'wall',
        adapter: ops.adapter,
      } as const;
      measured.push({
        spec,
        logits: runs.logits,
        row: {
          ...common,
          name: `${name}, ${spec.name}`,
          ...runs.timed,
          ...(await rates(costs, runs.timed, limits, spec.isSoftware)),
          ...(await executed(ops, network.graph, index, costs)),
          ...(!spec.isBaseline && { isRepeatable: runs.isRepeatable }),
        },
        mapsRow: { ...common, name: `${name}, ${spec.name}: maps`, ...maps },
      });
      releaseNetwork(ops, resident);
      releaseIndex(ops, index);
    } finally {
      ops.dispose();
    }
  }
  return measured.flatMap((entry) => [compare(entry, measured), entry.mapsRow]);
}

async function timeMaps(ops: Ops, build: () => Promise<VoxelIndex>, options: NetworkBenchOptions): Promise<Timed> {
  const work = async (): Promise<void> => {
    const index = await build();
    await ops.flush();
    releaseIndex(ops, index);
  };
  // The baseline's maps are plain JavaScript and no part of any ratio: once is enough.
  return repeat(work, ops.name === 'tfjs' ? { ...options, repeats: 1, warmups: 0 } : options);
}

async function timeForward(ops: Ops, resident: ResidentNetwork, index: VoxelIndex, options: NetworkBenchOptions) {
  let logits: Float32Array = new Float32Array(0);
  let isRepeatable = true;
  const timed = await repeat(async () => {
    const outputs = await runNetwork(ops, resident, index, { signal: options.signal });
    const before = logits;
    logits = await ops.read(outputs.get('semantic')!);
    ops.release(...outputs.values());
    if (before.length > 0) isRepeatable &&= before.every((value, i) => Object.is(value, logits[i]));
  }, options);
  return { timed, logits, isRepeatable };
}

async function rates(
  costs: readonly LayerCost[],
  { ms, cpuMs }: Timed,
  limits: AdapterLimits | undefined,
  isSoftware: boolean,
) {
  const flop = 2 * costs.reduce((sum, cost) => sum + cost.multiplyAdds, 0);
  const bytes = costs.reduce((sum, cost) => sum + cost.bytes, 0);
  const peak = await limits?.peakGflops();
  return {
    gflop: flop / 1e9,
    gflops: flop / (ms * 1e6),
    gbps: bytes / (ms * 1e6),
    ...(isSoftware && { gflopsPerCore: flop / (cpuMs * 1e6) }),
    ...(limits && peak && { shareOfLimit: rooflineMs(costs, peak, limits.copyGbps) / (isSoftware ? cpuMs : ms) }),
  };
}

/** Layer by layer the larger of arithmetic and traffic, each at the adapter's measured best. */
function rooflineMs(costs: readonly LayerCost[], peakGflops: number, copyGbps: number): number {
  return costs.reduce(
    (sum, { multiplyAdds, bytes }) => sum + Math.max((2 * multiplyAdds) / (peakGflops * 1e6), bytes / (copyGbps * 1e6)),
    0,
  );
}

/** Executed over useful multiply-adds of the whole network, in this adapter's tiles and in a GPU's. Only where there are tiles. */
async function executed(ops: Ops, graph: Graph, index: VoxelIndex, costs: readonly LayerCost[]) {
  if (ops.name !== 'webgpu') return {};
  const useful = costs.reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0);
  const share = async (device: 'own' | 'gpu'): Promise<number> => {
    const run = await executedMultiplyAdds(ops as WebGpuOps, graph, index, costs, device);
    return run.reduce((sum, count) => sum + count, 0) / useful;
  };
  return { executedOverUseful: await share('own'), gpuExecutedOverUseful: await share('gpu') };
}

/** @param all every engine's measurement of the same network and cloud */
export function compare({ row, spec, logits }: Measured, all: readonly Measured[]): BenchRow {
  if (spec.isBaseline) return row;
  const baselines = all.filter((other) => other.spec.isBaseline && other.spec.group === spec.group);
  // The faster composition by one clock need not be the faster by the other.
  const [fastest] = [...baselines].sort((a, b) => a.row.ms - b.row.ms);
  const [thriftiest] = [...baselines].sort((a, b) => a.row.cpuMs! - b.row.cpuMs!);
  const exact = fastest ?? all.find((other) => other.spec.precision === 'f32' && other.spec !== spec);
  return {
    ...row,
    ...(fastest && { baseline: fastest.spec.name, ratio: fastest.row.ms / row.ms }),
    ...(thriftiest && { cpuBaseline: thriftiest.spec.name, cpuRatio: thriftiest.row.cpuMs! / row.cpuMs! }),
    ...(exact && {
      worstDifference: worstDifference(logits, exact.logits),
      otherClass: shareDifferent(logits, exact.logits, row.size),
    }),
  };
}
