import * as tf from '@tensorflow/tfjs';
import type { WasmTable } from '../wasm/index.ts';
import type { Arena } from './arena.ts';

/** How a layer's rows are paired, over the wasm kernels: lists by offset (and block), or every row with itself. */
interface Pairs {
  readonly inputs: number;
  readonly outputs: number;
  /** Runs of (offset, first pair, number of pairs), block by block. */
  readonly runs: readonly (readonly [offset: number, first: number, count: number])[];
}

/**
 * `y[r] = Σ_k W[k]ᵀ · x[map[k][r]]` as a differentiable tfjs op. x [rows in × Cin], w [offsets × Cin × Cout], result [rows out × Cout].
 * Both gradients run over the same pair lists: dX adds W[k]·dY from outputs to inputs, dW sums X ᵀ·dY; there is no scatter of
 * unordered rows, so results are the same in every run. Reference: TF 3D submanifold op, section 2.1.
 */
export function sparseConv(arena: Arena, x: tf.Tensor2D, w: tf.Tensor3D, map: WasmTable): tf.Tensor2D {
  const { inputs, outputs, blocks, starts } = arena.ops.pairsOf(map);
  const runs: [number, number, number][] = [];
  for (let b = 0; b < blocks; b++) {
    for (let k = 0; k < map.offsets; k++) {
      const first = starts[k * (blocks + 1) + b]!;
      const count = starts[k * (blocks + 1) + b + 1]! - first;
      if (count > 0) runs.push([k, first, count]);
    }
  }
  return multiply(arena, x, w, { inputs, outputs, runs }, map.rows);
}

/** `y = x·w + b` as a differentiable tfjs op on the same kernels. w [1 × Cin × Cout]. */
export function linear(arena: Arena, x: tf.Tensor2D, w: tf.Tensor3D): tf.Tensor2D {
  const rows = x.shape[0];
  const identity = arena.ops.identity(rows);
  return multiply(arena, x, w, { inputs: identity, outputs: identity, runs: [[0, 0, rows]] }, rows);
}

function multiply(arena: Arena, x: tf.Tensor2D, w: tf.Tensor3D, pairs: Pairs, rows: number): tf.Tensor2D {
  const [rowsIn, cin] = x.shape;
  const [offsets, , cout] = w.shape;
  const { kernels } = arena.ops.memory;
  const op = tf.customGrad((xIn, wIn, save) => {
    const xAt = arena.pointerOf(xIn as tf.Tensor);
    const wAt = arena.pointerOf(wIn as tf.Tensor);
    const yAt = arena.floats(rows * cout);
    arena.view(yAt, rows * cout).fill(0);
    for (const [k, first, count] of pairs.runs) {
      const weights = wAt + k * cin * cout * 4;
      kernels.gemmPairs(
        xAt,
        cin * 4,
        weights,
        yAt,
        cout * 4,
        pairs.inputs + first * 4,
        pairs.outputs + first * 4,
        count,
        cin,
        cout,
      );
    }
    (save as tf.GradSaveFunc)([xIn as tf.Tensor, wIn as tf.Tensor]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => [
      inputGradient(dy, saved[1]!),
      weightGradient(dy, saved[0]!),
    ];
    return { value: arena.tensor(yAt, [rows, cout]), gradFunc: gradFunc as never };
  });

  const inputGradient = (dy: tf.Tensor, weights: tf.Tensor) => {
    const transposed = arena.floats(offsets * cin * cout);
    transposeEach(weights.dataSync() as Float32Array, arena.view(transposed, offsets * cin * cout), offsets, cin, cout);
    const dyAt = arena.pointerOf(dy);
    const dxAt = arena.floats(rowsIn * cin);
    arena.view(dxAt, rowsIn * cin).fill(0);
    for (const [k, first, count] of pairs.runs) {
      const at = transposed + k * cin * cout * 4;
      kernels.gemmPairs(
        dyAt,
        cout * 4,
        at,
        dxAt,
        cin * 4,
        pairs.outputs + first * 4,
        pairs.inputs + first * 4,
        count,
        cout,
        cin,
      );
    }
    return arena.tensor(dxAt, [rowsIn, cin]);
  };

  const weightGradient = (dy: tf.Tensor, input: tf.Tensor) => {
    const xAt = arena.pointerOf(input);
    const dyAt = arena.pointerOf(dy);
    const dwAt = arena.floats(offsets * cin * cout);
    arena.view(dwAt, offsets * cin * cout).fill(0);
    for (const [k, first, count] of pairs.runs) {
      const at = dwAt + k * cin * cout * 4;
      kernels.gradWeights(
        xAt,
        cin * 4,
        dyAt,
        cout * 4,
        at,
        pairs.inputs + first * 4,
        pairs.outputs + first * 4,
        count,
        cin,
        cout,
      );
    }
    return arena.tensor(dwAt, [offsets, cin, cout]);
  };

  return op(x, w) as tf.Tensor2D;
}

function transposeEach(source: Float32Array, target: Float32Array, offsets: number, cin: number, cout: number): void {
  for (let k = 0; k < offsets; k++) {
    const base = k * cin * cout;
    for (let i = 0; i < cin; i++)
      for (let o = 0; o < cout; o++) target[base + o * cin + i] = source[base + i * cout + o]!;
  }
}
