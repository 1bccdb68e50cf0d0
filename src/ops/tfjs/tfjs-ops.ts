import * as tf from '@tensorflow/tfjs';
import { KernelError, NO_ROW, type VoxelGrid } from '../../core/index.ts';
import {
  type ConvStep,
  type GatherStep,
  type Level,
  type Ops,
  type PointInput,
  type PoolStep,
  type Table,
  type Tensor,
  type View,
  VOXEL_CHANNELS,
  type VoxelIndex,
} from '../ops.ts';
import { naiveIndex } from './naive-index.ts';

/** Values change when a step writes into the tensor; tfjs tensors do not, so the handle holds the latest one. */
interface TfTensor extends Tensor {
  value: tf.Tensor2D;
}

/** Tables stay on the JavaScript side: tfjs passes int32 through float32 on WebGPU, which is exact only to 2²⁴. */
interface TfTable extends Table {
  /** A promise after `argmax`, whose ids tfjs gives back later. */
  readonly values: Uint32Array | Promise<Uint32Array>;
}

/** Tensors that one `addN` takes: TensorFlow.js binds each as a storage buffer, and past the device's limit the result is silently 0. */
const ADD_GROUP = 4;

/** `Ops` composed from stock TensorFlow.js ops: gather, matMul, add, maximum. The oracle of the tests and the baseline of benchmarks. */
export class TfjsKernels implements Ops {
  readonly name = 'tfjs';
  readonly adapter: string;
  private readonly backend: string;
  private readonly tensors = new Set<TfTensor>();

  constructor(backend: string) {
    this.backend = backend;
    this.adapter = `TensorFlow.js ${backend}`;
  }

  async index(points: PointInput, grid: VoxelGrid, levels: number): Promise<VoxelIndex> {
    const { levels: naive, pointRows, features } = naiveIndex(points, grid, levels);
    const rows = naive[0]!.rows;
    return {
      levels: naive.map(
        (level): Level => ({
          rows: level.rows,
          coords: this.uploadTable(level.coords, 3, level.rows),
          neighbours: this.uploadTable(level.neighbours, 27, level.rows),
          ...(level.parents && { parents: this.uploadTable(level.parents, 1, level.rows) }),
          ...(level.children && { children: this.uploadTable(level.children, 8, level.rows) }),
        }),
      ),
      pointRows: this.uploadTable(pointRows, 1, points.count),
      features: this.upload(features, rows, VOXEL_CHANNELS),
    };
  }

  tensor(rows: number, channels: number): Tensor {
    return this.keep(() => tf.zeros([rows, channels]));
  }

  upload(values: Float32Array, rows: number, channels: number): Tensor {
    return this.keep(() => tf.tensor2d(values.slice(), [rows, channels]));
  }

  uploadTable(values: Uint32Array, offsets: number, rows: number): Table {
    const table: TfTable = { offsets, rows, values: values.slice() };
    return table;
  }

  conv({ input, map, weights, bias, relu, output }: ConvStep): void {
    this.write(output, () => {
      const weight = latest(weights);
      const columns = valuesOf(input);
      let sum: tf.Tensor;
      if (map) {
        const padded = withSpareRow(columns, 0);
        const products = Array.from({ length: map.offsets }, (_, offset) => {
          const rows = padded.gather(rowIndices(map, offset, input.tensor.rows));
          return rows.matMul(weight.slice([offset * input.channels, 0], [input.channels, weights.channels]));
        });
        sum = addInGroups(products);
      } else {
        sum = columns.matMul(weight);
      }
      if (bias) sum = sum.add(latest(bias));
      return (relu ? sum.relu() : sum) as tf.Tensor2D;
    });
  }

  maxPool({ input, children, output }: PoolStep): void {
    this.write(output, () => {
      const padded = withSpareRow(valuesOf(input), Number.NEGATIVE_INFINITY);
      return Array.from({ length: children.offsets }, (_, octant) =>
        padded.gather(rowIndices(children, octant, input.tensor.rows)),
      ).reduce((a, b) => a.maximum(b));
    });
  }

  gather({ input, rows, output }: GatherStep): void {
    this.write(output, () => withSpareRow(valuesOf(input), 0).gather(rowIndices(rows, 0, input.tensor.rows)));
  }

  softmax(logits: View): Tensor {
    return this.keep(() => valuesOf(logits).softmax());
  }

  argmax(logits: View): Table {
    this.use();
    const ids = tf.tidy(() => valuesOf(logits).argMax(1));
    const values = ids.data().then((read) => {
      ids.dispose();
      return Uint32Array.from(read);
    });
    const table: TfTable = { offsets: 1, rows: logits.tensor.rows, values };
    return table;
  }

  gatherIds(ids: Table, rows: Table): Table {
    const values = Promise.all([(ids as TfTable).values, (rows as TfTable).values]).then(([from, at]) =>
      at.map((row) => (row === NO_ROW ? NO_ROW : from[row]!)),
    );
    const table: TfTable = { offsets: 1, rows: rows.rows, values };
    return table;
  }

  async flush(): Promise<void> {
    // Stock ops start as they are called.
  }

  async read(tensor: Tensor): Promise<Float32Array> {
    this.use();
    return Float32Array.from(await latest(tensor).data());
  }

  async readTable(table: Table): Promise<Uint32Array> {
    return (await (table as TfTable).values).slice();
  }

  release(...handles: readonly (Tensor | Table)[]): void {
    for (const handle of handles) {
      if ('values' in handle) continue;
      (handle as TfTensor).value.dispose();
      this.tensors.delete(handle as TfTensor);
    }
  }

  dispose(): void {
    for (const tensor of this.tensors) tensor.value.dispose();
    this.tensors.clear();
  }

  /** tfjs has one current backend for the whole program. */
  private use(): void {
    if (tf.getBackend() !== this.backend) void tf.setBackend(this.backend);
  }

  private keep(make: () => tf.Tensor2D): TfTensor {
    this.use();
    const value = tf.tidy(make);
    const tensor: TfTensor = { rows: value.shape[0], channels: value.shape[1], value };
    this.tensors.add(tensor);
    return tensor;
  }

  /** Replaces the view's columns. */
  private write({ tensor, offset, channels }: View, compute: () => tf.Tensor2D): void {
    this.use();
    const target = tensor as TfTensor;
    const before = target.value;
    target.value = tf.tidy(() => {
      const rest = offset + channels;
      const parts = [
        before.slice([0, 0], [-1, offset]),
        compute(),
        before.slice([0, rest], [-1, tensor.channels - rest]),
      ].filter((part) => part.shape[1] > 0);
      return tf.concat(parts, 1);
    });
    before.dispose();
  }
}

function latest(tensor: Tensor): tf.Tensor2D {
  return (tensor as TfTensor).value;
}

function valuesOf(view: View): tf.Tensor2D {
  return latest(view.tensor).slice([0, view.offset], [-1, view.channels]);
}

/** One more row at the end, which stands for `NO_ROW`. */
function withSpareRow(values: tf.Tensor2D, fill: number): tf.Tensor2D {
  return tf.concat([values, tf.fill([1, values.shape[1]], fill)], 0);
}

function rowIndices(table: Table, offset: number, spareRow: number): tf.Tensor1D {
  const { values } = table as TfTable;
  if (!(values instanceof Uint32Array)) {
    throw new KernelError('KERNEL_RUN', 'Ids from argmax are not rows to gather by.', { kernel: 'gather' });
  }
  const rows = values.subarray(offset * table.rows, (offset + 1) * table.rows);
  return tf.tensor1d(
    Int32Array.from(rows, (row) => (row === NO_ROW ? spareRow : row)),
    'int32',
  );
}

function addInGroups(terms: readonly tf.Tensor[]): tf.Tensor {
  let sums = [...terms];
  while (sums.length > 1) {
    sums = Array.from({ length: Math.ceil(sums.length / ADD_GROUP) }, (_, i) =>
      tf.addN(sums.slice(i * ADD_GROUP, (i + 1) * ADD_GROUP)),
    );
  }
  return sums[0]!;
}
