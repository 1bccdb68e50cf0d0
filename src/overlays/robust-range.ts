import type { TypedArray } from '../core/index.ts';

export interface ValueRange {
  readonly min: number;
  readonly max: number;
}

/** Enough for a percentile that is read off a colour bar; keeps a million points off the sort. */
const SAMPLES = 1 << 14;

/**
 * The range between two percentiles of the finite values, so that one stray return does not flatten the colours of all others.
 * Falls back to the full range where the percentiles coincide, and to [v, v + 1] for a constant column; [0, 1] when nothing is finite.
 * @param component Column of an interleaved attribute with `components` values a point.
 */
export function robustRange(values: TypedArray, low = 0.01, high = 0.99, components = 1, component = 0): ValueRange {
  const count = Math.floor(values.length / components);
  const step = Math.max(1, count / SAMPLES);
  const sample = new Float64Array(Math.min(count, SAMPLES));
  let kept = 0;
  for (let i = 0; i < sample.length; i++) {
    const value = values[Math.floor(i * step) * components + component];
    if (Number.isFinite(value)) sample[kept++] = value;
  }
  if (kept === 0) return { min: 0, max: 1 };
  const sorted = sample.subarray(0, kept).sort();
  const at = (share: number) => sorted[Math.round(share * (kept - 1))];
  const robust = { min: at(low), max: at(high) };
  if (robust.max > robust.min) return robust;
  const full = { min: sorted[0], max: sorted[kept - 1] };
  return full.max > full.min ? full : { min: full.min, max: full.min + 1 };
}
