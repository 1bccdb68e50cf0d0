// What a convolution does with its block of output rows before and after the pairs are added.
import { relu, storeLanes } from './vectors.as';

/** y[r] = bias + residual[r] (each only where it is not 0): what the pairs then add to. */
export function fillRows(y: usize, yPitch: usize, rows: i32, channels: i32, bias: usize, residual: usize, residualPitch: usize): void {
  const bytes: usize = <usize>channels << 2;
  const zero = f32x4.splat(0);
  for (let r: i32 = 0; r < rows; r++) {
    const o = y + <usize>r * yPitch;
    const e = residual + <usize>r * residualPitch;
    for (let j: usize = 0; j < bytes; j += 16) {
      let v = zero;
      if (bias != 0) v = v128.load(bias + j);
      if (residual != 0) v = f32x4.add(v, v128.load(e + j));
      storeLanes(o + j, v, bytes - j);
    }
  }
}

/**
 * y = y / (1 + |sum of the normaliser's entries whose offset is present|) + bias + residual; `stride` is the map's row count in bytes.
 * bias, residual: 0 where not asked for.
 */
export function normaliseRows(
  y: usize, yPitch: usize, rows: i32, channels: i32, map: usize, stride: usize, offsets: i32, normaliser: usize, bias: usize,
  residual: usize, residualPitch: usize,
): void {
  const bytes: usize = <usize>channels << 2;
  for (let r: i32 = 0; r < rows; r++) {
    let sum: f32 = 0;
    for (let k: usize = 0; k < <usize>offsets; k++) {
      if (load<u32>(map + k * stride + (<usize>r << 2)) != 0xffffffff) sum += load<f32>(normaliser + (k << 2));
    }
    const o = y + <usize>r * yPitch;
    const e = residual + <usize>r * residualPitch;
    const divisor = f32x4.splat(1 + abs<f32>(sum));
    for (let j: usize = 0; j < bytes; j += 16) {
      let v = f32x4.div(v128.load(o + j), divisor);
      if (bias != 0) v = f32x4.add(v, v128.load(bias + j));
      if (residual != 0) v = f32x4.add(v, v128.load(e + j));
      storeLanes(o + j, v, bytes - j);
    }
  }
}

/** y = max(y, 0) in place. */
export function reluRows(y: usize, yPitch: usize, rows: i32, channels: i32): void {
  const bytes: usize = <usize>channels << 2;
  for (let r: i32 = 0; r < rows; r++) {
    const o = y + <usize>r * yPitch;
    for (let j: usize = 0; j < bytes; j += 16) storeLanes(o + j, relu(v128.load(o + j)), bytes - j);
  }
}
