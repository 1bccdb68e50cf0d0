import { NO_ROW } from '../core/index.ts';
import type { Ops, Table, VoxelIndex } from '../ops/index.ts';
import { type Graph, isConv, type Layer } from './graph.ts';
import { layerTable } from './layer-maps.ts';
import { inputsOf } from './plan.ts';

/** What one layer has to do, whoever does it. */
export interface LayerCost {
  readonly name: string;
  readonly kind: Exclude<Layer['kind'], 'concat'>;
  readonly level: number;
  readonly rows: number;
  readonly channelsIn: number;
  readonly channelsOut: number;
  /** (output row, offset) with an input row; rows where the layer has no map. */
  readonly pairs: number;
  /** Useful ones: of pairs. Two operations each. */
  readonly multiplyAdds: number;
  /** Each value read or written once, weights and present map entries included: no implementation moves less. */
  readonly bytes: number;
}

/** How much there is to do over one cloud. */
export interface PairCounts {
  /** Rows in use by level, finest first. */
  readonly rows: readonly number[];
  /** Present entries of each table that the network reads. */
  readonly pairs: ReadonlyMap<Table, number>;
}

/** Reads back each table that the network needs, once. */
export async function countPairs(ops: Ops, graph: Graph, index: VoxelIndex): Promise<PairCounts> {
  const rows = await index.rowCounts();
  const pairs = new Map<Table, number>();
  for (const layer of graph.layers) {
    const { level } = graph.values[layer.output]!;
    const table = layerTable(layer, index.levels[level]!);
    if (!table || pairs.has(table)) continue;
    pairs.set(table, countPresent(await ops.readTable(table), table, rows[level]!));
  }
  return { rows, pairs };
}

/**
 * Work and traffic of each layer, in the order of the plan (reference: sparse convolution, roofline).
 * @param valueBytes 4, or 2 where values are stored as halves.
 */
export function layerCosts(
  graph: Graph,
  index: VoxelIndex,
  { rows: rowCounts, pairs: pairCounts }: PairCounts,
  valueBytes: number,
): LayerCost[] {
  const sizeOf = (value: number): number => {
    const { level, channels } = graph.values[value]!;
    return rowCounts[level]! * channels;
  };
  const costs: LayerCost[] = [];
  for (const layer of graph.layers) {
    if (layer.kind === 'concat') continue;
    const { level, channels: channelsOut } = graph.values[layer.output]!;
    const { channels: channelsIn } = graph.values[layer.input]!;
    const rows = rowCounts[level]!;
    const table = layerTable(layer, index.levels[level]!);
    const pairs = table ? pairCounts.get(table)! : rows;
    const weights = isConv(layer) ? layer.offsets * channelsIn * channelsOut : 0;
    const moved = inputsOf(layer).reduce((sum, value) => sum + sizeOf(value), sizeOf(layer.output));
    costs.push({
      ...{ name: layer.name, kind: layer.kind, level, rows, channelsIn, channelsOut, pairs },
      multiplyAdds: isConv(layer) ? pairs * channelsIn * channelsOut : 0,
      bytes: valueBytes * (moved + weights) + (table ? 4 * pairs : 0),
    });
  }
  return costs;
}

function countPresent(entries: Uint32Array, { offsets, rows: pitch }: Table, rows: number): number {
  let present = 0;
  for (let offset = 0; offset < offsets; offset++) {
    for (let at = offset * pitch; at < offset * pitch + rows; at++) if (entries[at] !== NO_ROW) present++;
  }
  return present;
}
