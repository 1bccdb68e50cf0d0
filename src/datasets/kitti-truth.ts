import type { Diagnostics, GroundTruth, PointCloud } from '../core/index.ts';
import type { KittiCalib, KittiObject } from '../formats/index.ts';
import { kittiBoxToVelodyne } from './kitti-box.ts';
import { kittiJudgedRegion } from './kitti-view.ts';
import { KITTI_BOX_TYPES } from './labels/kitti.ts';
import { type AnnotatedBox, truthBoxes } from './truth-boxes.ts';

/** Boxes of KITTI's camera frame in the velodyne's, and the part of the cloud that the camera saw. */
export function kittiTruth(
  cloud: PointCloud,
  objects: readonly (KittiObject & { readonly points?: number | undefined })[],
  calib: KittiCalib,
  diagnostics: Diagnostics,
): GroundTruth {
  const annotated = objects.flatMap((object): AnnotatedBox[] => {
    if (object.type === 'DontCare') return [];
    return [{ type: object.type, points: object.points, ...kittiBoxToVelodyne(object, calib) }];
  });
  const { boxes, ignoredBoxes } = truthBoxes(cloud, annotated, KITTI_BOX_TYPES, diagnostics);
  const judged = kittiJudgedRegion(objects, calib, cloud.origin, ignoredBoxes);
  return { labelSet: 'outdoor11', boxes, ...(judged ? { judged } : {}) };
}
