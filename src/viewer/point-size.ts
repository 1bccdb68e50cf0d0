/**
 * `fixed`: the diameter in CSS px, near or far.
 * `attenuated`: a diameter in metres, such that a point is `size` CSS px across where the whole cloud fits the view.
 * `adaptive`: each point wide enough for its neighbours × `size` / 2, so that surfaces close where the scan is sparse.
 */
export type PointSizeMode = 'fixed' | 'attenuated' | 'adaptive';

/** Discs on a square grid cover it when they are so many gaps wide. */
const CLOSING_GAPS = Math.SQRT2;

/** Bounds of every mode, CSS px: a disc as wide as a pixel's diagonal always meets a pixel's centre, and no point becomes a wall close up. */
export const MIN_POINT_PX = 1.45;
export const MAX_POINT_PX = 24;

/**
 * Metres per unit of `size` in `attenuated` mode: what one CSS px covers at the fitted distance.
 * @param focal `projection[1][1]` of the camera.
 */
export function metresPerPixel(distanceM: number, focal: number, viewHeightPx: number): number {
  return (2 * distanceM) / (focal * Math.max(1, viewHeightPx));
}

/** What the shader takes for a size of that mode. @param metresPerPx Where the whole cloud fits the view. */
export function drawnSize(mode: PointSizeMode, size: number, metresPerPx: number): number {
  if (mode === 'attenuated') return size * metresPerPx;
  return mode === 'adaptive' ? (CLOSING_GAPS * size) / 2 : size;
}
