import type { GroundTruth, TruthBox } from '../core/index.ts';
import type { WaymoFile } from '../formats/index.ts';
import { relativeTo } from './driving.ts';
import { mapClasses } from './labels/class-map.ts';
import { WAYMO_BOX_TYPES, WAYMO_SEGMENTATION } from './labels/waymo.ts';
import type { FrameLoader } from './scene-set.ts';

/** Waymo Open Dataset, v1 or v2: boxes of every frame, per-point classes and instances where the frame has 3D segmentation. */
export function waymoLoader(file: WaymoFile, frame: number, dataset = 'waymo-v1'): FrameLoader {
  return async (options) => {
    const { decoded, labels, segmentation, globalFromVehicle } = await file.readFrame(frame, options);
    const { cloud } = decoded;
    const boxes: TruthBox[] = [];
    let unknown = 0;
    for (const label of labels) {
      const className = WAYMO_BOX_TYPES[label.type];
      if (!className) {
        unknown++;
        continue;
      }
      const box = relativeTo(cloud.origin, { center: label.center, size: label.size, yaw: label.headingRad });
      boxes.push({
        ...box,
        className,
        ...(label.id ? { id: label.id } : {}),
        ...(label.pointCount === undefined ? {} : { points: label.pointCount }),
      });
    }
    if (unknown > 0) options.diagnostics.info('BOX_CLASS_LEFT_OUT', `${unknown} boxes are of unknown type`, unknown);
    const truth: GroundTruth = {
      labelSet: WAYMO_SEGMENTATION.labelSet,
      boxes,
      ...(segmentation
        ? {
            semantic: mapClasses(WAYMO_SEGMENTATION, segmentation.semantic, options.diagnostics),
            source: { scheme: WAYMO_SEGMENTATION.from, ids: Int16Array.from(segmentation.semantic) },
            instance: Uint32Array.from(segmentation.instance, (id) => Math.max(0, id)),
          }
        : {}),
    };
    if (segmentation) {
      const unlabelled = segmentation.semantic.filter((id) => id < 0).length;
      options.diagnostics.info(
        'WAYMO_TOP_ONLY',
        `Only the top lidar is labelled: ${unlabelled} points carry no class`,
        unlabelled,
      );
    }
    const pose = globalFromVehicle ? { worldFromFrame: globalFromVehicle } : {};
    return { cloud, truth, dataset, domain: 'outdoor', ...pose };
  };
}
