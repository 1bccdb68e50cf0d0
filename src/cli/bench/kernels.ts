import type { GpuContext } from '../../gpu/index.ts';
import { countPairs, executedMultiplyAdds, indexOptions, layerCosts, layerTable } from '../../nn/index.ts';
import { releaseIndex, type WebGpuOps, whole } from '../../ops/index.ts';
import { measureLimits, median, observe } from '../../pipeline/index.ts';
import type { BenchCloud } from './clouds.ts';
import type { EngineSpec } from './engines.ts';
import { processorMs } from './measure.ts';
import type { NetworkBenchOptions } from './network.ts';
import type { BenchNetwork } from './networks.ts';
import type { BenchRow } from './report.ts';

/** One measurement takes at least about this much arithmetic, so that launching is not what is measured. */
const FLOP_A_MEASUREMENT = 1e8;

/**
 * Each different convolution of the network on its own, over the cloud's real maps, as a share of our own dense product with the same
 * channels and of the roofline; all measured in this run, by the same clock.
 */
export async function benchKernels(
  { name, network, levels }: BenchNetwork,
  cloud: BenchCloud,
  engines: readonly EngineSpec[],
  context: GpuContext | undefined,
  options: NetworkBenchOptions,
): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const spec of engines) {
    const ops = await spec.open();
    try {
      const index = await ops.index(cloud.points, cloud.grid, levels, indexOptions(network.graph));
      const valueBytes = spec.precision === 'f16' ? 2 : 4;
      const costs = layerCosts(network.graph, index, await countPairs(ops, network.graph, index), valueBytes);
      const clockMs = spec.isSoftware ? processorMs : undefined;
      const limits = await measureLimits(ops, spec.precision, spec.group === 'gpu' ? context : undefined, clockMs);
      const peak = await limits.peakGflops();
      const executed =
        ops.name === 'webgpu' ? await executedMultiplyAdds(ops as WebGpuOps, network.graph, index, costs) : undefined;
      const layers = new Map(network.graph.layers.map((layer) => [layer.name, layer]));
      const seen = new Set<string>();
      for (const [
        at,
        { name: layerName, kind, level, rows: count, channelsIn, channelsOut, ...cost },
      ] of costs.entries()) {
        const shape = `${kind} ${channelsIn}→${channelsOut}, level ${level}`;
        if (cost.multiplyAdds === 0 || seen.has(shape)) continue;
        seen.add(shape);
        options.signal.throwIfAborted();
        const layer = layers.get(layerName)!;
        const table = layerTable(layer, index.levels[level]!);
        const inputLevel = network.graph.values['input' in layer ? layer.input : 0]!.level;
        const input = ops.tensor(index.levels[inputLevel]!, channelsIn, spec.precision);
        const output = ops.tensor(index.levels[level]!, channelsOut, spec.precision);
        const weights = ops.tensor((table?.offsets ?? 1) * channelsIn, channelsOut, spec.precision);
        const flop = 2 * cost.multiplyAdds;
        const launches = Math.max(1, Math.round(FLOP_A_MEASUREMENT / flop));
        const step = { input: whole(input), weights, relu: true, output: whole(output), ...(table && { map: table }) };
        const times: number[] = [];
        let clock: BenchRow['clock'] = 'wall';
        for (let run = 0; run <= options.repeats; run++) {
          const observed = await observe(
            ops,
            async () => {
              for (let launch = 0; launch < launches; launch++) ops.conv(step);
            },
            clockMs,
          );
          times.push(observed.ms / launches);
          clock = clockMs ? 'processor' : observed.clock;
        }
        const ms = median(times.slice(1));
        const dense = await limits.dense(channelsIn, channelsOut);
        const limitMs = Math.max(flop / (peak * 1e6), cost.bytes / (limits.copyGbps * 1e6));
        rows.push({
          suite: 'kernels',
          name: `${name}, ${spec.name}: ${shape}`,
          size: count,
          unit: 'rows',
          ms,
          bestMs: Math.min(...times.slice(1)),
          runs: options.repeats,
          clock,
          adapter: ops.adapter,
          gflop: flop / 1e9,
          gflops: flop / (ms * 1e6),
          gbps: cost.bytes / (ms * 1e6),
          shareOfLimit: limitMs / ms,
          shareOfDense: flop / (ms * 1e6) / dense,
          ...(executed && { executedOverUseful: executed[at]! / cost.multiplyAdds }),
        });
        ops.release(input, output, weights);
      }
      releaseIndex(ops, index);
    } finally {
      ops.dispose();
    }
  }
  return rows;
}
