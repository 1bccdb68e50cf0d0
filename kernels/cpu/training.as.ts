// What a training step does beside its layers' products: sums of gradients, residual ends, biases, the cross-entropy, AdamW.
// Matrices are dense f32. References: src/ops/autograd/gradients.test.ts (finite differences); for AdamW the device's own kernels.
import { exp4 } from './classes.as';
import { relu, storeLanes } from './vectors.as';

/** out = a + b over n values. */
export function addValues(a: usize, b: usize, out: usize, n: i32): void {
  const bytes: usize = <usize>n << 2;
  for (let i: usize = 0; i < bytes; i += 16) storeLanes(out + i, f32x4.add(v128.load(a + i), v128.load(b + i)), bytes - i);
}

/** y = relu(a + b) over n values. */
export function addRelu(a: usize, b: usize, y: usize, n: i32): void {
  const bytes: usize = <usize>n << 2;
  for (let i: usize = 0; i < bytes; i += 16) storeLanes(y + i, relu(f32x4.add(v128.load(a + i), v128.load(b + i))), bytes - i);
}

/** dx = dy where y is above 0, else 0, over n values. */
export function reluGrad(y: usize, dy: usize, dx: usize, n: i32): void {
  const bytes: usize = <usize>n << 2;
  const zero = f32x4.splat(0);
  for (let i: usize = 0; i < bytes; i += 16)
    storeLanes(dx + i, v128.and(v128.load(dy + i), f32x4.gt(v128.load(y + i), zero)), bytes - i);
}

/** y[r] = x[r] + bias. */
export function addBias(x: usize, bias: usize, y: usize, rows: i32, channels: i32): void {
  const bytes: usize = <usize>channels << 2;
  for (let r: i32 = 0; r < rows; r++) {
    const at = <usize>r * bytes;
    for (let j: usize = 0; j < bytes; j += 16) storeLanes(y + at + j, f32x4.add(v128.load(x + at + j), v128.load(bias + j)), bytes - j);
  }
}

/** sums[c] = sum of x[r][c] over the rows; `work` holds channels f64, in which the sums run. */
export function columnSums(x: usize, rows: i32, channels: i32, sums: usize, work: usize): void {
  memory.fill(work, 0, <usize>channels << 3);
  for (let r: i32 = 0; r < rows; r++) {
    const a = x + ((<usize>r * <usize>channels) << 2);
    for (let c: usize = 0; c < <usize>channels; c++)
      store<f64>(work + (c << 3), load<f64>(work + (c << 3)) + <f64>load<f32>(a + (c << 2)));
  }
  for (let c: usize = 0; c < <usize>channels; c++) store<f32>(sums + (c << 2), <f32>load<f64>(work + (c << 3)));
}

/** Filters [cin x cout] as [cout x cin] each; `reversed`: the last offset first. */
export function transposeFilters(w: usize, out: usize, offsets: i32, cin: i32, cout: i32, reversed: i32): void {
  const size: usize = <usize>(cin * cout) << 2;
  const column: usize = <usize>cin << 2;
  for (let k: i32 = 0; k < offsets; k++) {
    let from = w + <usize>k * size;
    const to = out + <usize>(reversed != 0 ? offsets - 1 - k : k) * size;
    for (let i: usize = 0; i < column; i += 4) {
      let at = to + i;
      for (let o: i32 = 0; o < cout; o++) {
        store<u32>(at, load<u32>(from));
        from += 4;
        at += column;
      }
    }
  }
}

/**
 * Softmax cross-entropy, row by row. labels i32 [rows], below 0 not counted; `weights` [classes] f32, already divided by their sum.
 * gradient [rows x classes] = weight * (softmax - one-hot); sums[r] = sum of e^(x - top) (1 where not counted), gaps[r] = top - x[label].
 * @returns counted rows whose largest logit (the first of equals) is the label's.
 */
export function crossEntropyRows(
  x: usize, rows: i32, classes: i32, labels: usize, weights: usize, gradient: usize, sums: usize, gaps: usize,
): i32 {
  const bytes: usize = <usize>classes << 2;
  let right: i32 = 0;
  for (let r: i32 = 0; r < rows; r++) {
    const a = x + <usize>r * bytes;
    const g = gradient + <usize>r * bytes;
    const label = load<i32>(labels + (<usize>r << 2));
    if (label < 0) {
      memory.fill(g, 0, bytes);
      store<f32>(sums + (<usize>r << 2), 1);
      store<f32>(gaps + (<usize>r << 2), 0);
      continue;
    }
    const own: usize = <usize>label << 2;
    let top: f32 = -Infinity;
    let largest = load<f32>(a);
    let best: usize = 0;
    for (let j: usize = 0; j < bytes; j += 4) {
      const v = load<f32>(a + j);
      if (v > largest) {
        largest = v;
        best = j;
      }
      top = max<f32>(top, v); // NaN stays NaN
    }
    for (let j: usize = 0; j < bytes; j += 16) storeLanes(g + j, exp4(f32x4.sub(v128.load(a + j), f32x4.splat(top))), bytes - j);
    let sum: f32 = 0;
    for (let j: usize = 0; j < bytes; j += 4) sum += load<f32>(g + j);
    const weight = load<f32>(weights + own);
    const scale = f32x4.splat(weight / sum);
    for (let j: usize = 0; j < bytes; j += 16) storeLanes(g + j, f32x4.mul(v128.load(g + j), scale), bytes - j);
    store<f32>(g + own, load<f32>(g + own) - weight);
    store<f32>(sums + (<usize>r << 2), sum);
    store<f32>(gaps + (<usize>r << 2), top - load<f32>(a + own));
    if (best == own) right++;
  }
  return right;
}

/** Sum of squares of n values, in f64. */
export function sumOfSquares(x: usize, n: i32): f64 {
  const bytes: usize = <usize>n << 2;
  let s0 = f64x2.splat(0), s1 = f64x2.splat(0);
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) {
    const v = v128.load(x + i);
    const low = f64x2.promote_low_f32x4(v), high = f64x2.promote_low_f32x4(i64x2.shuffle(v, v, 1, 1));
    s0 = f64x2.add(s0, f64x2.mul(low, low));
    s1 = f64x2.add(s1, f64x2.mul(high, high));
  }
  s0 = f64x2.add(s0, s1);
  let sum = f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1);
  for (; i < bytes; i += 4) {
    const v = <f64>load<f32>(x + i);
    sum += v * v;
  }
  return sum;
}

/**
 * AdamW over n parameters p with gradient g and moments m, v: `p -= rate * m / (sqrt(v) + epsilon) + decay * p`, the gradient times `clip`.
 */
export function adamValues(
  g: usize, p: usize, m: usize, v: usize, n: i32, clip: f32, beta1: f32, beta2: f32, epsilon: f32, rate: f32, decay: f32,
): void {
  const bytes: usize = <usize>n << 2;
  const clips = f32x4.splat(clip), keep1 = f32x4.splat(beta1), keep2 = f32x4.splat(beta2);
  const take1 = f32x4.splat(1 - beta1), take2 = f32x4.splat(1 - beta2);
  const floor = f32x4.splat(epsilon), rates = f32x4.splat(rate), decays = f32x4.splat(decay);
  for (let i: usize = 0; i < bytes; i += 16) {
    const left = bytes - i;
    const slope = f32x4.mul(v128.load(g + i), clips);
    const first = f32x4.add(f32x4.mul(keep1, v128.load(m + i)), f32x4.mul(take1, slope));
    const second = f32x4.add(f32x4.mul(keep2, v128.load(v + i)), f32x4.mul(take2, f32x4.mul(slope, slope)));
    const value = v128.load(p + i);
    const step = f32x4.div(f32x4.mul(rates, first), f32x4.add(f32x4.sqrt(second), floor));
    storeLanes(m + i, first, left);
    storeLanes(v + i, second, left);
    storeLanes(p + i, f32x4.sub(value, f32x4.add(step, f32x4.mul(decays, value))), left);
  }
}
