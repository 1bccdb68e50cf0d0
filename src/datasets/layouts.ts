import { planAv2 } from './av2.ts';
import { planCoco } from './coco.ts';
import type { FileSet } from './file-set.ts';
import { planKittiRaw, planOdometry } from './kitti-sequence.ts';
import { planLabelCloud } from './label-cloud.ts';
import { planMasks } from './masks.ts';
import { planMmdet3d } from './mmdet3d.ts';
import { planNuscenes } from './nuscenes-tables.ts';
import { planOwnExport } from './own-export.ts';
import { planRscan } from './rscan.ts';
import { planS3dis } from './s3dis.ts';
import type { ScenePlan } from './scene-set.ts';
import { planSens } from './sens.ts';
import { planSustech } from './sustech.ts';
import { planTf3d } from './tf3d.ts';
import { planWaymoV2 } from './waymo-v2.ts';

/** Says which clouds are of its layout, or nothing. May read small files beside them. */
export type LayoutPlanner = (files: FileSet) => ScenePlan | undefined | Promise<ScenePlan | undefined>;

/** Folder layouts that name themselves by their files, most telling first. */
export const LAYOUTS: readonly LayoutPlanner[] = [
  planCoco,
  planOwnExport,
  planAv2,
  planTf3d,
  planWaymoV2,
  planOdometry,
  planKittiRaw,
  planNuscenes,
  planSustech,
  planMmdet3d,
  planLabelCloud,
  planMasks,
  planRscan,
  planS3dis,
  planSens,
];
