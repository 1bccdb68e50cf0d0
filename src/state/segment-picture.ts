import { labelSet, type PointColors } from '../core/index.ts';
import { instanceColor } from '../overlays/index.ts';
import type { SegmentDesk } from './segment-desk.ts';
import type { SegmentSlice } from './segment-state.ts';

const OBJECT_SHARE = 0.65;
const HOVER_SHARE = 0.45;
const CURRENT = [255, 196, 0] as const;
const HOVER = [255, 255, 255] as const;
const WANTED = 0xff50e060;
const UNWANTED = 0xff4040ff;

/** The picture's colours with the person's objects, the one at hand, the preview and the clicked points over them. A copy. */
export function tintSegments(colors: PointColors, desk: SegmentDesk, slice: SegmentSlice): PointColors {
  const tinted = colors.slice();
  const classes = desk.labelSet === undefined ? [] : labelSet(desk.labelSet).classes;
  for (const { id, classId, points } of desk.objects) {
    const known = classId === undefined ? undefined : classes[classId]?.color;
    const packed = instanceColor(id);
    const own = known ?? [packed & 255, (packed >>> 8) & 255, (packed >>> 16) & 255];
    blend(tinted, points, id === slice.current ? CURRENT : own, OBJECT_SHARE);
  }
  if (desk.hoveredPoints) blend(tinted, desk.hoveredPoints, HOVER, HOVER_SHARE);
  for (const { point, positive } of desk.object(slice.current)?.clicks ?? [])
    tinted[point] = positive ? WANTED : UNWANTED;
  return tinted;
}

function blend(colors: PointColors, points: Uint32Array, [r, g, b]: readonly number[], share: number): void {
  for (const point of points) {
    const old = colors[point];
    const mix = (shift: number, value: number): number => {
      return Math.round(((old >>> shift) & 255) * (1 - share) + value * share) << shift;
    };
    colors[point] = ((old & 0xff000000) | mix(0, r) | mix(8, g) | mix(16, b)) >>> 0;
  }
}
