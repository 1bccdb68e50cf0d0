import type { CameraView, ImageRectangle, JudgedRegion, OrientedBox, Vec3 } from '../core/index.ts';
import type { KittiCalib, KittiObject } from '../formats/index.ts';

/** Image sizes by the focal length of `P2`: each recording day has its own calibration, cropped after rectification. */
const IMAGES = [
  { focalPx: 721.5377, widthPx: 1242, heightPx: 375 },
  { focalPx: 707.0493, widthPx: 1224, heightPx: 370 },
  { focalPx: 718.3351, widthPx: 1238, heightPx: 374 },
  { focalPx: 718.856, widthPx: 1241, heightPx: 376 },
] as const;

/**
 * What KITTI's annotators saw: the left colour image, and in it no `DontCare` part. Misc objects have no class and are not judged.
 * Undefined without a `P2`: then nothing says where they looked.
 */
export function kittiJudgedRegion(
  objects: readonly KittiObject[],
  calib: KittiCalib,
  origin: Vec3,
  ignoredBoxes: readonly OrientedBox[],
): JudgedRegion | undefined {
  const view = leftColourView(objects, calib, origin);
  return view && { view, ignoredBoxes };
}

function leftColourView(objects: readonly KittiObject[], calib: KittiCalib, origin: Vec3): CameraView | undefined {
  if (!calib.leftColour) return undefined;
  const [r, t] = [calib.rectification, calib.cameraFromVelodyne];
  // R0·[R | t], then P2 with its own translation: all of it on (x, y, z, 1) of the velodyne.
  const camera: number[] = [];
  for (let row = 0; row < 3; row++)
    for (let column = 0; column < 4; column++)
      camera.push([0, 1, 2].reduce((sum, k) => sum + r[row * 3 + k]! * t[k * 4 + column]!, 0));
  const p = calib.leftColour;
  const projection: number[] = [];
  for (let row = 0; row < 3; row++)
    for (let column = 0; column < 4; column++) {
      const sum = [0, 1, 2].reduce((total, k) => total + p[row * 4 + k]! * camera[k * 4 + column]!, 0);
      projection.push(column === 3 ? sum + p[row * 4 + 3]! : sum);
    }
  for (let row = 0; row < 3; row++)
    projection[row * 4 + 3]! += [0, 1, 2].reduce((sum, k) => sum + projection[row * 4 + k]! * origin[k]!, 0);
  const ignoredPx = objects.filter(({ type }) => type === 'DontCare').map(({ imageBox }) => rectangle(imageBox));
  const { widthPx, heightPx } = IMAGES.find(({ focalPx }) => Math.abs(focalPx - p[0]!) < 0.01) ?? IMAGES[0];
  return { projection, widthPx, heightPx, ignoredPx };
}

function rectangle([left, top, right, bottom]: KittiObject['imageBox']): ImageRectangle {
  return { left, top, right, bottom };
}
