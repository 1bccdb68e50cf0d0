import { KERNEL5_OFFSETS } from '../core/index.ts';
import type { IndexOptions, Level, Table } from '../ops/index.ts';
import type { Graph, Layer } from './graph.ts';

/** The maps that a network needs beside those that every index has. */
export function indexOptions(graph: Graph): Pick<IndexOptions, 'kernel5' | 'inverse'> {
  return {
    kernel5: graph.layers.some((layer) => layer.kind === 'subm' && layer.offsets === KERNEL5_OFFSETS),
    inverse: graph.layers.some((layer) => layer.kind === 'up'),
  };
}

/** The table that a layer reads its input rows by, in the level of its output. @throws RangeError when the index was built without it. */
export function layerTable(layer: Layer, level: Level): Table | undefined {
  switch (layer.kind) {
    case 'subm':
      return layer.offsets === KERNEL5_OFFSETS ? present(level.neighbours5, 'kernel5') : level.neighbours;
    case 'down':
    case 'maxPool':
    case 'meanPool':
      return present(level.children, 'levels');
    case 'up':
      return present(level.inverse, 'inverse');
    case 'unpool':
      return present(level.parents, 'levels');
    case 'linear':
    case 'copy':
    case 'concat':
      return undefined;
  }
}

function present(table: Table | undefined, option: string): Table {
  if (!table) throw new RangeError(`the index was built without the maps that this network needs: ${option}`);
  return table;
}
