import * as tf from '@tensorflow/tfjs';
import { NO_ROW, type VoxelGrid } from '../../core/index.ts';
import {
  type ConvStep,
  type GatherStep,
  type IndexOptions,
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
import { type Composition, convolve, presentSum } from './compositions.ts';
import { type NaiveLevel, naiveIndex } from './naive-index.ts';
import {
  disposeDerived,
  latest,
  rowIndices,
  type TfTable,
  type TfTensor,
  valuesOf,
  withSpareRow,
} from './tf-handles.ts';

/**
 * `Ops` composed from stock TensorFlow.js ops: gather, matMul, add, maximum. The oracle of the tests and the baseline of benchmarks.
 * Storage is always float32, indices always exact in size.
 */
export class TfjsKernels implements Ops {
  readonly name = 'tfjs';
  readonly adapter: string;
  private readonly backend: string;
  private readonly composition: Composition;
  private readonly tensors = new Set<TfTensor>();
  private readonly tables = new Set<TfTable>();

  constructor(backend: string, composition: Composition) {
    this.backend = backend;
    this.composition = composition;
    this.adapter = `TensorFlow.js ${backend}`;
  }

  async index(points: PointInput, grid: VoxelGrid, levels: number, options: IndexOptions = {}): Promise<VoxelIndex> {
    const { levels: naive, pointRows, features } = naiveIndex(points, grid, levels, options);
    const counts = naive.map(({ rows }) => rows);
    return {
      levels: naive.map((level) => this.uploadLevel(level)),
      pointRows: this.uploadTable(pointRows, 1, points.count),
      features: this.upload(features, counts[0]!, VOXEL_CHANNELS),
      rowCounts: async () => counts,
    };
  }

  tensor(rows: number | Level, channels: number): Tensor {
    return this.keep(() => tf.zeros([typeof rows === 'number' ? rows : rows.rows, channels]));
  }

  upload(values: Float32Array, rows: number, channels: number): Tensor {
    return this.keep(() => tf.tensor2d(values.slice(), [rows, channels]));
  }

  uploadTable(values: Uint32Array, offsets: number, rows: number): Table {
    return this.keepTable(offsets, rows, values.slice());
  }

  conv({ input, map, weights, normaliser, bias, residual, relu, output }: ConvStep): void {
    this.write(output, () => {
      const columns = valuesOf(input);
      let sum = map ? convolve(this.composition, columns, map, latest(weights)) : columns.matMul(latest(weights));
      if (map && normaliser) sum = sum.div(presentSum(map, latest(normaliser)).abs().add(1));
      if (bias) sum = sum.add(latest(bias));
      if (residual) sum = sum.add(valuesOf(residual));
      return (relu ? sum.relu() : sum) as tf.Tensor2D;
    });
  }

  maxPool({ input, children, output }: PoolStep): void {
    this.write(output, () => gatherChildren(input, children, Number.NEGATIVE_INFINITY).reduce((a, b) => a.maximum(b)));
  }

  meanPool({ input, children, output }: PoolStep): void {
    this.write(output, () => {
      const counts = presentSum(children, tf.ones([children.offsets, 1]));
      return gatherChildren(input, children, 0)
        .reduce((a, b) => a.add(b))
        .div(counts);
    });
  }

  gather({ input, rows, output }: GatherStep): void {
    this.write(output, () => withSpareRow(valuesOf(input), 0).gather(rowIndices(rows, 0, input.tensor.rows)));
  }

  softmax(logits: View): Tensor {
    if (logits.tensor.rows === 0) return this.tensor(0, logits.channels);
    return this.keep(() => valuesOf(logits).softmax());
  }

  argmax(logits: View): Table {
    this.use();
    const { rows } = logits.tensor;
    if (rows === 0) return this.keepTable(1, 0, new Uint32Array());
    const ids = tf.tidy(() => valuesOf(logits).argMax(1));
    const values = ids.data().then((read) => {
      ids.dispose();
      return Uint32Array.from(read);
    });
    return this.keepTable(1, rows, values);
  }

  gatherIds(ids: Table, rows: Table): Table {
    const [from, at] = [(ids as TfTable).values, (rows as TfTable).values];
    const pick = (picked: Uint32Array, wanted: Uint32Array) =>
      wanted.map((row) => (row === NO_ROW ? NO_ROW : picked[row]!));
    const values =
      from instanceof Uint32Array && at instanceof Uint32Array
        ? pick(from, at)
        : Promise.all([from, at]).then(([picked, wanted]) => pick(picked, wanted));
    return this.keepTable(1, rows.rows, values);
  }

  async flush(): Promise<void> {
    // Stock ops start as they are called.
  }

  async read(tensor: Tensor, rows = tensor.rows): Promise<Float32Array> {
    this.use();
    const values = Float32Array.from(await latest(tensor).data());
    return rows === tensor.rows ? values : values.slice(0, rows * tensor.channels);
  }

  async readTable(table: Table): Promise<Uint32Array> {
    return (await (table as TfTable).values).slice();
  }

  release(...handles: readonly (Tensor | Table)[]): void {
    for (const handle of handles) {
      if ('values' in handle) {
        disposeDerived(handle as TfTable);
        this.tables.delete(handle as TfTable);
      } else {
        (handle as TfTensor).value.dispose();
        this.tensors.delete(handle as TfTensor);
      }
    }
  }

  dispose(): void {
    this.release(...this.tensors, ...this.tables);
  }

  private uploadLevel(level: NaiveLevel): Level {
    const { rows, coords, neighbours, parents, children, inverse, neighbours5 } = level;
    const table = (values: Uint32Array, offsets: number) => this.uploadTable(values, offsets, rows);
    return {
      rows,
      coords: table(coords, 3),
      neighbours: table(neighbours, 27),
      ...(parents && { parents: table(parents, 1) }),
      ...(children && { children: table(children, 8) }),
      ...(inverse && { inverse: table(inverse, 8) }),
      ...(neighbours5 && { neighbours5: table(neighbours5, 125) }),
    };
  }

  /** tfjs has one current backend for the whole program. */
  private use(): void {
    if (tf.getBackend() !== this.backend) void tf.setBackend(this.backend);
  }

  private keep(make: () => tf.Tensor2D): TfTensor {
    this.use();
    const value = tf.tidy(make);
    const tensor: TfTensor = { rows: value.shape[0], channels: value.shape[1], precision: 'f32', value };
    this.tensors.add(tensor);
    return tensor;
  }

  private keepTable(offsets: number, rows: number, values: TfTable['values']): TfTable {
    const table: TfTable = { offsets, rows, values, derived: new Map() };
    this.tables.add(table);
    return table;
  }

  /** Replaces the view's columns. */
  private write({ tensor, offset, channels }: View, compute: () => tf.Tensor2D): void {
    if (tensor.rows === 0) return;
    this.use();
    const target = tensor as TfTensor;
    const before = target.value;
    target.value = tf.tidy(() => {
      const values = compute();
      if (channels === tensor.channels) return values;
      const rest = offset + channels;
      const left = before.slice([0, 0], [-1, offset]);
      const right = before.slice([0, rest], [-1, tensor.channels - rest]);
      return tf.concat(
        [left, values, right].filter((part) => part.shape[1] > 0),
        1,
      );
    });
    before.dispose();
  }
}

/** For each octant the child's row of the view, `fill` where there is none. */
function gatherChildren(input: View, children: Table, fill: number): tf.Tensor2D[] {
  const padded = withSpareRow(valuesOf(input), fill);
  return Array.from({ length: children.offsets }, (_, octant) =>
    padded.gather(rowIndices(children, octant, input.tensor.rows)),
  );
}
