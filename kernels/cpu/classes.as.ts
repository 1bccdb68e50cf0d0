// What follows the last layer, row by row: softmax, the largest class, ids of points. y is dense.
import { storeLanes } from './vectors.as';

const NONE: u32 = 0xffffffff;

/** e^x of four values up to 0, within 2 ulp: 2^n · e^r with |r| <= ln 2 / 2 and a polynomial of degree 6. Below -87: as good as 0. */
@inline
export function exp4(x: v128): v128 {
  const low = f32x4.max(x, f32x4.splat(-87));
  const n = f32x4.nearest(f32x4.mul(low, f32x4.splat(1.44269504)));
  let r = f32x4.sub(low, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.12194440e-4)));
  let p = f32x4.splat(1.9875691500e-4);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.3981999507e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1));
  p = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(p, r), r), r), f32x4.splat(1));
  return f32x4.mul(p, i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23));
}

/** y[r] = softmax(x[r]) of n rows. */
export function softmaxRows(x: usize, xPitch: usize, y: usize, n: i32, channels: i32): void {
  const bytes: usize = <usize>channels << 2;
  for (let r: i32 = 0; r < n; r++) {
    const a = x + <usize>r * xPitch;
    const o = y + <usize>r * bytes;
    let top: f32 = -Infinity;
    for (let j: usize = 0; j < bytes; j += 4) top = max<f32>(top, load<f32>(a + j));
    for (let j: usize = 0; j < bytes; j += 16) storeLanes(o + j, exp4(f32x4.sub(v128.load(a + j), f32x4.splat(top))), bytes - j);
    let sum: f32 = 0;
    for (let j: usize = 0; j < bytes; j += 4) sum += load<f32>(o + j);
    for (let j: usize = 0; j < bytes; j += 4) store<f32>(o + j, load<f32>(o + j) / sum);
  }
}

/** ids[r] = index of the largest value of x[r], the first of equals. */
export function argmaxRows(x: usize, xPitch: usize, ids: usize, n: i32, channels: i32): void {
  for (let r: i32 = 0; r < n; r++) {
    const a = x + <usize>r * xPitch;
    let top = load<f32>(a);
    let best: u32 = 0;
    for (let c: u32 = 1; c < <u32>channels; c++) {
      const v = load<f32>(a + (<usize>c << 2));
      if (v > top) {
        top = v;
        best = c;
      }
    }
    store<u32>(ids + (<usize>r << 2), best);
  }
}

/** out[r] = ids[rows[r]]; none stays none. */
export function gatherIds(ids: usize, rows: usize, out: usize, n: i32): void {
  for (let at: usize = 0; at < <usize>n << 2; at += 4) {
    const row = load<u32>(rows + at);
    store<u32>(out + at, row == NONE ? NONE : load<u32>(ids + (<usize>row << 2)));
  }
}
