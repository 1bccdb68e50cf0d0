import * as tf from '@tensorflow/tfjs';
import { KernelError, NO_ROW } from '../../core/index.ts';
import type { Table, Tensor, View } from '../ops.ts';

/** Values change when a step writes into the tensor; tfjs tensors do not, so the handle holds the latest one. */
export interface TfTensor extends Tensor {
  value: tf.Tensor2D;
}

/** Tables stay on the JavaScript side: tfjs passes int32 through float32 on WebGPU, which is exact only to 2²⁴. */
export interface TfTable extends Table {
  /** A promise after `argmax`, whose ids tfjs gives back later. */
  readonly values: Uint32Array | Promise<Uint32Array>;
  /** Row numbers as tfjs tensors, made once a table: no layer of the same level pays for the upload again. */
  readonly derived: Map<string, tf.Tensor>;
}

export function latest(tensor: Tensor): tf.Tensor2D {
  return (tensor as TfTensor).value;
}

export function valuesOf({ tensor, offset, channels }: View): tf.Tensor2D {
  if (channels === tensor.channels) return latest(tensor);
  if (tensor.rows === 0) return tf.zeros([0, channels]);
  return latest(tensor).slice([0, offset], [-1, channels]);
}

/** One more row at the end, which stands for `NO_ROW`. */
export function withSpareRow(values: tf.Tensor2D, fill: number): tf.Tensor2D {
  return tf.concat([values, tf.fill([1, values.shape[1]], fill)], 0);
}

/** The table's entries of one offset as int32 [rows], `spareRow` where there is none. */
export function rowIndices(table: Table, offset: number, spareRow: number): tf.Tensor1D {
  return derive(table, `rows ${offset} ${spareRow}`, () =>
    tf.tensor1d(
      Int32Array.from(entriesOf(table, offset), (row) => (row === NO_ROW ? spareRow : row)),
      'int32',
    ),
  );
}

/** The table's entries of one offset. @throws KernelError for ids that only tfjs knows yet. */
export function entriesOf(table: Table, offset: number): Uint32Array {
  const { values } = table as TfTable;
  if (!(values instanceof Uint32Array)) {
    throw new KernelError('KERNEL_RUN', 'Ids from argmax are not rows to gather by.', { kernel: 'gather' });
  }
  return values.subarray(offset * table.rows, (offset + 1) * table.rows);
}

/** What `make` gives, kept with the table until it is released. */
export function derive<T extends tf.Tensor>(table: Table, key: string, make: () => T): T {
  const { derived } = table as TfTable;
  const known = derived.get(key);
  if (known) return known as T;
  const made = tf.keep(make());
  derived.set(key, made);
  return made;
}

export function disposeDerived(table: TfTable): void {
  for (const tensor of table.derived.values()) tensor.dispose();
  table.derived.clear();
}
