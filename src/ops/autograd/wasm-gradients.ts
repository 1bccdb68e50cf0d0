import * as tf from '@tensorflow/tfjs';
import { NO_ROW, OCTANTS } from '../../core/index.ts';
import type { Table, Tensor } from '../ops.ts';
import type { WasmOps, WasmTable, WasmTensor } from '../wasm/index.ts';
import { Arena } from './arena.ts';
import type { BatchStatistics, ConvMaps, Forward, Readable, SparseGradients } from './sparse-gradients.ts';
import { WasmAdam } from './wasm-adam.ts';
import { wasmConv } from './wasm-conv.ts';
import { wasmNorm } from './wasm-norm.ts';

/** Gradients on the CPU kernels; tensors live on tfjs's cpu backend, over the kernels' own memory. */
export class WasmGradients implements SparseGradients {
  readonly backend = 'cpu';
  private readonly arena: Arena;

  /** @param reservedBytes free bytes that the memory must have in one piece: growing in the middle of a step would detach tensors. */
  constructor(ops: WasmOps, reservedBytes: number) {
    ops.memory.reserve(reservedBytes);
    this.arena = new Arena(ops);
  }

  wrap(tensor: Tensor): tf.Tensor2D {
    return this.arena.tensor((tensor as WasmTensor).pointer, [tensor.rows, tensor.channels]);
  }

  add(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
    const { arena } = this;
    const sum = arena.floats(a.size);
    arena.ops.memory.kernels.addValues(arena.pointerOf(a), arena.pointerOf(b), sum, a.size);
    return arena.tensor(sum, a.shape);
  }

  adam(variables: readonly tf.Variable[]): WasmAdam {
    return new WasmAdam(this.arena, variables);
  }

  conv(x: tf.Tensor2D, w: tf.Tensor, maps: ConvMaps, fixed: boolean): Forward {
    return wasmConv(this.arena, x, w, maps, fixed);
  }

  norm(
    x: tf.Tensor2D,
    gamma: tf.Tensor1D,
    beta: tf.Tensor1D,
    options: { readonly epsilon: number; readonly relu: boolean },
  ): Forward & { readonly statistics: BatchStatistics } {
    return wasmNorm(this.arena, x, gamma, beta, options);
  }

  addRelu(a: tf.Tensor2D, b: tf.Tensor2D): Forward {
    const { arena } = this;
    const { kernels } = arena.ops.memory;
    const y = arena.floats(a.size);
    kernels.addRelu(arena.pointerOf(a), arena.pointerOf(b), y, a.size);
    return {
      value: arena.tensor(y, a.shape),
      gradient: (dy) => {
        const dx = arena.floats(a.size);
        kernels.reluGrad(y, arena.pointerOf(dy), dx, a.size);
        return [arena.tensor(dx, a.shape), arena.tensor(dx, a.shape)];
      },
    };
  }

  divideRows(x: tf.Tensor2D, n: tf.Tensor2D): Forward {
    const [rows, channels] = x.shape;
    const divisors = valuesOf(n).map((value) => 1 + Math.abs(value));
    const signs = valuesOf(n).map(Math.sign);
    const source = valuesOf(x);
    const { at, values } = this.make(x.size);
    for (let i = 0; i < values.length; i++) values[i] = source[i]! / divisors[Math.floor(i / channels)]!;
    return {
      value: this.arena.tensor(at, x.shape),
      gradient: (dy) => {
        const slopes = valuesOf(dy);
        const dx = this.make(x.size);
        const dn = this.make(rows);
        for (let r = 0; r < rows; r++) {
          let sum = 0;
          for (let i = r * channels; i < (r + 1) * channels; i++) {
            dx.values[i] = slopes[i]! / divisors[r]!;
            sum += slopes[i]! * values[i]!;
          }
          dn.values[r] = (-signs[r]! * sum) / divisors[r]!;
        }
        return [this.arena.tensor(dx.at, x.shape), this.arena.tensor(dn.at, n.shape)];
      },
    };
  }

  addBias(x: tf.Tensor2D, bias: tf.Tensor1D): Forward {
    const { arena } = this;
    const { kernels } = arena.ops.memory;
    const [rows, channels] = x.shape;
    const y = arena.floats(x.size);
    kernels.addBias(arena.pointerOf(x), arena.pointerOf(bias), y, rows, channels);
    return {
      value: arena.tensor(y, x.shape),
      gradient: (dy) => {
        const [sums, work] = [arena.floats(channels), arena.floats(2 * channels)];
        kernels.columnSums(arena.pointerOf(dy), rows, channels, sums, work);
        return [tf.clone(dy), arena.tensor(sums, [channels])];
      },
    };
  }

  pool(x: tf.Tensor2D, children: Table, kind: 'max' | 'mean'): Forward {
    return kind === 'max' ? this.maxPool(x, children as WasmTable) : this.meanPool(x, children as WasmTable);
  }

  unpool(x: tf.Tensor2D, parents: Table, children: Table): Forward {
    const { arena } = this;
    const [coarseRows, channels] = x.shape;
    const { kernels } = arena.ops.memory;
    const pitch = channels * 4;
    const y = arena.floats(parents.rows * channels);
    const parentsAt = (parents as WasmTable).pointer;
    kernels.gatherRows(arena.pointerOf(x), pitch, parentsAt, y, pitch, parents.rows, channels);
    return {
      value: arena.tensor(y, [parents.rows, channels]),
      gradient(dy) {
        const dx = arena.floats(coarseRows * channels);
        kernels.sumChildren(arena.pointerOf(dy), pitch, (children as WasmTable).pointer, dx, coarseRows, channels);
        return [arena.tensor(dx, [coarseRows, channels])];
      },
    };
  }

  concatColumns(a: tf.Tensor2D, b: tf.Tensor2D): Forward {
    const { arena } = this;
    const rows = a.shape[0];
    const widths = [a.shape[1], b.shape[1]] as const;
    const pitch = (widths[0] + widths[1]) * 4;
    const { kernels } = arena.ops.memory;
    const identity = arena.ops.identity(rows);
    const y = arena.floats(rows * (widths[0] + widths[1]));
    kernels.gatherRows(arena.pointerOf(a), widths[0] * 4, identity, y, pitch, rows, widths[0]);
    kernels.gatherRows(arena.pointerOf(b), widths[1] * 4, identity, y + widths[0] * 4, pitch, rows, widths[1]);
    const part = (dy: tf.Tensor, offset: number, width: number) => {
      const out = arena.floats(rows * width);
      kernels.gatherRows(arena.pointerOf(dy) + offset * 4, pitch, identity, out, width * 4, rows, width);
      return arena.tensor(out, [rows, width]);
    };
    return {
      value: arena.tensor(y, [rows, widths[0] + widths[1]]),
      gradient: (dy) => [part(dy, 0, widths[0]), part(dy, widths[0], widths[1])],
    };
  }

  pickRows(x: tf.Tensor2D, rows: Uint32Array): Forward {
    const channels = x.shape[1];
    const source = valuesOf(x);
    const { at, values } = this.make(rows.length * channels);
    rows.forEach((row, i) => {
      for (let c = 0; c < channels; c++) values[i * channels + c] = source[row * channels + c]!;
    });
    return {
      value: this.arena.tensor(at, [rows.length, channels]),
      gradient: (dy) => {
        const slopes = valuesOf(dy);
        const sums = this.make(x.size);
        sums.values.fill(0);
        rows.forEach((row, i) => {
          for (let c = 0; c < channels; c++) sums.values[row * channels + c]! += slopes[i * channels + c]!;
        });
        return [this.arena.tensor(sums.at, x.shape)];
      },
    };
  }

  crossEntropy(
    logits: tf.Tensor2D,
    labels: Int16Array,
    weights: Float32Array,
  ): Forward<tf.Scalar> & { readonly totals: Float32Array } {
    const { arena } = this;
    const { memory } = arena.ops;
    const [rows, classes] = logits.shape;
    const { at: gradientAt, values: gradient } = this.make(rows * classes);
    let total = 0;
    for (let r = 0; r < rows; r++) if (labels[r]! >= 0) total += weights[labels[r]!]!;
    const shares = weights.map((weight) => (total > 0 ? weight / total : 0));
    const [labelsAt, sharesAt] = [arena.floats(rows), arena.floats(classes)];
    memory.i32(labelsAt, rows).set(labels);
    arena.view(sharesAt, classes).set(shares);
    const [sums, gaps] = [this.make(rows), this.make(rows)];
    const x = arena.pointerOf(logits);
    const right = memory.kernels.crossEntropyRows(x, rows, classes, labelsAt, sharesAt, gradientAt, sums.at, gaps.at);
    const totals = Float32Array.of(0, right, 0);
    let loss = 0;
    for (let r = 0; r < rows; r++) {
      if (labels[r]! < 0) continue;
      loss += shares[labels[r]!]! * (Math.log(sums.values[r]!) + gaps.values[r]!);
      if (!Number.isFinite(sums.values[r]!)) totals[2]!++;
    }
    totals[0] = loss;
    return {
      value: tf.scalar(loss),
      totals,
      gradient: (dy) => {
        const factor = valuesOf(dy)[0]!;
        if (factor !== 1) for (let i = 0; i < gradient.length; i++) gradient[i]! *= factor;
        return [arena.tensor(gradientAt, [rows, classes])];
      },
    };
  }

  async read(sources: readonly Readable[]): Promise<readonly Float32Array[]> {
    return sources.map((source) => {
      if (source instanceof Float32Array) return source;
      if (source instanceof tf.Tensor) return valuesOf(source).slice();
      const { pointer, rows, channels } = source as WasmTensor;
      return this.arena.view(pointer, rows * channels).slice();
    });
  }

  reset(): void {
    this.arena.reset();
  }

  dispose(): void {
    this.arena.reset();
  }

  private make(length: number): { readonly at: number; readonly values: Float32Array } {
    const at = this.arena.floats(length);
    return { at, values: this.arena.view(at, length) };
  }

  private maxPool(x: tf.Tensor2D, { rows, pointer }: WasmTable): Forward {
    const { arena } = this;
    const [fineRows, channels] = x.shape;
    const { kernels } = arena.ops.memory;
    const xAt = arena.pointerOf(x);
    const y = arena.floats(rows * channels);
    kernels.maxPool(xAt, channels * 4, pointer, y, channels * 4, rows, channels);
    return {
      value: arena.tensor(y, [rows, channels]),
      gradient(dy) {
        const dx = arena.floats(fineRows * channels);
        kernels.maxPoolGrad(xAt, y, arena.pointerOf(dy), pointer, dx, rows, channels);
        return [arena.tensor(dx, [fineRows, channels])];
      },
    };
  }

  private meanPool(x: tf.Tensor2D, children: WasmTable): Forward {
    const { rows } = children;
    const channels = x.shape[1];
    const source = valuesOf(x);
    const table = this.arena.ops.tableValues(children).slice();
    const childrenOf = (row: number) =>
      Array.from({ length: OCTANTS }, (_, octant) => table[octant * rows + row]!).filter((child) => child !== NO_ROW);
    const { at, values } = this.make(rows * channels);
    for (let r = 0; r < rows; r++) {
      const own = childrenOf(r);
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (const child of own) sum += source[child * channels + c]!;
        values[r * channels + c] = sum / own.length;
      }
    }
    return {
      value: this.arena.tensor(at, [rows, channels]),
      gradient: (dy) => {
        const slopes = valuesOf(dy);
        const dx = this.make(x.size);
        for (let r = 0; r < rows; r++) {
          const own = childrenOf(r);
          for (const child of own)
            for (let c = 0; c < channels; c++) dx.values[child * channels + c] = slopes[r * channels + c]! / own.length;
        }
        return [this.arena.tensor(dx.at, x.shape)];
      },
    };
  }
}

/** The cpu backend's own array. */
function valuesOf(tensor: tf.Tensor): Float32Array {
  return tensor.dataSync() as Float32Array;
}
