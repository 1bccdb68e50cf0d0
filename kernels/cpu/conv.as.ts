// Sparse convolution on the CPU, one kernel offset at a time, as a list of (input row, output row) pairs.
// Useful multiply-adds only: a row without a neighbour at an offset costs nothing.
// Registers: 4 pairs x 8 output channels = 8 accumulators, 2 weight vectors, 1 splat of 16 xmm.
// Reference: src/ops/tfjs (gather, matMul, add). Pointers and pitches are byte counts.

/** This thread's own place for what it need not keep: see `setScratch`. */
export let scratch: usize = 0;

/** a * b + c; one fused instruction where the module is built with relaxed SIMD. */
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(c, f32x4.mul(a, b));
}

/**
 * One value in all lanes. Four channels of a row are loaded together and taken apart: half the loads, which is what a thread that shares
 * its core with another runs out of first.
 * Trap: V8 moves loads of one straight run of code before its multiply-adds and then spills accumulators. Where the sums of four channels
 * stand one after another, a `break` that is never taken (a row's address is no channel's offset) holds them apart.
 */
@inline
function lane0(v: v128): v128 {
  return i32x4.shuffle(v, v, 0, 0, 0, 0);
}
@inline
function lane1(v: v128): v128 {
  return i32x4.shuffle(v, v, 1, 1, 1, 1);
}
@inline
function lane2(v: v128): v128 {
  return i32x4.shuffle(v, v, 2, 2, 2, 2);
}
@inline
function lane3(v: v128): v128 {
  return i32x4.shuffle(v, v, 3, 3, 3, 3);
}

/** Where the surplus rows of a last, incomplete block of 4 are written, and short lists: at least one output row wide. */
export function setScratch(pointer: usize): void {
  scratch = pointer;
}

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

/** Stores the first `bytes` (4, 8, 12; all from 16 on) of a vector. */
@inline
export function storeLanes(at: usize, v: v128, bytes: usize): void {
  if (bytes >= 16) {
    v128.store(at, v);
    return;
  }
  v128.store_lane<f32>(at, v, 0);
  if (bytes > 4) v128.store_lane<f32>(at, v, 1, 4);
  if (bytes > 8) v128.store_lane<f32>(at, v, 2, 8);
}

/** relu of a vector; one instruction, and NaN stays NaN. */
@inline
export function relu(v: v128): v128 {
  return f32x4.pmax(v, f32x4.splat(0));
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

/** Floats of gathered rows that the weight gradient works on at a time: half of them fit the first-level cache. */
const PANEL_FLOATS: i32 = 8192;
const PANEL_PAIRS: i32 = 128;

/**
 * dw[cin x cout] += sum over n pairs of x[in]^T * dy[out]. The rows of some pairs are gathered into panels first, columns in fours and
 * eights side by side, so that the inner loop only streams. Reads past the matrices like `gemmPairs`.
 */
export function gradWeights(
  x: usize, xPitch: usize, dy: usize, dyPitch: usize, dw: usize, inIdx: usize, outIdx: usize, n: i32, cin: i32, cout: i32,
): void {
  const ws: usize = <usize>cout << 2;
  const xVectors = (cin + 3) >> 2;
  const yPairs = (cout + 7) >> 3;
  const step = max(1, min(PANEL_PAIRS, PANEL_FLOATS / (xVectors * 4 + yPairs * 8)));
  const yPanel = scratch + (<usize>(xVectors * step) << 4);
  const spare = scratch + (<usize>PANEL_FLOATS << 2); // rows of dw past the last
  for (let p: i32 = 0; p < n; p += step) {
    const m = min(step, n - p);
    const xStride = <usize>m << 4;
    const yStride = <usize>m << 5;
    for (let i: i32 = 0; i < m; i++) {
      const at = <usize>(p + i) << 2;
      gatherVectors(x + <usize>load<u32>(inIdx + at) * xPitch, xVectors, scratch + (<usize>i << 4), xStride);
      gatherPairs(dy + <usize>load<u32>(outIdx + at) * dyPitch, yPairs, yPanel + (<usize>i << 5), yStride);
    }
    for (let c: i32 = 0; c < cin; c += 4) {
      const from = scratch + <usize>(c >> 2) * xStride;
      const until = from + xStride;
      const d0 = dw + <usize>c * ws;
      const d1 = c + 1 < cin ? d0 + ws : spare, d2 = c + 2 < cin ? d0 + 2 * ws : spare, d3 = c + 3 < cin ? d0 + 3 * ws : spare;
      let yp = yPanel;
      for (let j: usize = 0; j < ws; j += 32) {
        let a00 = v128.load(d0 + j), a01 = v128.load(d0 + j, 16), a10 = v128.load(d1 + j), a11 = v128.load(d1 + j, 16);
        let a20 = v128.load(d2 + j), a21 = v128.load(d2 + j, 16), a30 = v128.load(d3 + j), a31 = v128.load(d3 + j, 16);
        for (let xp = from; xp < until; xp += 16) {
          const b0 = v128.load(yp), b1 = v128.load(yp, 16);
          yp += 32;
          let s = v128.load32_splat(xp);
          a00 = madd(s, b0, a00); a01 = madd(s, b1, a01);
          s = v128.load32_splat(xp, 4);
          a10 = madd(s, b0, a10); a11 = madd(s, b1, a11);
          s = v128.load32_splat(xp, 8);
          a20 = madd(s, b0, a20); a21 = madd(s, b1, a21);
          s = v128.load32_splat(xp, 12);
          a30 = madd(s, b0, a30); a31 = madd(s, b1, a31);
        }
        const lanes = ws - j;
        storePair(d0 + j, a00, a01, lanes); storePair(d1 + j, a10, a11, lanes);
        storePair(d2 + j, a20, a21, lanes); storePair(d3 + j, a30, a31, lanes);
      }
    }
  }
}

@inline
function gatherVectors(row: usize, vectors: i32, to: usize, stride: usize): void {
  for (let i: i32 = 0; i < vectors; i++) {
    v128.store(to, v128.load(row));
    row += 16;
    to += stride;
  }
}

@inline
function gatherPairs(row: usize, pairs: i32, to: usize, stride: usize): void {
  for (let i: i32 = 0; i < pairs; i++) {
    const first = v128.load(row), second = v128.load(row, 16);
    v128.store(to, first);
    v128.store(to, second, 16);
    row += 32;
    to += stride;
  }
}

@inline
function storePair(at: usize, first: v128, second: v128, bytes: usize): void {
  if (bytes >= 32) {
    v128.store(at, first);
    v128.store(at, second, 16);
    return;
  }
  storeLanes(at, first, bytes);
  if (bytes > 16) storeLanes(at + 16, second, bytes - 16);
}

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
