import type { Vec3 } from '../core/index.ts';
import { type Bounds, boxCorners } from '../geometry/index.ts';
import { AXES, type ClipBox, type Slice } from '../overlays/index.ts';
import { BOX_EDGES, type Segments } from './box-edges.ts';

/** A line of a tool: a measure, an edge of the clip box. */
export interface ToolLine {
  readonly from: Vec3;
  readonly to: Vec3;
  /** sRGB 0–255. */
  readonly color: readonly [number, number, number];
  readonly isDashed: boolean;
}

export const CLIP_COLOR = [240, 180, 41] as const;
const WIDTH_PX = 2;
const DASH_PX = 8;

export function toolSegments(lines: readonly ToolLine[]): Segments {
  const count = lines.length;
  const segments = {
    count,
    ends: new Float32Array(6 * count),
    colors: new Uint8Array(4 * count),
    styles: new Float32Array(2 * count),
  };
  lines.forEach(({ from, to, color, isDashed }, i) => {
    segments.ends.set([...from, ...to], 6 * i);
    segments.colors.set([...color, 255], 4 * i);
    segments.styles.set([WIDTH_PX, isDashed ? DASH_PX : 0], 2 * i);
  });
  return segments;
}

/** The twelve edges; dashed where the box keeps what is outside of it. */
export function clipLines(box: ClipBox): ToolLine[] {
  const corners = boxCorners(box);
  const corner = (k: number): Vec3 => [corners[3 * k], corners[3 * k + 1], corners[3 * k + 2]];
  return Array.from({ length: BOX_EDGES.length / 2 }, (_, edge) => ({
    from: corner(BOX_EDGES[2 * edge]),
    to: corner(BOX_EDGES[2 * edge + 1]),
    color: CLIP_COLOR,
    isDashed: box.keeps === 'outside',
  }));
}

/** The slice's middle plane, as a frame within the scene's bounds. */
export function sliceLines({ axis, middleM }: Slice, { min, max }: Bounds): ToolLine[] {
  const across = AXES.indexOf(axis);
  const [u, v] = [0, 1, 2].filter((other) => other !== across);
  const corner = (atU: number, atV: number): Vec3 => {
    const place: [number, number, number] = [0, 0, 0];
    place[across] = middleM;
    place[u] = atU;
    place[v] = atV;
    return place;
  };
  const frame = [corner(min[u], min[v]), corner(max[u], min[v]), corner(max[u], max[v]), corner(min[u], max[v])];
  return frame.map((from, i) => ({ from, to: frame[(i + 1) % 4], color: CLIP_COLOR, isDashed: true }));
}
