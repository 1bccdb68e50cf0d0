import { type ByteSource, type GroundTruth, type Vec3, wrapAngle } from '../core/index.ts';
import {
  type BinLayoutName,
  type CloudFormat,
  keepRows,
  readCloudAs,
  readKittiCalib,
  readKittiLabels,
  readLidarseg,
  readNuscenesPanoptic,
  readSemanticKittiLabels,
} from '../formats/index.ts';
import { kittiTruth } from './kitti-truth.ts';
import { mapClasses } from './labels/class-map.ts';
import { NUSCENES_LIDARSEG } from './labels/nuscenes.ts';
import { SEMANTICKITTI } from './labels/semantickitti.ts';
import { requireSameCount } from './point-labels.ts';
import type { FrameLoader, LoadOptions } from './scene-set.ts';

/** A cloud of a driving dataset and the files that belong to it. */
export interface DrivingFrame {
  readonly cloud: ByteSource;
  readonly format: CloudFormat;
  readonly labels: ByteSource | undefined;
  readonly calib?: ByteSource | undefined;
}

/** SemanticKITTI: `.bin` and `.label`, one class and instance a point. */
export function semanticKittiLoader(frame: DrivingFrame): FrameLoader {
  return async (options) => {
    const decoded = await readPoints(frame, 16, 'xyz-intensity', 4, options);
    const base = { cloud: decoded.cloud, dataset: 'semantickitti', domain: 'outdoor' as const };
    if (!frame.labels) return base;
    const { semantic, instance } = await readSemanticKittiLabels(frame.labels);
    requireSameCount(decoded, frame.labels, semantic.length);
    const truth: GroundTruth = {
      labelSet: SEMANTICKITTI.labelSet,
      semantic: keepRows(mapClasses(SEMANTICKITTI, semantic, options.diagnostics), decoded.keptRows),
      source: { scheme: SEMANTICKITTI.from, ids: keepRows(Int16Array.from(semantic), decoded.keptRows) },
      instance: uniqueInstances(keepRows(semantic, decoded.keptRows), keepRows(instance, decoded.keptRows)),
      boxes: [],
    };
    return { ...base, truth };
  };
}

/** nuScenes: `LIDAR_TOP` sweep and its classes: lidarseg, or panoptic with instances. */
export function nuscenesLoader(frame: DrivingFrame): FrameLoader {
  return async (options) => {
    const isPanoptic = /\.npz$/i.test(frame.labels?.name ?? '');
    // A packed file says nothing about the number of rows.
    const sized = isPanoptic ? { ...frame, labels: undefined } : frame;
    const decoded = await readPoints(sized, 20, 'xyz-intensity-ring', 1, options);
    options.diagnostics.info('FRAME', 'Coordinates are the lidar’s own: x right, y forward, z up');
    const base = { cloud: decoded.cloud, dataset: 'nuscenes', domain: 'outdoor' as const };
    if (!frame.labels) return base;
    const panoptic = isPanoptic ? await readNuscenesPanoptic(frame.labels) : undefined;
    const labels = panoptic?.semantic ?? (await readLidarseg(frame.labels));
    requireSameCount(decoded, frame.labels, labels.length);
    const semantic = keepRows(mapClasses(NUSCENES_LIDARSEG, labels, options.diagnostics), decoded.keptRows);
    const source = { scheme: NUSCENES_LIDARSEG.from, ids: keepRows(Int16Array.from(labels), decoded.keptRows) };
    const truth: GroundTruth = {
      labelSet: NUSCENES_LIDARSEG.labelSet,
      semantic,
      source,
      boxes: [],
      ...(panoptic ? { instance: keepRows(panoptic.instance, decoded.keptRows) } : {}),
    };
    return { ...base, truth };
  };
}

/** KITTI object benchmark: velodyne points, boxes of `label_2` carried into the velodyne frame through the calibration. */
export function kittiObjectLoader(frame: DrivingFrame): FrameLoader {
  return async (options) => {
    const { cloud } = await readCloudAs(frame.format, frame.cloud, options);
    const base = { cloud, dataset: 'kitti-object', domain: 'outdoor' as const };
    if (!frame.labels) return base;
    if (!frame.calib) {
      const message = `"${frame.labels.name}" gives boxes in the camera's frame: drop the calib file of this frame too`;
      options.diagnostics.warn('KITTI_NO_CALIB', message);
      return base;
    }
    const [objects, calib] = await Promise.all([readKittiLabels(frame.labels), readKittiCalib(frame.calib)]);
    return { ...base, truth: kittiTruth(cloud, objects, calib, options.diagnostics) };
  };
}

export function relativeTo<T extends { readonly center: Vec3; readonly yaw: number }>([x, y, z]: Vec3, box: T): T {
  const center: Vec3 = [box.center[0] - x, box.center[1] - y, box.center[2] - z];
  return { ...box, center, yaw: wrapAngle(box.yaw) };
}

/** A label file with exactly one entry for each row of the dataset's layout settles the layout; otherwise it is detected. */
function readPoints(
  frame: DrivingFrame,
  rowBytes: number,
  layout: BinLayoutName,
  labelBytes: number,
  options: LoadOptions,
) {
  const isSettled = frame.labels && frame.cloud.size / rowBytes === frame.labels.size / labelBytes;
  const binLayout = isSettled ? layout : undefined;
  return readCloudAs(frame.format, frame.cloud, { ...options, binLayout });
}

/** Instance ids count per class in SemanticKITTI: (class, id) becomes one id, 1, 2, … in order of appearance; 0 stays 0. */
function uniqueInstances(semantic: Uint16Array, instance: Uint16Array): Uint32Array {
  const ids = new Map<number, number>();
  return Uint32Array.from(instance, (id, i) => {
    if (id === 0) return 0;
    const key = semantic[i]! * 65536 + id;
    const known = ids.get(key) ?? ids.size + 1;
    ids.set(key, known);
    return known;
  });
}
