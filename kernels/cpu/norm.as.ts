// Batch normalisation over voxels with ReLU, training form. Matrices are dense [rows x channels] f32; statistics are f64 so that
// 10^5 rows lose nothing. Four channels at a time; a row's surplus channels one by one, in the same order of sums.
// Reference: Ioffe & Szegedy 2015; TF 3D normalises over the valid voxels of the whole batch.
import { relu } from './vectors.as';

/** Rows that all channels finish before the next begin: they stay in the first-level cache. */
const CHUNK: i32 = 64;

/** mean[c], invStd[c] (f32) of x; `work` holds 2 x channels f64. Variance is the biased one, as in Keras. */
export function batchStatistics(x: usize, rows: i32, channels: i32, epsilon: f64, mean: usize, invStd: usize, variance: usize, work: usize): void {
  const squares = work + (<usize>channels << 3);
  memory.fill(work, 0, <usize>channels << 4);
  for (let r: i32 = 0; r < rows; r += CHUNK) sumRows(x, r, min(CHUNK, rows - r), channels, work);
  for (let c: usize = 0; c < <usize>channels; c++) store<f64>(work + (c << 3), load<f64>(work + (c << 3)) / <f64>rows);
  for (let r: i32 = 0; r < rows; r += CHUNK) sumSquares(x, r, min(CHUNK, rows - r), channels, work, squares);
  for (let c: usize = 0; c < <usize>channels; c++) {
    const v = load<f64>(squares + (c << 3)) / <f64>rows;
    store<f32>(mean + (c << 2), <f32>load<f64>(work + (c << 3)));
    store<f32>(variance + (c << 2), <f32>v);
    store<f32>(invStd + (c << 2), <f32>(1.0 / sqrt(v + epsilon)));
  }
}

@inline
function high(v: v128): v128 {
  return f64x2.promote_low_f32x4(i64x2.shuffle(v, v, 1, 1));
}

function sumRows(x: usize, first: i32, n: i32, channels: i32, sums: usize): void {
  const bytes: usize = <usize>channels << 2;
  const from = x + <usize>first * bytes;
  const until = from + <usize>n * bytes;
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) {
    const at = sums + 2 * i;
    let s0 = v128.load(at), s1 = v128.load(at, 16);
    for (let a = from; a < until; a += bytes) {
      const v = v128.load(a + i);
      s0 = f64x2.add(s0, f64x2.promote_low_f32x4(v));
      s1 = f64x2.add(s1, high(v));
    }
    v128.store(at, s0);
    v128.store(at, s1, 16);
  }
  for (; i < bytes; i += 4) {
    let s = load<f64>(sums + 2 * i);
    for (let a = from; a < until; a += bytes) s += <f64>load<f32>(a + i);
    store<f64>(sums + 2 * i, s);
  }
}

function sumSquares(x: usize, first: i32, n: i32, channels: i32, means: usize, sums: usize): void {
  const bytes: usize = <usize>channels << 2;
  const from = x + <usize>first * bytes;
  const until = from + <usize>n * bytes;
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) {
    const at = sums + 2 * i;
    const m0 = v128.load(means + 2 * i), m1 = v128.load(means + 2 * i, 16);
    let s0 = v128.load(at), s1 = v128.load(at, 16);
    for (let a = from; a < until; a += bytes) {
      const v = v128.load(a + i);
      const d0 = f64x2.sub(f64x2.promote_low_f32x4(v), m0), d1 = f64x2.sub(high(v), m1);
      s0 = f64x2.add(s0, f64x2.mul(d0, d0));
      s1 = f64x2.add(s1, f64x2.mul(d1, d1));
    }
    v128.store(at, s0);
    v128.store(at, s1, 16);
  }
  for (; i < bytes; i += 4) {
    const m = load<f64>(means + 2 * i);
    let s = load<f64>(sums + 2 * i);
    for (let a = from; a < until; a += bytes) {
      const d = <f64>load<f32>(a + i) - m;
      s += d * d;
    }
    store<f64>(sums + 2 * i, s);
  }
}

/** y = relu(gamma * (x - mean) * invStd + beta). */
export function normRelu(x: usize, y: usize, rows: i32, channels: i32, mean: usize, invStd: usize, gamma: usize, beta: usize): void {
  const bytes: usize = <usize>channels << 2;
  for (let r: i32 = 0; r < rows; r++) {
    const a = x + <usize>r * bytes;
    const o = y + <usize>r * bytes;
    let i: usize = 0;
    for (; i + 16 <= bytes; i += 16) {
      const scale = f32x4.mul(v128.load(gamma + i), v128.load(invStd + i));
      v128.store(o + i, relu(f32x4.add(f32x4.mul(f32x4.sub(v128.load(a + i), v128.load(mean + i)), scale), v128.load(beta + i))));
    }
    for (; i < bytes; i += 4) {
      const scale = load<f32>(gamma + i) * load<f32>(invStd + i);
      store<f32>(o + i, max<f32>((load<f32>(a + i) - load<f32>(mean + i)) * scale + load<f32>(beta + i), 0));
    }
  }
}

/** Gradients of normRelu through the batch statistics. `work` holds 2 x channels f64. dx, dgamma, dbeta are fully written. */
export function normReluGrad(
  x: usize, y: usize, dy: usize, dx: usize, rows: i32, channels: i32, mean: usize, invStd: usize, gamma: usize, dgamma: usize, dbeta: usize, work: usize,
): void {
  const bytes: usize = <usize>channels << 2;
  const dots = work + (<usize>channels << 3);
  memory.fill(work, 0, <usize>channels << 4);
  for (let r: i32 = 0; r < rows; r += CHUNK) sumGradients(x, y, dy, r, min(CHUNK, rows - r), channels, mean, invStd, work, dots);
  for (let c: usize = 0; c < <usize>channels; c++) {
    store<f32>(dbeta + (c << 2), <f32>load<f64>(work + (c << 3)));
    store<f32>(dgamma + (c << 2), <f32>load<f64>(dots + (c << 3)));
  }
  const n = <f32>rows;
  for (let r: i32 = 0; r < rows; r++) {
    const at = <usize>r * bytes;
    let i: usize = 0;
    for (; i + 16 <= bytes; i += 16) {
      const inv = v128.load(invStd + i);
      const xhat = f32x4.mul(f32x4.sub(v128.load(x + at + i), v128.load(mean + i)), inv);
      const g = v128.and(v128.load(dy + at + i), f32x4.gt(v128.load(y + at + i), f32x4.splat(0)));
      const shared = f32x4.div(f32x4.add(v128.load(dbeta + i), f32x4.mul(xhat, v128.load(dgamma + i))), f32x4.splat(n));
      v128.store(dx + at + i, f32x4.mul(f32x4.mul(v128.load(gamma + i), inv), f32x4.sub(g, shared)));
    }
    for (; i < bytes; i += 4) {
      const inv = load<f32>(invStd + i);
      const xhat = (load<f32>(x + at + i) - load<f32>(mean + i)) * inv;
      const g = load<f32>(y + at + i) > 0 ? load<f32>(dy + at + i) : 0;
      store<f32>(dx + at + i, load<f32>(gamma + i) * inv * (g - (load<f32>(dbeta + i) + xhat * load<f32>(dgamma + i)) / n));
    }
  }
}

/** sums[c] += g and dots[c] += g * xhat over n rows, g being dy where y is above 0. */
function sumGradients(
  x: usize, y: usize, dy: usize, first: i32, n: i32, channels: i32, mean: usize, invStd: usize, sums: usize, dots: usize,
): void {
  const bytes: usize = <usize>channels << 2;
  const from = <usize>first * bytes;
  const until = from + <usize>n * bytes;
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) {
    const s = sums + 2 * i, d = dots + 2 * i;
    const middle = v128.load(mean + i), inv = v128.load(invStd + i);
    let s0 = v128.load(s), s1 = v128.load(s, 16), d0 = v128.load(d), d1 = v128.load(d, 16);
    for (let at = from + i; at < until; at += bytes) {
      const g = v128.and(v128.load(dy + at), f32x4.gt(v128.load(y + at), f32x4.splat(0)));
      const xhat = f32x4.mul(f32x4.sub(v128.load(x + at), middle), inv);
      const g0 = f64x2.promote_low_f32x4(g), g1 = high(g);
      s0 = f64x2.add(s0, g0);
      s1 = f64x2.add(s1, g1);
      d0 = f64x2.add(d0, f64x2.mul(g0, f64x2.promote_low_f32x4(xhat)));
      d1 = f64x2.add(d1, f64x2.mul(g1, high(xhat)));
    }
    v128.store(s, s0); v128.store(s, s1, 16);
    v128.store(d, d0); v128.store(d, d1, 16);
  }
  for (; i < bytes; i += 4) {
    let s = load<f64>(sums + 2 * i), d = load<f64>(dots + 2 * i);
    for (let at = from + i; at < until; at += bytes) {
      if (load<f32>(y + at) <= 0) continue;
      const g = <f64>load<f32>(dy + at);
      s += g;
      d += g * <f64>((load<f32>(x + at) - load<f32>(mean + i)) * load<f32>(invStd + i));
    }
    store<f64>(sums + 2 * i, s);
    store<f64>(dots + 2 * i, d);
  }
}
