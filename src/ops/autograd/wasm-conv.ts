import type * as tf from '@tensorflow/tfjs';
import { whole } from '../ops.ts';
import { type WasmTable, WasmTensor } from '../wasm/index.ts';
import type { Arena } from './arena.ts';
import type { ConvMaps, Forward } from './sparse-gradients.ts';

/** A layer's operands in the kernels' memory. w [offsets × Cin × Cout]. */
interface Layer {
  readonly x: WasmTensor;
  readonly w: WasmTensor;
  readonly offsets: number;
  readonly cout: number;
  readonly rows: number;
}

/**
 * A convolution on the CPU kernels. Both gradients run over the layer's own pair lists: a submanifold layer's dX is the same layer over
 * dY with its filters transposed, in reverse order; another map's adds W[k]·dY from outputs to inputs; dW sums Xᵀ·dY. Nothing is
 * scattered in an order that could change, so results are the same in every run.
 */
export function wasmConv(
  arena: Arena,
  x: tf.Tensor2D,
  w: tf.Tensor,
  { forward, mirrored = false }: ConvMaps,
  fixed: boolean,
): Forward {
  const { ops } = arena;
  const map = forward as WasmTable | undefined;
  const [rowsIn, cin] = x.shape;
  const rows = map?.rows ?? rowsIn;
  const cout = w.shape.at(-1)!;
  const offsets = w.size / (cin * cout);
  const layer: Layer = {
    x: new WasmTensor(arena.pointerOf(x), rowsIn, cin),
    w: new WasmTensor(arena.pointerOf(w), offsets * cin, cout),
    ...{ offsets, cout, rows },
  };
  const y = new WasmTensor(arena.floats(rows * cout), rows, cout);
  run(arena, layer.x, map, layer.w, y);

  const inputGradient = (dy: WasmTensor) => {
    const dx = new WasmTensor(arena.floats(rowsIn * cin), rowsIn, cin);
    const transposed = new WasmTensor(arena.floats(w.size), offsets * cout, cin);
    const isGather = !map || mirrored;
    ops.memory.kernels.transposeFilters(layer.w.pointer, transposed.pointer, offsets, cin, cout, isGather ? 1 : 0);
    if (isGather) run(arena, dy, map, transposed, dx);
    else addBackwards(arena, map, layer, transposed, dy, dx);
    return arena.tensor(dx.pointer, [rowsIn, cin]);
  };

  return {
    value: arena.tensor(y.pointer, [rows, cout]),
    gradient(dyTensor) {
      const dy = new WasmTensor(arena.pointerOf(dyTensor), rows, cout);
      const dw = arena.tensor(weightGradient(arena, map, layer, dy), w.shape);
      return fixed ? [dw] : [inputGradient(dy), dw];
    },
  };
}

function run({ ops }: Arena, x: WasmTensor, map: WasmTable | undefined, weights: WasmTensor, y: WasmTensor): void {
  ops.conv({ input: whole(x), ...(map && { map }), weights, relu: false, output: whole(y) });
}

/** dx += W[k]·dy along the lists of a map whose ends differ, block by block: a block of outputs and one filter stay in the cache. */
function addBackwards(
  arena: Arena,
  map: WasmTable,
  { offsets, cout }: Layer,
  transposed: WasmTensor,
  dy: WasmTensor,
  dx: WasmTensor,
): void {
  const { inputs, outputs, blocks, starts } = arena.ops.pairsOf(map);
  const { kernels } = arena.ops.memory;
  const cin = dx.channels;
  arena.view(dx.pointer, dx.rows * cin).fill(0);
  for (let block = 0; block < blocks; block++) {
    for (let k = 0; k < offsets; k++) {
      const first = starts[k * (blocks + 1) + block]!;
      const count = starts[k * (blocks + 1) + block + 1]! - first;
      if (count === 0) continue;
      const filter = transposed.pointer + k * cin * cout * 4;
      const [from, to] = [outputs + first * 4, inputs + first * 4];
      kernels.gemmPairs(dy.pointer, cout * 4, filter, dx.pointer, cin * 4, from, to, count, cout, cin);
    }
  }
}

/** @returns pointer of dW. */
function weightGradient(
  arena: Arena,
  map: WasmTable | undefined,
  { x, offsets, cout, rows }: Layer,
  dy: WasmTensor,
): number {
  const { kernels } = arena.ops.memory;
  const cin = x.channels;
  const size = cin * cout;
  const dw = arena.floats(offsets * size);
  arena.view(dw, offsets * size).fill(0);
  const add = (k: number, inputs: number, outputs: number, count: number) =>
    kernels.gradWeights(x.pointer, cin * 4, dy.pointer, cout * 4, dw + k * size * 4, inputs, outputs, count, cin, cout);
  if (!map) {
    const identity = arena.ops.identity(rows);
    add(0, identity, identity, rows);
    return dw;
  }
  const { inputs, outputs, blocks, starts } = arena.ops.pairsOf(map);
  for (let k = 0; k < offsets; k++) {
    const first = starts[k * (blocks + 1)]!;
    add(k, inputs + first * 4, outputs + first * 4, starts[k * (blocks + 1) + blocks]! - first);
  }
  return dw;
}
