import type { Tensor } from '../../ops.ts';
import type { GpuMemory } from '../gpu-memory.ts';
import { GRADIENT_KERNELS } from './kernels.ts';
import { record } from './record.ts';

/** `a` and `b` side by side. */
export function concatColumns(memory: GpuMemory, a: Tensor, b: Tensor): Tensor {
  const out = memory.tensor(a.rows, a.channels + b.channels);
  out.stale = [0, 0]; // both parts together write all of it
  for (const [part, offset] of [[a, 0] as const, [b, a.channels] as const]) {
    const params = [a.rows, part.channels, part.channels, 0, out.channels, offset];
    record(memory, GRADIENT_KERNELS.copyColumns, [part], [out], params, a.rows * part.channels);
  }
  return out;
}

/** Columns `[offset, offset + channels)` as a matrix of their own. */
export function columns(memory: GpuMemory, matrix: Tensor, offset: number, channels: number): Tensor {
  const { rows } = matrix;
  const out = memory.tensor(rows, channels);
  const params = [rows, channels, matrix.channels, offset, channels, 0];
  record(memory, GRADIENT_KERNELS.copyColumns, [matrix], [out], params, rows * channels);
  return out;
}

/** `x + b` per column, b [1 × C]. */
export function addBias(memory: GpuMemory, x: Tensor, bias: Tensor): Tensor {
  const { rows, channels } = x;
  const out = memory.tensor(rows, channels);
  record(memory, GRADIENT_KERNELS.addBias, [x, bias], [out], [rows, channels], rows * channels);
  return out;
}

export function add(memory: GpuMemory, a: Tensor, b: Tensor): Tensor {
  const length = a.rows * a.channels;
  const out = memory.tensor(a.rows, a.channels);
  record(memory, GRADIENT_KERNELS.addValues, [a, b], [out], [length], length);
  return out;
}

/** `relu(a + b)`. */
export function addRelu(memory: GpuMemory, a: Tensor, b: Tensor): Tensor {
  const length = a.rows * a.channels;
  const out = memory.tensor(a.rows, a.channels);
  record(memory, GRADIENT_KERNELS.addRelu, [a, b], [out], [length], length);
  return out;
}

/** dy where the output of a ReLU is above 0. */
export function reluGradient(memory: GpuMemory, output: Tensor, dy: Tensor): Tensor {
  const length = output.rows * output.channels;
  const dx = memory.tensor(output.rows, output.channels);
  record(memory, GRADIENT_KERNELS.gradRelu, [output, dy], [dx], [length], length);
  return dx;
}

/** `x[r] / (1 + |n[r]|)`, n [rows × 1]. */
export function divideRows(memory: GpuMemory, x: Tensor, n: Tensor): Tensor {
  const { rows, channels } = x;
  const out = memory.tensor(rows, channels);
  record(memory, GRADIENT_KERNELS.divideRows, [x, n], [out], [rows, channels], rows * channels);
  return out;
}

/** dn [rows × 1] of `divideRows`; dx is `divideRows` of dy. */
export function divisorGradient(memory: GpuMemory, output: Tensor, dy: Tensor, n: Tensor): Tensor {
  const { rows, channels } = output;
  const dn = memory.tensor(rows, 1);
  record(memory, GRADIENT_KERNELS.gradDivideRows, [output, dy, n], [dn], [rows, channels], rows);
  return dn;
}

/** `x · factor`, factor [1 × 1]. */
export function scale(memory: GpuMemory, x: Tensor, factor: Tensor): Tensor {
  const length = x.rows * x.channels;
  const out = memory.tensor(x.rows, x.channels);
  record(memory, GRADIENT_KERNELS.scaleValues, [x, factor], [out], [length], length);
  return out;
}

/** Several tensors in one flat one, [1 × all their values], in their order. */
export function pack(memory: GpuMemory, tensors: readonly Tensor[]): Tensor {
  const length = tensors.reduce((sum, { rows, channels }) => sum + rows * channels, 0);
  const flat = memory.tensor(1, length);
  flat.stale = [0, 0]; // the parts together write all of it
  let at = 0;
  for (const tensor of tensors) {
    const size = tensor.rows * tensor.channels;
    record(memory, GRADIENT_KERNELS.copyValues, [tensor], [flat], [size, 0, at], size);
    at += size;
  }
  return flat;
}

/** `rows · channels` values of a flat tensor, from `offset` on, as a matrix. */
export function unpack(memory: GpuMemory, flat: Tensor, offset: number, rows: number, channels: number): Tensor {
  const out = memory.tensor(rows, channels);
  const length = rows * channels;
  record(memory, GRADIENT_KERNELS.copyValues, [flat], [out], [length, offset, 0], length);
  return out;
}
