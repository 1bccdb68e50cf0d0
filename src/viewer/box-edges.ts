import type { BoxOverlay } from '../core/index.ts';
import { boxCorners } from '../geometry/index.ts';

/** Corner pairs in the order of `boxCorners`: upper face, lower face, uprights. */
export const BOX_EDGES = [0, 1, 1, 2, 2, 3, 3, 0, 4, 5, 5, 6, 6, 7, 7, 4, 0, 4, 1, 5, 2, 6, 3, 7] as const;
/** Twelve edges and the heading tick. */
export const SEGMENTS_PER_BOX = BOX_EDGES.length / 2 + 1;

export interface Segments {
  readonly count: number;
  /** float32 [count × 6]: both ends, metres. */
  readonly ends: Float32Array;
  /** uint8 [count × 4]: sRGB and opacity. */
  readonly colors: Uint8Array;
  /** float32 [count × 2]: line width in CSS px; dash period in CSS px, 0 = solid. */
  readonly styles: Float32Array;
}

const WIDTH_PX = 1.8;
const SELECTED_WIDTH_PX = 3.4;
const DASH_PX = 9;

/** The lines of all boxes. The tick leaves the top face's centre and passes its front edge: it says where +x of the box points. */
export function boxSegments(boxes: readonly BoxOverlay[], selected?: BoxOverlay): Segments {
  const all = selected ? [...boxes.filter((box) => box !== selected), selected] : boxes;
  const count = all.length * SEGMENTS_PER_BOX;
  const segments = {
    count,
    ends: new Float32Array(6 * count),
    colors: new Uint8Array(4 * count),
    styles: new Float32Array(2 * count),
  };
  all.forEach((box, b) => {
    const width = box === selected ? SELECTED_WIDTH_PX : WIDTH_PX;
    const first = b * SEGMENTS_PER_BOX;
    const corners = boxCorners(box);
    BOX_EDGES.forEach((corner, k) => {
      segments.ends.set(corners.subarray(3 * corner, 3 * corner + 3), 6 * first + 3 * k);
    });
    segments.ends.set(headingTick(box), 6 * (first + SEGMENTS_PER_BOX - 1));
    for (let s = first; s < first + SEGMENTS_PER_BOX; s++) {
      segments.colors.set([...box.color, 255], 4 * s);
      segments.styles.set([width, box.truth ? DASH_PX : 0], 2 * s);
    }
  });
  return segments;
}

function headingTick({ center, size, yaw }: BoxOverlay): number[] {
  const top = center[2] + size[2] / 2;
  const reach = size[0] / 2 + Math.min(0.25 * size[0], 0.8);
  return [center[0], center[1], top, center[0] + reach * Math.cos(yaw), center[1] + reach * Math.sin(yaw), top];
}
