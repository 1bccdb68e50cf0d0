import * as tf from '@tensorflow/tfjs';
import { NO_ROW } from '../../core/index.ts';
import type { Table } from '../ops.ts';
import { derive, entriesOf, rowIndices, withSpareRow } from './tf-handles.ts';

/**
 * How a sparse convolution is made of stock ops: the two that people write. `gather` takes a row for every entry of the table, zeros
 * where it is empty, and multiplies them all; `pairs` multiplies present entries only and scatters the products. `pairs` adds in no
 * stated order on a GPU (tfjs scatters with atomics): a baseline, never an oracle.
 */
export type Composition = 'gather' | 'pairs';

/** Tensors that one `addN` takes: TensorFlow.js binds each as a storage buffer, and past the device's limit the result is silently 0. */
const ADD_GROUP = 4;

/** Values that one scatter takes: 64 MiB, half of what a binding has everywhere. */
const SCATTER_VALUES = 1 << 24;

/** `Σ_k columns[map[k]] · W[k]` as [map rows × Cout]. */
export function convolve(
  composition: Composition,
  columns: tf.Tensor2D,
  map: Table,
  weights: tf.Tensor2D,
): tf.Tensor2D {
  return composition === 'gather' ? byGather(columns, map, weights) : byPairs(columns, map, weights);
}

function byGather(columns: tf.Tensor2D, map: Table, weights: tf.Tensor2D): tf.Tensor2D {
  const padded = withSpareRow(columns, 0);
  const products = Array.from({ length: map.offsets }, (_, offset) =>
    tf.matMul<tf.Tensor2D>(
      padded.gather(rowIndices(map, offset, columns.shape[0])),
      kernelAt(weights, offset, columns.shape[1]),
    ),
  );
  return addInGroups(products);
}

function byPairs(columns: tf.Tensor2D, map: Table, weights: tf.Tensor2D): tf.Tensor2D {
  const [cin, cout] = [columns.shape[1], weights.shape[1]];
  const shape: [number, number] = [map.rows, cout];
  const sums: tf.Tensor2D[] = [];
  for (const group of offsetGroups(map, Math.floor(SCATTER_VALUES / cout))) {
    const products = group.map((offset) =>
      tf.matMul<tf.Tensor2D>(columns.gather(pairInputs(map, offset)), kernelAt(weights, offset, cin)),
    );
    sums.push(tf.scatterND(pairOutputs(map, group), tf.concat(products, 0), shape) as tf.Tensor2D);
  }
  return sums.length > 0 ? addInGroups(sums) : tf.zeros<tf.Rank.R2>(shape);
}

/** `Σ of the normaliser's entries whose offset is present`, as [rows × 1]. */
export function presentSum(map: Table, normaliser: tf.Tensor2D): tf.Tensor2D {
  const present = derive(map, 'present', () => {
    const flags = new Float32Array(map.rows * map.offsets);
    for (let offset = 0; offset < map.offsets; offset++) {
      entriesOf(map, offset).forEach((entry, row) => {
        if (entry !== NO_ROW) flags[row * map.offsets + offset] = 1;
      });
    }
    return tf.tensor2d(flags, [map.rows, map.offsets]);
  });
  return tf.matMul<tf.Tensor2D>(present, normaliser);
}

function kernelAt(weights: tf.Tensor2D, offset: number, cin: number): tf.Tensor2D {
  return weights.slice([offset * cin, 0], [cin, weights.shape[1]]);
}

/** Runs of offsets with at most `limit` pairs together; a longer single one stands alone, an empty one nowhere. */
function offsetGroups(map: Table, limit: number): number[][] {
  const groups: number[][] = [];
  let room = 0;
  for (let offset = 0; offset < map.offsets; offset++) {
    const pairs = presentRows(map, offset).length;
    if (pairs === 0) continue;
    if (pairs > room) {
      groups.push([]);
      room = limit;
    }
    groups.at(-1)!.push(offset);
    room -= pairs;
  }
  return groups;
}

function pairInputs(map: Table, offset: number): tf.Tensor1D {
  return derive(map, `inputs ${offset}`, () =>
    tf.tensor1d(Int32Array.from(entriesOf(map, offset).filter((entry) => entry !== NO_ROW)), 'int32'),
  );
}

/** int32 [pairs × 1], as scatterND wants them. */
function pairOutputs(map: Table, group: readonly number[]): tf.Tensor2D {
  return derive(map, `outputs ${group.join()}`, () => {
    const rows = group.flatMap((offset) => presentRows(map, offset));
    return tf.tensor2d(Int32Array.from(rows), [rows.length, 1], 'int32');
  });
}

function presentRows(map: Table, offset: number): number[] {
  const rows: number[] = [];
  entriesOf(map, offset).forEach((entry, row) => {
    if (entry !== NO_ROW) rows.push(row);
  });
  return rows;
}

function addInGroups(terms: readonly tf.Tensor2D[]): tf.Tensor2D {
  let sums = [...terms];
  while (sums.length > 1) {
    sums = Array.from({ length: Math.ceil(sums.length / ADD_GROUP) }, (_, i) =>
      tf.addN<tf.Tensor2D>(sums.slice(i * ADD_GROUP, (i + 1) * ADD_GROUP)),
    );
  }
  return sums[0]!;
}
