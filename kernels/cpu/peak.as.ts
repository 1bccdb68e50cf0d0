// What the machine can do at most, to judge the other kernels by. Reference: src/ops/wasm/cpu-limits.ts.
import { madd, scratch } from './vectors.as';

/**
 * n turns of 48 multiply-adds that touch registers only: 12 sums of 4, enough to hide the latency of any CPU's units. Each turn's factors
 * are the last one's sums, so that nothing can be taken out of the loop.
 */
export function spin(n: i32): void {
  const a = f32x4.splat(0.5);
  const b = v128.load(scratch);
  let c0 = b, c1 = b, c2 = b, c3 = b, c4 = b, c5 = b, c6 = b, c7 = b, c8 = b, c9 = b, c10 = b, c11 = b;
  for (let i: i32 = 0; i < n; i++) {
    c0 = madd(a, c0, b); c1 = madd(a, c1, b); c2 = madd(a, c2, b); c3 = madd(a, c3, b); c4 = madd(a, c4, b); c5 = madd(a, c5, b);
    c6 = madd(a, c6, b); c7 = madd(a, c7, b); c8 = madd(a, c8, b); c9 = madd(a, c9, b); c10 = madd(a, c10, b); c11 = madd(a, c11, b);
  }
  c0 = f32x4.add(f32x4.add(f32x4.add(c0, c1), f32x4.add(c2, c3)), f32x4.add(f32x4.add(c4, c5), f32x4.add(c6, c7)));
  v128.store(scratch, f32x4.add(c0, f32x4.add(f32x4.add(c8, c9), f32x4.add(c10, c11))));
}
