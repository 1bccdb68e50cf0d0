import { indexOptions, runNetwork, uploadNetwork } from '../../nn/index.ts';
import { type Ops, releaseIndex, type WasmOps, type WebGpuOps } from '../../ops/index.ts';
import type { BenchCloud } from './clouds.ts';
import type { EngineSpec } from './engines.ts';
import { repeat } from './measure.ts';
import type { NetworkBenchOptions } from './network.ts';
import type { BenchNetwork } from './networks.ts';
import type { BenchRow } from './report.ts';

/** From one size of a series to the next. */
const GROWTH = 3;

/**
 * Maps and network of ever larger clouds: milliseconds and bytes by voxel. Each cloud has fresh memory.
 * @param series clouds of one kind, from small to large; the rest of one is left out as soon as the next is expected to spend the budget
 * in a single run
 */
export async function benchScaling(
  { name, network, levels }: BenchNetwork,
  series: readonly (readonly (() => Promise<BenchCloud>)[])[],
  engines: readonly EngineSpec[],
  options: NetworkBenchOptions,
): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const spec of engines) {
    for (const clouds of series) {
      for (const open of clouds) {
        const row = await measure({ name, network, levels }, await open(), spec, options);
        rows.push(row);
        if (GROWTH * row.ms > options.budgetMs) break;
      }
    }
  }
  return rows;
}

async function measure(
  { name, network, levels }: BenchNetwork,
  cloud: BenchCloud,
  spec: EngineSpec,
  options: NetworkBenchOptions,
): Promise<BenchRow> {
  const ops = await spec.open();
  try {
    const resident = uploadNetwork(ops, network, spec.precision);
    let voxels = 0;
    const timed = await repeat(async () => {
      const index = await ops.index(cloud.points, cloud.grid, levels, indexOptions(network.graph));
      voxels = (await index.rowCounts())[0]!;
      const outputs = await runNetwork(ops, resident, index, { signal: options.signal });
      await ops.read(outputs.get('semantic')!);
      ops.release(...outputs.values());
      releaseIndex(ops, index);
    }, options);
    const bytes = peakBytes(ops);
    return {
      suite: 'scaling',
      name: `${name}, ${spec.name}: ${cloud.name}`,
      size: voxels,
      unit: 'voxels',
      ...timed,
      clock: 'wall',
      adapter: ops.adapter,
      bytes,
      bytesPerVoxel: bytes / voxels,
    };
  } finally {
    ops.dispose();
  }
}

/** Most that was in use at one moment, weights included; on a GPU its buffers, since those are recycled and not grown. */
function peakBytes(ops: Ops): number {
  return ops.name === 'webgpu' ? (ops as WebGpuOps).memoryBytes : (ops as WasmOps).memory.peakBytes;
}
