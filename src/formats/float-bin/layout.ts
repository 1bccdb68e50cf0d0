/** Meanings that a headerless float32 row is known to have, by number of columns. */
export const BIN_LAYOUTS = {
  xyz: ['x', 'y', 'z'],
  'xyz-intensity': ['x', 'y', 'z', 'intensity'],
  'xyz-intensity-ring': ['x', 'y', 'z', 'intensity', 'ring'],
  'xyz-rgb': ['x', 'y', 'z', 'red', 'green', 'blue'],
  'xyz-intensity-elongation-time': ['x', 'y', 'z', 'intensity', 'elongation', 'timestamp'],
} as const;

export type BinLayoutName = keyof typeof BIN_LAYOUTS;
export const BIN_LAYOUT_NAMES = Object.keys(BIN_LAYOUTS) as BinLayoutName[];

export interface LayoutScore {
  readonly layout: BinLayoutName;
  /** Higher is more certain; 0 or less does not fit. */
  readonly score: number;
  /** What spoke for it, for people. */
  readonly reason: string;
}

/** Further than this from zero a coordinate is no coordinate: UTM northings end at 1e7. */
const PLAUSIBLE_M = 1e7;

/**
 * Judges every layout on sample rows. Divisibility cannot decide (every nuScenes sweep here also divides by 16), so the
 * columns must look like what they would be: intensity in 0–1 or 0–255, ring a small integer, colours bytes or 0–1.
 * @param sample consecutive float32 values from the start of the file (or of a row of every layout)
 * @returns best first, those that do not fit left out
 */
export function scoreLayouts(sample: Float32Array): LayoutScore[] {
  const separations = new Map([3, 4, 5, 6, 7].map((stride) => [stride, columnSeparation(sample, stride)]));
  const best = Math.max(...separations.values());
  const scores = BIN_LAYOUT_NAMES.flatMap((layout): LayoutScore[] => {
    const stride = BIN_LAYOUTS[layout].length;
    const judged = judgeColumns(sample, layout);
    // A wrong stride mixes the columns, so that they all look alike. A handful of rows says nothing about that.
    const mixes = sample.length >= 160 && best > 0.05 && separations.get(stride)! < best / 2;
    return judged && !mixes ? [{ layout, ...judged }] : [];
  });
  return scores.sort((a, b) => b.score - a.score);
}

/** Judges one layout, whose stride is known to be right (a table with so many columns). */
export function judgeColumns(
  sample: Float32Array,
  layout: BinLayoutName,
): { score: number; reason: string } | undefined {
  const stride = BIN_LAYOUTS[layout].length;
  const rows = Math.floor(sample.length / stride);
  if (rows === 0) return undefined;
  const column = (index: number) => columnFacts(sample, stride, index, rows);
  const xyz = [column(0), column(1), column(2)];
  if (xyz.some((axis) => axis.implausible > 0.01 * rows || axis.nonFinite > 0.5 * rows)) return undefined;
  // A file of zeros, or of one repeated value, is no cloud.
  if (rows > 1 && xyz.every((axis) => axis.min === axis.max)) return undefined;
  const fourth = stride > 3 ? column(3) : undefined;
  switch (layout) {
    case 'xyz':
      return { score: 1, reason: 'three finite columns' };
    case 'xyz-intensity':
      if (fourth!.nonFinite > 0) return undefined;
      if (fourth!.min >= 0 && fourth!.max <= 1) return { score: 5, reason: 'the 4th column stays within 0–1' };
      if (fourth!.min >= 0 && fourth!.max <= 255) return { score: 3, reason: 'the 4th column stays within 0–255' };
      return undefined;
    case 'xyz-intensity-ring': {
      const ring = column(4);
      const isRing = ring.isInteger && ring.min >= 0 && ring.max <= 127;
      if (!isRing || !(fourth!.min >= 0 && fourth!.max <= 255) || fourth!.nonFinite > 0) return undefined;
      return { score: 8, reason: `the 5th column holds whole numbers ${ring.min}–${ring.max}` };
    }
    case 'xyz-rgb': {
      const colors = [fourth!, column(4), column(5)];
      if (colors.some((color) => color.nonFinite > 0 || color.min < 0 || color.max > 255)) return undefined;
      if (colors.every((color) => color.max <= 1)) return { score: 6, reason: 'columns 4–6 stay within 0–1' };
      if (!colors.every((color) => color.isInteger)) return undefined;
      return { score: 10, reason: 'columns 4–6 hold whole numbers 0–255' };
    }
    case 'xyz-intensity-elongation-time': {
      const elongation = column(4);
      const time = column(5);
      // Microseconds since 1970 in float32: large, and hardly moving within a sweep.
      const isTime = time.min > 1e9 && time.max - time.min <= time.max * 1e-4;
      if (!isTime || fourth!.min < 0 || elongation.min < 0 || elongation.max > 10) return undefined;
      return { score: 10, reason: 'the 6th column holds one time stamp' };
    }
  }
}

interface ColumnFacts {
  readonly min: number;
  readonly max: number;
  readonly isInteger: boolean;
  readonly nonFinite: number;
  /** Finite, but absurdly large, or so small that the bytes are not floats at all. */
  readonly implausible: number;
}

function columnFacts(sample: Float32Array, stride: number, index: number, rows: number): ColumnFacts {
  let [min, max, nonFinite, implausible] = [Infinity, -Infinity, 0, 0];
  let isInteger = true;
  for (let row = 0; row < rows; row++) {
    const value = sample[row * stride + index]!;
    if (!Number.isFinite(value)) {
      nonFinite++;
      continue;
    }
    const size = Math.abs(value);
    if (size > PLAUSIBLE_M || (size > 0 && size < 1e-18)) implausible++;
    if (value < min) min = value;
    if (value > max) max = value;
    if (isInteger && !Number.isInteger(value)) isInteger = false;
  }
  return { min, max, isInteger, nonFinite, implausible };
}

/** Share of the variance of sign(v)·log(1 + |v|) that lies between columns (η²): near 0 when the stride is wrong. */
function columnSeparation(sample: Float32Array, stride: number): number {
  const sums = new Float64Array(stride);
  const counts = new Float64Array(stride);
  let [total, squares, count] = [0, 0, 0];
  const used = sample.length - (sample.length % stride);
  for (let i = 0; i < used; i++) {
    const value = sample[i]!;
    if (!Number.isFinite(value)) continue;
    const squeezed = Math.sign(value) * Math.log1p(Math.abs(value));
    sums[i % stride]! += squeezed;
    counts[i % stride]!++;
    total += squeezed;
    squares += squeezed * squeezed;
    count++;
  }
  if (count === 0) return 0;
  const mean = total / count;
  const variance = squares - count * mean * mean;
  const between = sums.reduce((sum, s, c) => sum + (counts[c]! > 0 ? counts[c]! * (s / counts[c]! - mean) ** 2 : 0), 0);
  return variance > 0 ? between / variance : 0;
}
