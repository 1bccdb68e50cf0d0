import type { ByteSource, Diagnostics, GroundTruth, PointCloud } from '../core/index.ts';
import {
  type KittiCalib,
  type KittiTrackletBox,
  readCalibEntries,
  readKittiTracklets,
  readRawTransform,
} from '../formats/index.ts';
import { type FileSet, nearest, once } from './file-set.ts';
import { kittiJudgedRegion } from './kitti-view.ts';
import { KITTI_BOX_TYPES } from './labels/kitti.ts';
import { type AnnotatedBox, truthBoxes } from './truth-boxes.ts';

/** What a drive's tracklets say is true in the frame of that number. */
export type RawTracks = (frame: number, cloud: PointCloud, diagnostics: Diagnostics) => Promise<GroundTruth>;

/** Boxes of a KITTI raw drive, which are in the velodyne's own frame; objects were labelled where the left colour camera saw them. */
export function rawTracks(source: ByteSource, files: FileSet): RawTracks {
  const calibration = (name: RegExp) =>
    nearest(
      source,
      files.parts('kitti-raw-calib').filter((one) => name.test(one.name)),
    );
  const boxesOf = once(() => readKittiTracklets(source));
  const calibOf = once(() => readCamera(calibration(/velo_to_cam/i), calibration(/cam_to_cam/i)));
  return async (frame, cloud, diagnostics) => {
    const annotated = ((await boxesOf()).get(frame) ?? []).map(toAnnotated);
    const { boxes, ignoredBoxes } = truthBoxes(cloud, annotated, TYPES, diagnostics);
    const calib = await calibOf();
    const judged = (calib && kittiJudgedRegion([], calib, cloud.origin, ignoredBoxes)) ?? { ignoredBoxes };
    if (!calib) {
      const message =
        'Which part of the scene the annotators saw is not known: drop the day’s calib_velo_to_cam.txt and calib_cam_to_cam.txt too';
      diagnostics.info('KITTI_NO_VIEW', message);
    }
    return { labelSet: 'outdoor11', boxes, judged };
  };
}

/** Raw drives spell one type in words. */
const TYPES: Readonly<Record<string, string>> = { ...KITTI_BOX_TYPES, 'Person (sitting)': 'pedestrian' };

function toAnnotated({
  type,
  track,
  bottomCenter: [x, y, z],
  heightM,
  widthM,
  lengthM,
  yawRad,
}: KittiTrackletBox): AnnotatedBox {
  return { type, id: String(track), center: [x, y, z + heightM / 2], size: [lengthM, widthM, heightM], yaw: yawRad };
}

async function readCamera(
  fromVelodyne: ByteSource | undefined,
  cameras: ByteSource | undefined,
): Promise<KittiCalib | undefined> {
  if (!fromVelodyne || !cameras) return undefined;
  const entries = await readCalibEntries(cameras);
  const [rectification, leftColour] = [entries.get('R_rect_00'), entries.get('P_rect_02')];
  if (rectification?.length !== 9 || leftColour?.length !== 12) return undefined;
  return { rectification, leftColour, cameraFromVelodyne: await readRawTransform(fromVelodyne) };
}
