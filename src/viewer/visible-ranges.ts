import { type Bounds, bounds } from '../geometry/index.ts';

/** Points in a row of the file whose bounds are kept: scans come in sweeps and rows, so that a run of them lies together. */
export const CHUNK_POINTS = 1 << 14;
/** Draws of one layer at most: the smallest gaps between them are drawn along. */
const MOST_RANGES = 16;

/** From a point's index to before another one's. */
export type Range = readonly [first: number, last: number];

/** Of each chunk of the cloud: min x, y, z, max x, y, z. */
export class ChunkBounds {
  private readonly boxes: Float32Array;
  private readonly count: number;

  constructor(count: number) {
    this.count = count;
    this.boxes = new Float32Array(6 * Math.ceil(count / CHUNK_POINTS));
  }

  /** Looks at a chunk. @param first Its first point. @returns its bounds */
  add(positions: Float32Array, first: number): Bounds {
    const box = bounds(positions.subarray(3 * first, 3 * Math.min(this.count, first + CHUNK_POINTS)));
    this.boxes.set([...box.min, ...box.max], (6 * first) / CHUNK_POINTS);
    return box;
  }

  /**
   * Points that may be seen, in the order of the cloud: those of chunks whose box is not outside of one of the view's sides.
   * @param viewProjection Column-major 4 × 4.
   * @param border How far discs reach beyond their centre, in halves of the view's width and height.
   */
  visible(viewProjection: ArrayLike<number>, border: readonly [x: number, y: number]): Range[] {
    const planes = sidesOf(viewProjection, border);
    const ranges: [number, number][] = [];
    for (let chunk = 0; 6 * chunk < this.boxes.length; chunk++) {
      if (planes.some((plane) => this.isBeyond(chunk, plane))) continue;
      const first = chunk * CHUNK_POINTS;
      const last = Math.min(this.count, first + CHUNK_POINTS);
      const before = ranges.at(-1);
      if (before?.[1] === first) before[1] = last;
      else ranges.push([first, last]);
    }
    return joined(ranges);
  }

  /** The corner of the box that is furthest inside is still outside. */
  private isBeyond(chunk: number, [a, b, c, d]: readonly number[]): boolean {
    const { boxes } = this;
    const at = 6 * chunk;
    const x = boxes[at + (a > 0 ? 3 : 0)];
    const y = boxes[at + (b > 0 ? 4 : 1)];
    const z = boxes[at + (c > 0 ? 5 : 2)];
    return a * x + b * y + c * z + d < 0;
  }
}

/** Points in all of them. */
export function pointsIn(ranges: readonly Range[]): number {
  return ranges.reduce((sum, [first, last]) => sum + last - first, 0);
}

/** Left, right, bottom and top of the view, and what is in front of the eye: (a, b, c, d) with a·x + b·y + c·z + d ≥ 0 inside. */
function sidesOf(m: ArrayLike<number>, [borderX, borderY]: readonly [number, number]): number[][] {
  const row = (index: number): number[] => [m[index], m[4 + index], m[8 + index], m[12 + index]];
  const [x, y, w] = [row(0), row(1), row(3)];
  const side = (sign: number, axis: readonly number[], border: number): number[] =>
    w.map((value, i) => (1 + border) * value + sign * axis[i]);
  return [side(1, x, borderX), side(-1, x, borderX), side(1, y, borderY), side(-1, y, borderY), w];
}

function joined(ranges: readonly Range[]): Range[] {
  if (ranges.length <= MOST_RANGES) return [...ranges];
  const gaps = ranges.slice(1).map(([first], i) => first - (ranges[i] as Range)[1]);
  const kept = new Set(
    gaps
      .map((gap, index) => ({ gap, index }))
      .sort((a, b) => b.gap - a.gap)
      .slice(0, MOST_RANGES - 1)
      .map(({ index }) => index),
  );
  const few: [number, number][] = [];
  ranges.forEach(([first, last], index) => {
    const before = few.at(-1);
    if (before && !kept.has(index - 1)) before[1] = last;
    else few.push([first, last]);
  });
  return few;
}
