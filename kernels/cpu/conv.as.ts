// Sparse convolution on the CPU, one kernel offset at a time, as a list of (input row, output row) pairs.
// Useful multiply-adds only: a row without a neighbour at an offset costs nothing.
// Registers: 4 pairs x 8 output channels = 8 accumulators, 4 vectors of input, 2 of weights, 1 splat: 15 of 16 xmm.
// Reference: src/ops/tfjs (gather, matMul, add). Pointers and pitches are byte counts.
import { lane0, lane1, lane2, lane3, madd, relu, scratch, storeLanes } from './vectors.as';

/**
 * y[out] += x[in] * w over n pairs; w is [cin x cout]. A row may occur once in `outIdx`.
 * Trap: the last columns of a width that is no multiple of 8 are read as whole vectors, past the row and up to 28 bytes past the matrix;
 * what was read there is never stored.
 */
export function gemmPairs(
  x: usize, xPitch: usize, w: usize, y: usize, yPitch: usize, inIdx: usize, outIdx: usize, n: i32, cin: i32, cout: i32,
): void {
  const xs: usize = <usize>cin << 2;
  const x4: usize = xs & ~15;
  const ws: usize = <usize>cout << 2;
  const j8: usize = ws & ~31;
  for (let p: i32 = 0; p < n; p += 4) {
    const pi: usize = inIdx + (<usize>p << 2);
    const po: usize = outIdx + (<usize>p << 2);
    const left = n - p;
    const a0 = x + <usize>load<u32>(pi) * xPitch;
    const o0 = y + <usize>load<u32>(po) * yPitch;
    let a1 = a0, a2 = a0, a3 = a0;
    let o1 = scratch, o2 = scratch, o3 = scratch;
    if (left > 3) {
      a1 = x + <usize>load<u32>(pi, 4) * xPitch; o1 = y + <usize>load<u32>(po, 4) * yPitch;
      a2 = x + <usize>load<u32>(pi, 8) * xPitch; o2 = y + <usize>load<u32>(po, 8) * yPitch;
      a3 = x + <usize>load<u32>(pi, 12) * xPitch; o3 = y + <usize>load<u32>(po, 12) * yPitch;
    } else {
      if (left > 1) { a1 = x + <usize>load<u32>(pi, 4) * xPitch; o1 = y + <usize>load<u32>(po, 4) * yPitch; }
      if (left > 2) { a2 = x + <usize>load<u32>(pi, 8) * xPitch; o2 = y + <usize>load<u32>(po, 8) * yPitch; }
    }
    let j: usize = 0;
    for (; j < j8; j += 32) {
      let c00 = v128.load(o0 + j), c01 = v128.load(o0 + j, 16), c10 = v128.load(o1 + j), c11 = v128.load(o1 + j, 16);
      let c20 = v128.load(o2 + j), c21 = v128.load(o2 + j, 16), c30 = v128.load(o3 + j), c31 = v128.load(o3 + j, 16);
      let wp = w + j;
      let c: usize = 0;
      let b0: v128, b1: v128, s: v128;
      for (; c < x4; c += 16) { // four channels at a time: see `lane0`
        const x0 = v128.load(a0 + c), x1 = v128.load(a1 + c), x2 = v128.load(a2 + c), x3 = v128.load(a3 + c);
        b0 = v128.load(wp); b1 = v128.load(wp, 16);
        wp += ws;
        s = lane0(x0); c00 = madd(s, b0, c00); c01 = madd(s, b1, c01);
        s = lane0(x1); c10 = madd(s, b0, c10); c11 = madd(s, b1, c11);
        s = lane0(x2); c20 = madd(s, b0, c20); c21 = madd(s, b1, c21);
        s = lane0(x3); c30 = madd(s, b0, c30); c31 = madd(s, b1, c31);
        if (a0 == c) break;
        b0 = v128.load(wp); b1 = v128.load(wp, 16);
        wp += ws;
        s = lane1(x0); c00 = madd(s, b0, c00); c01 = madd(s, b1, c01);
        s = lane1(x1); c10 = madd(s, b0, c10); c11 = madd(s, b1, c11);
        s = lane1(x2); c20 = madd(s, b0, c20); c21 = madd(s, b1, c21);
        s = lane1(x3); c30 = madd(s, b0, c30); c31 = madd(s, b1, c31);
        if (a1 == c) break;
        b0 = v128.load(wp); b1 = v128.load(wp, 16);
        wp += ws;
        s = lane2(x0); c00 = madd(s, b0, c00); c01 = madd(s, b1, c01);
        s = lane2(x1); c10 = madd(s, b0, c10); c11 = madd(s, b1, c11);
        s = lane2(x2); c20 = madd(s, b0, c20); c21 = madd(s, b1, c21);
        s = lane2(x3); c30 = madd(s, b0, c30); c31 = madd(s, b1, c31);
        if (a2 == c) break;
        b0 = v128.load(wp); b1 = v128.load(wp, 16);
        wp += ws;
        s = lane3(x0); c00 = madd(s, b0, c00); c01 = madd(s, b1, c01);
        s = lane3(x1); c10 = madd(s, b0, c10); c11 = madd(s, b1, c11);
        s = lane3(x2); c20 = madd(s, b0, c20); c21 = madd(s, b1, c21);
        s = lane3(x3); c30 = madd(s, b0, c30); c31 = madd(s, b1, c31);
      }
      for (; c < xs; c += 4) {
        b0 = v128.load(wp); b1 = v128.load(wp, 16);
        wp += ws;
        s = v128.load32_splat(a0 + c);
        c00 = madd(s, b0, c00); c01 = madd(s, b1, c01);
        s = v128.load32_splat(a1 + c);
        c10 = madd(s, b0, c10); c11 = madd(s, b1, c11);
        s = v128.load32_splat(a2 + c);
        c20 = madd(s, b0, c20); c21 = madd(s, b1, c21);
        s = v128.load32_splat(a3 + c);
        c30 = madd(s, b0, c30); c31 = madd(s, b1, c31);
      }
      v128.store(o0 + j, c00); v128.store(o0 + j, c01, 16);
      v128.store(o1 + j, c10); v128.store(o1 + j, c11, 16);
      v128.store(o2 + j, c20); v128.store(o2 + j, c21, 16);
      v128.store(o3 + j, c30); v128.store(o3 + j, c31, 16);
    }
    for (; j < ws; j += 16) {
      let c0 = v128.load(o0 + j), c1 = v128.load(o1 + j), c2 = v128.load(o2 + j), c3 = v128.load(o3 + j);
      let wp = w + j;
      for (let c: usize = 0; c < xs; c += 4) {
        const b = v128.load(wp);
        wp += ws;
        c0 = madd(v128.load32_splat(a0 + c), b, c0);
        c1 = madd(v128.load32_splat(a1 + c), b, c1);
        c2 = madd(v128.load32_splat(a2 + c), b, c2);
        c3 = madd(v128.load32_splat(a3 + c), b, c3);
      }
      const lanes = ws - j;
      storeLanes(o0 + j, c0, lanes); storeLanes(o1 + j, c1, lanes); storeLanes(o2 + j, c2, lanes); storeLanes(o3 + j, c3, lanes);
    }
  }
}

/**
 * y[r] = relu(x[r] * w + bias + residual[r]) for n rows side by side: a layer whose sum is made once, so that no row is read back.
 * bias, residual and relu are 0 where not asked for. Reads past the matrices like `gemmPairs`.
 */
export function linearRows(
  x: usize, xPitch: usize, w: usize, y: usize, yPitch: usize, n: i32, cin: i32, cout: i32, bias: usize, residual: usize, residualPitch: usize,
  clip: i32,
): void {
  const xs: usize = <usize>cin << 2;
  const x4: usize = xs & ~15;
  const ws: usize = <usize>cout << 2;
  const j8: usize = ws & ~31;
  const zero = f32x4.splat(0);
  for (let p: i32 = 0; p < n; p += 4) {
    const left = n - p;
    const a0 = x + <usize>p * xPitch;
    const o0 = y + <usize>p * yPitch;
    const e0 = residual + <usize>p * residualPitch;
    let a1 = a0, a2 = a0, a3 = a0;
    let o1 = scratch, o2 = scratch, o3 = scratch;
    let e1 = e0, e2 = e0, e3 = e0;
    if (left > 1) { a1 = a0 + xPitch; o1 = o0 + yPitch; e1 = e0 + residualPitch; }
    if (left > 2) { a2 = a1 + xPitch; o2 = o1 + yPitch; e2 = e1 + residualPitch; }
    if (left > 3) { a3 = a2 + xPitch; o3 = o2 + yPitch; e3 = e2 + residualPitch; }
    let j: usize = 0;
    for (; j < j8; j += 32) {
      let c00 = zero, c01 = zero;
      if (bias != 0) { c00 = v128.load(bias + j); c01 = v128.load(bias + j, 16); }
      let c10 = c00, c11 = c01, c20 = c00, c21 = c01, c30 = c00, c31 = c01;
      let wp = w + j;
      let c: usize = 0;
      let b0: v128, b1: v128, s: v128;
      for (; c < x4; c += 16) { // four channels at a time: see `lane0`
        const x0 = v128.load(a0 + c), x1 = v128.load(a1 + c), x2 = v128.load(a2 + c), x3 = v128.load(a3 + c);
        b0 = v128.load(wp); b1 = v128.load(wp, 16);
        wp += ws;
        s = lane0(x0); c00 = madd(s, b0, c00); c01 = madd(s, b1, c01);
        s = lane0(x1); c10 = madd(s, b0, c10); c11 = madd(s, b1, c11);
        s = lane0(x2); c20 = madd(s, b0, c20); c21 = madd(s, b1, c21);
        s = lane0(x3); c30 = madd(s, b0, c30); c31 = madd(s, b1, c31);
        if (a0 == c) break;
        b0 = v128.load(wp); b1 = v128.load(wp, 16);
        wp += ws;
        s = lane1(x0); c00 = madd(s, b0, c00); c01 = madd(s, b1, c01);
        s = lane1(x1); c10 = madd(s, b0, c10); c11 = madd(s, b1, c11);
        s = lane1(x2); c20 = madd(s, b0, c20); c21 = madd(s, b1, c21);
        s = lane1(x3); c30 = madd(s, b0, c30); c31 = madd(s, b1, c31);
        if (a1 == c) break;
        b0 = v128.load(wp); b1 = v128.load(wp, 16);
        wp += ws;
        s = lane2(x0); c00 = madd(s, b0, c00); c01 = madd(s, b1, c01);
        s = lane2(x1); c10 = madd(s, b0, c10); c11 = madd(s, b1, c11);
        s = lane2(x2); c20 = madd(s, b0, c20); c21 = madd(s, b1, c21);
        s = lane2(x3); c30 = madd(s, b0, c30); c31 = madd(s, b1, c31);
        if (a2 == c) break;
        b0 = v128.load(wp); b1 = v128.load(wp, 16);
        wp += ws;
        s = lane3(x0); c00 = madd(s, b0, c00); c01 = madd(s, b1, c01);
        s = lane3(x1); c10 = madd(s, b0, c10); c11 = madd(s, b1, c11);
        s = lane3(x2); c20 = madd(s, b0, c20); c21 = madd(s, b1, c21);
        s = lane3(x3); c30 = madd(s, b0, c30); c31 = madd(s, b1, c31);
      }
      for (; c < xs; c += 4) {
        b0 = v128.load(wp); b1 = v128.load(wp, 16);
        wp += ws;
        s = v128.load32_splat(a0 + c);
        c00 = madd(s, b0, c00); c01 = madd(s, b1, c01);
        s = v128.load32_splat(a1 + c);
        c10 = madd(s, b0, c10); c11 = madd(s, b1, c11);
        s = v128.load32_splat(a2 + c);
        c20 = madd(s, b0, c20); c21 = madd(s, b1, c21);
        s = v128.load32_splat(a3 + c);
        c30 = madd(s, b0, c30); c31 = madd(s, b1, c31);
      }
      if (residual != 0) {
        c00 = f32x4.add(c00, v128.load(e0 + j)); c01 = f32x4.add(c01, v128.load(e0 + j, 16));
        c10 = f32x4.add(c10, v128.load(e1 + j)); c11 = f32x4.add(c11, v128.load(e1 + j, 16));
        c20 = f32x4.add(c20, v128.load(e2 + j)); c21 = f32x4.add(c21, v128.load(e2 + j, 16));
        c30 = f32x4.add(c30, v128.load(e3 + j)); c31 = f32x4.add(c31, v128.load(e3 + j, 16));
      }
      if (clip != 0) {
        c00 = relu(c00); c01 = relu(c01); c10 = relu(c10); c11 = relu(c11);
        c20 = relu(c20); c21 = relu(c21); c30 = relu(c30); c31 = relu(c31);
      }
      v128.store(o0 + j, c00); v128.store(o0 + j, c01, 16);
      v128.store(o1 + j, c10); v128.store(o1 + j, c11, 16);
      v128.store(o2 + j, c20); v128.store(o2 + j, c21, 16);
      v128.store(o3 + j, c30); v128.store(o3 + j, c31, 16);
    }
    for (; j < ws; j += 16) {
      let c0 = zero;
      if (bias != 0) c0 = v128.load(bias + j);
      let c1 = c0, c2 = c0, c3 = c0;
      let wp = w + j;
      for (let c: usize = 0; c < xs; c += 4) {
        const b = v128.load(wp);
        wp += ws;
        c0 = madd(v128.load32_splat(a0 + c), b, c0);
        c1 = madd(v128.load32_splat(a1 + c), b, c1);
        c2 = madd(v128.load32_splat(a2 + c), b, c2);
        c3 = madd(v128.load32_splat(a3 + c), b, c3);
      }
      if (residual != 0) {
        c0 = f32x4.add(c0, v128.load(e0 + j)); c1 = f32x4.add(c1, v128.load(e1 + j));
        c2 = f32x4.add(c2, v128.load(e2 + j)); c3 = f32x4.add(c3, v128.load(e3 + j));
      }
      if (clip != 0) { c0 = relu(c0); c1 = relu(c1); c2 = relu(c2); c3 = relu(c3); }
      const lanes = ws - j;
      storeLanes(o0 + j, c0, lanes); storeLanes(o1 + j, c1, lanes); storeLanes(o2 + j, c2, lanes); storeLanes(o3 + j, c3, lanes);
    }
  }
}
