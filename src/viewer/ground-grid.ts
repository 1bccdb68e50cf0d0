import type { Bounds } from '../geometry/index.ts';
import type { Segments } from './box-edges.ts';

const COLOR = [138, 152, 172] as const;
const MINOR_ALPHA = 34;
const MAJOR_ALPHA = 70;
const WANTED_LINES = 24;

/** The round number of metres (1, 2 or 5 times a power of ten) nearest above `metres`. */
export function roundStep(metres: number): number {
  const power = 10 ** Math.floor(Math.log10(metres));
  const factor = [1, 2, 5].find((candidate) => candidate * power >= metres) ?? 10;
  return factor * power;
}

/** A grid of round steps under the cloud, every fifth line stronger. */
export function gridSegments(box: Bounds): Segments & { readonly stepM: number } {
  const extent = Math.max(box.max[0] - box.min[0], box.max[1] - box.min[1]);
  const stepM = roundStep(Math.max(extent, 1e-3) / WANTED_LINES);
  const first = [0, 1].map((axis) => Math.floor(box.min[axis] / stepM) - 1);
  const last = [0, 1].map((axis) => Math.ceil(box.max[axis] / stepM) + 1);
  const counts = [0, 1].map((axis) => last[axis] - first[axis] + 1);
  const count = counts[0] + counts[1];
  const segments = {
    count,
    ends: new Float32Array(6 * count),
    colors: new Uint8Array(4 * count),
    styles: new Float32Array(2 * count),
    stepM,
  };
  let row = 0;
  for (const axis of [0, 1]) {
    const other = 1 - axis;
    for (let line = first[axis]; line <= last[axis]; line++) {
      const ends = [0, 0, box.min[2], 0, 0, box.min[2]];
      ends[axis] = ends[3 + axis] = line * stepM;
      ends[other] = first[other] * stepM;
      ends[3 + other] = last[other] * stepM;
      segments.ends.set(ends, 6 * row);
      segments.colors.set([...COLOR, line % 5 === 0 ? MAJOR_ALPHA : MINOR_ALPHA], 4 * row);
      segments.styles.set([1, 0], 2 * row);
      row++;
    }
  }
  return segments;
}
