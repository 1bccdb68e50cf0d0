import type { OrientedBox, Vec3 } from '../../core/index.ts';
import { type WrittenKittiObject, writeKittiCalib } from '../../formats/index.ts';
import { kittiType } from './label-ids.ts';
import type { ExportBox } from './subject.ts';

/** Of KITTI's first recording day; the camera stands in the lidar and looks along its x. */
const FOCAL_PX = 721.5377;
const CENTER_PX = [609.5593, 172.854] as const;
const IMAGE_PX = [1242, 375] as const;
const PROJECTION = [FOCAL_PX, 0, CENTER_PX[0], 0, 0, FOCAL_PX, CENTER_PX[1], 0, 0, 0, 1, 0];
const EYE = [1, 0, 0, 0, 1, 0, 0, 0, 1];
/** Camera x is right, y down, z forward; the lidar's x is forward, y left, z up. */
const CAMERA_FROM_LIDAR = [0, -1, 0, 0, 0, 0, -1, 0, 1, 0, 0, 0];
const NEAREST_M = 0.1;

/** Turns boxes by quarter turns alone, so that nothing is lost on the way to the camera and back. */
export function nominalCalib(): string {
  return writeKittiCalib({
    P0: PROJECTION,
    P1: PROJECTION,
    P2: PROJECTION,
    P3: PROJECTION,
    R0_rect: EYE,
    Tr_velo_to_cam: CAMERA_FROM_LIDAR,
    Tr_imu_to_velo: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0],
  });
}

/** A box as a line of `label_2`: bottom centre in the camera's frame, height width length, rotation about the camera's y. */
export function kittiObject(box: ExportBox): WrittenKittiObject {
  const { center, size, yaw, className, score } = box;
  const turned = -yaw - Math.PI / 2;
  return {
    type: kittiType(className),
    imageBox: imageBoxOf(box),
    heightM: size[2],
    widthM: size[1],
    lengthM: size[0],
    bottomCenter: toCamera([center[0], center[1], center[2] - size[2] / 2]),
    rotationYRad: Math.atan2(Math.sin(turned), Math.cos(turned)),
    ...(score === undefined ? {} : { score }),
  };
}

function toCamera([x, y, z]: Vec3): Vec3 {
  return [-y, -z, x];
}

/** Bounds of the corners in front of the camera, cut at the image; zeros for what is behind it. */
function imageBoxOf({ center, size, yaw }: OrientedBox): WrittenKittiObject['imageBox'] {
  const [cos, sin] = [Math.cos(yaw), Math.sin(yaw)];
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let corner = 0; corner < 8; corner++) {
    const [a, b, c] = [1, 2, 4].map((bit, axis) => ((corner & bit ? 0.5 : -0.5) * size[axis]!) as number) as [
      number,
      number,
      number,
    ];
    const [x, y, z] = toCamera([center[0] + cos * a - sin * b, center[1] + sin * a + cos * b, center[2] + c]);
    if (z < NEAREST_M) continue;
    const [u, v] = [(FOCAL_PX * x) / z + CENTER_PX[0], (FOCAL_PX * y) / z + CENTER_PX[1]];
    [left, right] = [Math.min(left, u), Math.max(right, u)];
    [top, bottom] = [Math.min(top, v), Math.max(bottom, v)];
  }
  if (!(left < right)) return [0, 0, 0, 0];
  const within = (value: number, end: number): number => Math.min(end - 1, Math.max(0, value));
  return [within(left, IMAGE_PX[0]), within(top, IMAGE_PX[1]), within(right, IMAGE_PX[0]), within(bottom, IMAGE_PX[1])];
}
