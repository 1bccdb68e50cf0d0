// Weight gradient of a convolution, one kernel offset at a time, over the same pair lists as the layer itself.
// Reference: src/ops/autograd/gradients.test.ts (finite differences).
import { madd, scratch, storeLanes } from './vectors.as';

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
