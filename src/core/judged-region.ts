import type { OrientedBox } from './oriented-box.ts';

/**
 * Where and what the annotators looked at. Points, instances and boxes outside are not labelled, so nothing found there is judged.
 * Every coordinate is relative to the cloud's origin.
 */
export interface JudgedRegion {
  /** Only what this camera sees is labelled (the KITTI object benchmark). */
  readonly view?: CameraView;
  /** Objects that were seen but are of no class that anybody is asked for: neither right nor wrong to find. */
  readonly ignoredBoxes?: readonly OrientedBox[];
}

export interface CameraView {
  /** Row-major 3×4: (u·w, v·w, w) of (x, y, z, 1); pixels from the upper left corner, w > 0 is in front of the camera. */
  readonly projection: readonly number[];
  readonly widthPx: number;
  readonly heightPx: number;
  /** Parts of the image in which objects were not labelled one by one. */
  readonly ignoredPx: readonly ImageRectangle[];
}

export interface ImageRectangle {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}
