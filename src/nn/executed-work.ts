import { executedChannels, executedProducts, type Table, type VoxelIndex, type WebGpuOps } from '../ops/index.ts';
import type { Graph } from './graph.ts';
import type { LayerCost } from './layer-costs.ts';
import { layerTable } from './layer-maps.ts';

/**
 * Multiply-adds that run, useful or not, layer by layer in the order of `costs`: rows of a tile that lack an offset, padding of rows,
 * of input channels and of output channels included. Only tables are read, nothing is convolved. Waits for the device.
 * @param device as in `executedChannels`
 */
export async function executedMultiplyAdds(
  ops: WebGpuOps,
  graph: Graph,
  index: VoxelIndex,
  costs: readonly LayerCost[],
  device: 'own' | 'gpu' = 'own',
): Promise<readonly number[]> {
  const layers = new Map(graph.layers.map((layer) => [layer.name, layer]));
  const products = new Map<Table, number>();
  const executed: number[] = [];
  for (const cost of costs) {
    const table = layerTable(layers.get(cost.name)!, index.levels[cost.level]!);
    if (cost.multiplyAdds === 0) {
      executed.push(0);
      continue;
    }
    const known = table && products.get(table);
    const run = known ?? (await executedProducts(ops, table ?? cost.rows)) ?? cost.pairs;
    if (table) products.set(table, run);
    executed.push(run * executedChannels(ops, cost, device));
  }
  return executed;
}
