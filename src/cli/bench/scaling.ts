import { indexOptions, releaseNetwork, runNetwork, uploadNetwork } from '../../nn/index.ts';
import { type Ops, releaseIndex, type WasmOps, type WebGpuOps } from '../../ops/index.ts';
import type { BenchCloud } from './clouds.ts';
import type { EngineSpec } from './engines.ts';
import { repeat } from './measure.ts';
import type { NetworkBenchOptions } from './network.ts';
import type { BenchNetwork } from './networks.ts';
import type { BenchRow } from './report.ts';

/** Maps and network of ever larger clouds: milliseconds and bytes by voxel. Each cloud has fresh memory. */
export async function benchScaling(
  { name, network, levels }: BenchNetwork,
  clouds: readonly (() => Promise<BenchCloud>)[],
  engines: readonly EngineSpec[],
  options: NetworkBenchOptions,
): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const spec of engines) {
    for (const open of clouds) {
      const cloud = await open();
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
        const bytes = bytesOf(ops);
        rows.push({
          suite: 'scaling',
          name: `${name}, ${spec.name}: ${cloud.name}`,
          size: voxels,
          unit: 'voxels',
          ...timed,
          clock: 'wall',
          adapter: ops.adapter,
          bytes,
          bytesPerVoxel: bytes / voxels,
        });
        releaseNetwork(ops, resident);
      } finally {
        ops.dispose();
      }
    }
  }
  return rows;
}

/** Held by the implementation, weights included, whether in use or waiting for the next cloud. */
function bytesOf(ops: Ops): number {
  if (ops.name === 'webgpu') return (ops as WebGpuOps).memoryBytes;
  return (ops as WasmOps).memory.memory.buffer.byteLength;
}
