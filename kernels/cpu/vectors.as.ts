// What the kernels' inner loops are made of: vectors of four f32, and a scratch for each thread.

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
export function lane0(v: v128): v128 {
  return i32x4.shuffle(v, v, 0, 0, 0, 0);
}
@inline
export function lane1(v: v128): v128 {
  return i32x4.shuffle(v, v, 1, 1, 1, 1);
}
@inline
export function lane2(v: v128): v128 {
  return i32x4.shuffle(v, v, 2, 2, 2, 2);
}
@inline
export function lane3(v: v128): v128 {
  return i32x4.shuffle(v, v, 3, 3, 3, 3);
}

/** Where the surplus rows of a last, incomplete block of 4 are written, and short lists: at least one output row wide. */
export function setScratch(pointer: usize): void {
  scratch = pointer;
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
