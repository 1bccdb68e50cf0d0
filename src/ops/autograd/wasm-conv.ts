import type * as tf from '@tensorflow/tfjs';
import type { WasmTable } from '../wasm/index.ts';
import type { Arena } from './arena.ts';
import type { Forward } from './sparse-gradients.ts';

/** How a layer's rows are paired: lists by offset (and block), or every row with itself. */
interface Pairs {
  readonly inputs: number;
  readonly outputs: number;
  /** Runs of (offset, first pair, number of pairs), block by block. */
  readonly runs: readonly (readonly [offset: number, first: number, count: number])[];
  /** The same, an offset at a time: what sums over all rows of an offset. */
  readonly offsets: readonly (readonly [offset: number, first: number, count: number])[];
}

/**
 * A convolution over pair lists. Both gradients run over the same lists: dX adds W[k]·dY from outputs to inputs, dW sums Xᵀ·dY; there is
 * no scatter of unordered rows, so results are the same in every run.
 */
export function convOverPairs(
  arena: Arena,
  x: tf.Tensor2D,
  w: tf.Tensor,
  map: WasmTable | undefined,
  fixed: boolean,
): Forward {
  const rows = map?.rows ?? x.shape[0];
  const pairs = map ? pairsOf(arena, map) : allRows(arena, rows);
  const [rowsIn, cin] = x.shape;
  const cout = w.shape.at(-1)!;
  const offsets = w.size / (cin * cout);
  const { kernels } = arena.ops.memory;
  const [xAt, wAt, yAt] = [arena.pointerOf(x), arena.pointerOf(w), arena.floats(rows * cout)];
  arena.view(yAt, rows * cout).fill(0);
  for (const [k, first, count] of pairs.runs) {
    const weights = wAt + k * cin * cout * 4;
    const [from, to] = [pairs.inputs + first * 4, pairs.outputs + first * 4];
    kernels.gemmPairs(xAt, cin * 4, weights, yAt, cout * 4, from, to, count, cin, cout);
  }

  const inputGradient = (dyAt: number) => {
    const transposed = arena.floats(offsets * cin * cout);
    transposeEach(arena.view(wAt, w.size), arena.view(transposed, w.size), offsets, cin, cout);
    const dxAt = arena.floats(rowsIn * cin);
    arena.view(dxAt, rowsIn * cin).fill(0);
    for (const [k, first, count] of pairs.runs) {
      const at = transposed + k * cin * cout * 4;
      const [from, to] = [pairs.outputs + first * 4, pairs.inputs + first * 4];
      kernels.gemmPairs(dyAt, cout * 4, at, dxAt, cin * 4, from, to, count, cout, cin);
    }
    return arena.tensor(dxAt, [rowsIn, cin]);
  };

  const weightGradient = (dyAt: number) => {
    const dwAt = arena.floats(w.size);
    arena.view(dwAt, w.size).fill(0);
    for (const [k, first, count] of pairs.offsets) {
      const at = dwAt + k * cin * cout * 4;
      const [from, to] = [pairs.inputs + first * 4, pairs.outputs + first * 4];
      kernels.gradWeights(xAt, cin * 4, dyAt, cout * 4, at, from, to, count, cin, cout);
    }
    return arena.tensor(dwAt, w.shape);
  };

  return {
    value: arena.tensor(yAt, [rows, cout]),
    gradient(dy) {
      const dyAt = arena.pointerOf(dy);
      return fixed ? [weightGradient(dyAt)] : [inputGradient(dyAt), weightGradient(dyAt)];
    },
  };
}

function pairsOf(arena: Arena, map: WasmTable): Pairs {
  const { inputs, outputs, blocks, starts } = arena.ops.pairsOf(map);
  const runs: [number, number, number][] = [];
  for (let b = 0; b < blocks; b++) {
    for (let k = 0; k < map.offsets; k++) {
      const first = starts[k * (blocks + 1) + b]!;
      const count = starts[k * (blocks + 1) + b + 1]! - first;
      if (count > 0) runs.push([k, first, count]);
    }
  }
  const all: [number, number, number][] = [];
  for (let k = 0; k < map.offsets; k++) {
    const first = starts[k * (blocks + 1)]!;
    all.push([k, first, starts[k * (blocks + 1) + blocks]! - first]);
  }
  return { inputs, outputs, runs, offsets: all };
}

function allRows(arena: Arena, rows: number): Pairs {
  const identity = arena.ops.identity(rows);
  return { inputs: identity, outputs: identity, runs: [[0, 0, rows]], offsets: [[0, 0, rows]] };
}

function transposeEach(source: Float32Array, target: Float32Array, offsets: number, cin: number, cout: number): void {
  for (let k = 0; k < offsets; k++) {
    const base = k * cin * cout;
    for (let i = 0; i < cin; i++)
      for (let o = 0; o < cout; o++) target[base + o * cin + i] = source[base + i * cout + o]!;
  }
}
