import type { OrientedBox, Vec3 } from '../core/index.ts';
import type { KittiCalib, KittiObject } from '../formats/index.ts';

/**
 * A box of `label_2` (rectified camera, bottom centre, rotation about +y) as an upright box in the velodyne frame (centre,
 * length × width × height, yaw about +z). Upright is approximate: R0·Tr has a degree or so of roll and pitch.
 */
export function kittiBoxToVelodyne(object: KittiObject, calib: KittiCalib): OrientedBox {
  const [x, y, z] = object.bottomCenter;
  const yawCos = Math.cos(object.rotationYRad);
  const yawSin = Math.sin(object.rotationYRad);
  const alongLength = toVelodyne(calib, [yawCos, 0, -yawSin], true);
  return {
    // The camera's y points down: the middle is half a height above the bottom.
    center: toVelodyne(calib, [x, y - object.heightM / 2, z], false),
    size: [object.lengthM, object.widthM, object.heightM],
    yaw: Math.atan2(alongLength[1], alongLength[0]),
  };
}

/** Inverse of p_rect = R0·(R·p + t), both rotations orthonormal: p = Rᵀ·(R0ᵀ·p_rect − t). Directions skip t. */
function toVelodyne(
  { rectification: r0, cameraFromVelodyne: tr }: KittiCalib,
  [x, y, z]: Vec3,
  isDirection: boolean,
): Vec3 {
  const shift = isDirection ? 0 : 1;
  const cx = r0[0]! * x + r0[3]! * y + r0[6]! * z - shift * tr[3]!;
  const cy = r0[1]! * x + r0[4]! * y + r0[7]! * z - shift * tr[7]!;
  const cz = r0[2]! * x + r0[5]! * y + r0[8]! * z - shift * tr[11]!;
  return [
    tr[0]! * cx + tr[4]! * cy + tr[8]! * cz,
    tr[1]! * cx + tr[5]! * cy + tr[9]! * cz,
    tr[2]! * cx + tr[6]! * cy + tr[10]! * cz,
  ];
}
