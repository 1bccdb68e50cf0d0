import type { CameraView, ImageRectangle, JudgedRegion, OrientedBox, Vec3 } from '../core/index.ts';
import { boxCorners } from '../geometry/index.ts';

/** A prediction of which more lies in an unlabelled part of the image is not judged (KITTI's development kit, for pedestrians and cyclists). */
const IGNORED_SHARE = 0.5;

/** Whether annotators looked at this place. A region without a camera has everything in view. */
export function isInView({ view }: JudgedRegion, point: Vec3): boolean {
  if (!view) return true;
  const [u, v, w] = project(view, point);
  return w > 0 && u >= 0 && v >= 0 && u < view.widthPx && v < view.heightPx;
}

/** Whether a box that somebody predicts would have been labelled: its middle is in view, and it is not in a part that was left out. */
export function isBoxJudged(region: JudgedRegion, box: OrientedBox): boolean {
  if (!isInView(region, box.center)) return false;
  if (!region.view) return true;
  const rectangle = imageOf(region.view, box);
  const area = areaOf(rectangle);
  return region.view.ignoredPx.every((part) => sharedArea(rectangle, part) <= IGNORED_SHARE * area);
}

function project({ projection: p }: CameraView, [x, y, z]: Vec3): [u: number, v: number, w: number] {
  const row = (r: number) => p[r * 4]! * x + p[r * 4 + 1]! * y + p[r * 4 + 2]! * z + p[r * 4 + 3]!;
  const w = row(2);
  return [row(0) / w, row(1) / w, w];
}

/** The box's rectangle in the image, cut at the image's edge; corners behind the camera are left out. */
function imageOf(view: CameraView, box: OrientedBox): ImageRectangle {
  let [left, top, right, bottom] = [view.widthPx, view.heightPx, 0, 0];
  const corners = boxCorners(box);
  for (let i = 0; i < corners.length; i += 3) {
    const [u, v, w] = project(view, [corners[i]!, corners[i + 1]!, corners[i + 2]!]);
    if (w <= 0) continue;
    [left, right] = [Math.min(left, u), Math.max(right, u)];
    [top, bottom] = [Math.min(top, v), Math.max(bottom, v)];
  }
  return {
    left: Math.max(left, 0),
    top: Math.max(top, 0),
    right: Math.min(right, view.widthPx),
    bottom: Math.min(bottom, view.heightPx),
  };
}

function areaOf({ left, top, right, bottom }: ImageRectangle): number {
  return Math.max(right - left, 0) * Math.max(bottom - top, 0);
}

function sharedArea(a: ImageRectangle, b: ImageRectangle): number {
  return areaOf({
    left: Math.max(a.left, b.left),
    top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
  });
}
