// 2x2x2 pooling and row gathers on the CPU. `children` is u32 [8 x rows], `rows` u32 [n]; 0xffffffff = none.

import { scratch, storeLanes } from './vectors.as';

const NONE: u32 = 0xffffffff;

/** Writes the addresses of the children present to this thread's scratch. @returns 4 x their number. */
@inline
function childrenOf(children: usize, stride: usize, x: usize, xPitch: usize): usize {
  let present: usize = 0;
  for (let k: usize = 0; k < 8; k++) {
    const q = load<u32>(children + k * stride);
    if (q == NONE) continue;
    store<u32>(scratch + present, <u32>(x + <usize>q * xPitch));
    present += 4;
  }
  return present;
}

/** Copies `bytes` (a multiple of 4). Shorter than a call of `memory.copy` for the rows of a layer. */
@inline
function copyRow(to: usize, from: usize, bytes: usize): void {
  let j: usize = 0;
  for (; j + 16 <= bytes; j += 16) v128.store(to + j, v128.load(from + j));
  for (; j < bytes; j += 4) store<u32>(to + j, load<u32>(from + j));
}

/** out[r][c] = max over the children present. */
export function maxPool(x: usize, xPitch: usize, children: usize, y: usize, yPitch: usize, rows: i32, channels: i32): void {
  maxPoolRows(x, xPitch, children, <usize>rows << 2, y, yPitch, rows, channels);
}

/** `maxPool` of n rows out of a longer table: `stride` is the table's row count in bytes, `children` and `y` begin at the first row. */
export function maxPoolRows(
  x: usize, xPitch: usize, children: usize, stride: usize, y: usize, yPitch: usize, n: i32, channels: i32,
): void {
  const bytes: usize = <usize>channels << 2;
  for (let r: i32 = 0; r < n; r++) {
    const o = y + <usize>r * yPitch;
    const present = childrenOf(children + (<usize>r << 2), stride, x, xPitch);
    for (let j: usize = 0; j < bytes; j += 16) {
      let v = f32x4.splat(0);
      if (present > 0) v = v128.load(<usize>load<u32>(scratch) + j);
      for (let i: usize = 4; i < present; i += 4) v = f32x4.max(v, v128.load(<usize>load<u32>(scratch + i) + j));
      storeLanes(o + j, v, bytes - j);
    }
  }
}

/** out[r] = mean over the children present: their sum in table order, times the reciprocal of their number. Arguments as in `maxPoolRows`. */
export function meanPoolRows(
  x: usize, xPitch: usize, children: usize, stride: usize, y: usize, yPitch: usize, n: i32, channels: i32,
): void {
  const bytes: usize = <usize>channels << 2;
  for (let r: i32 = 0; r < n; r++) {
    const o = y + <usize>r * yPitch;
    const present = childrenOf(children + (<usize>r << 2), stride, x, xPitch);
    const share = f32x4.splat(1 / max<f32>(<f32>(present >> 2), 1));
    for (let j: usize = 0; j < bytes; j += 16) {
      let v = f32x4.splat(0);
      for (let i: usize = 0; i < present; i += 4) v = f32x4.add(v, v128.load(<usize>load<u32>(scratch + i) + j));
      storeLanes(o + j, f32x4.mul(v, share), bytes - j);
    }
  }
}

/** dx[child][c] = dy[r][c] where the child held the maximum (the first of equals), else 0. dx is fully written. */
export function maxPoolGrad(
  x: usize, y: usize, dy: usize, children: usize, dx: usize, rows: i32, channels: i32,
): void {
  const bytes: usize = <usize>channels << 2;
  for (let r: i32 = 0; r < rows; r++) {
    const at = <usize>r * bytes;
    const present = childrenOf(children + (<usize>r << 2), <usize>rows << 2, 0, bytes);
    for (let j: usize = 0; j < bytes; j += 16) {
      const top = v128.load(y + at + j);
      let gradient = v128.load(dy + at + j);
      for (let i: usize = 0; i < present; i += 4) {
        const child = <usize>load<u32>(scratch + i) + j;
        const holds = f32x4.eq(v128.load(x + child), top);
        storeLanes(dx + child, v128.and(gradient, holds), bytes - j);
        gradient = v128.andnot(gradient, holds);
      }
    }
  }
}

/** out[r] = in[rows[r]], zeros where rows[r] is none. */
export function gatherRows(x: usize, xPitch: usize, rows: usize, y: usize, yPitch: usize, n: i32, channels: i32): void {
  const bytes: usize = <usize>channels << 2;
  for (let r: i32 = 0; r < n; r++) {
    const q = load<u32>(rows + (<usize>r << 2));
    const o = y + <usize>r * yPitch;
    if (q == NONE) memory.fill(o, 0, bytes);
    else copyRow(o, x + <usize>q * xPitch, bytes);
  }
}

/** dx[r] = sum over the children of dy[child]: the gradient of unpooling, without a scatter. */
export function sumChildren(dy: usize, dyPitch: usize, children: usize, dx: usize, rows: i32, channels: i32): void {
  const bytes: usize = <usize>channels << 2;
  for (let r: i32 = 0; r < rows; r++) {
    const o = dx + <usize>r * bytes;
    const present = childrenOf(children + (<usize>r << 2), <usize>rows << 2, dy, dyPitch);
    for (let j: usize = 0; j < bytes; j += 16) {
      let v = f32x4.splat(0);
      for (let i: usize = 0; i < present; i += 4) v = f32x4.add(v, v128.load(<usize>load<u32>(scratch + i) + j));
      storeLanes(o + j, v, bytes - j);
    }
  }
}
