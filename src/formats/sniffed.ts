import type { ARROW } from './arrow/messages.ts';
import type { DRACO } from './draco/format.ts';
import type { E57 } from './e57/fail.ts';
import type { FLOAT_BIN } from './float-bin/read.ts';
import type { KnownFile } from './known-files.ts';
import type { COPC, LAS, LAZ } from './las/header.ts';
import type { NPY } from './npy/header.ts';
import type { NPZ } from './npy/npz.ts';
import type { OBJ } from './obj/read.ts';
import type { OFF } from './off/read.ts';
import type { PARQUET } from './parquet/format.ts';
import type { PCD } from './pcd/header.ts';
import type { PLY } from './ply/header.ts';
import type { PTX } from './ptx/read.ts';
import type { SENS } from './sens/header.ts';
import type { TEXT } from './text/read.ts';
import type { TF3D } from './tf3d/read.ts';
import type { WAYMO } from './waymo/read.ts';
import type { WAYMO_V2 } from './waymo/v2/format.ts';

/** Formats that hold points. */
export type CloudFormat =
  | typeof PLY
  | typeof PCD
  | typeof ARROW
  | typeof NPY
  | typeof FLOAT_BIN
  | typeof WAYMO
  | typeof TF3D
  | typeof SENS
  | typeof LAS
  | typeof LAZ
  | typeof COPC
  | typeof E57
  | typeof TEXT
  | typeof PTX
  | typeof OFF
  | typeof OBJ
  | typeof NPZ
  | typeof DRACO
  | typeof PARQUET
  | typeof WAYMO_V2;

/** Files that say something about a cloud beside them. */
export type PartFormat =
  | 'coco'
  | 'semantickitti-label'
  | 'nuscenes-lidarseg'
  | 'kitti-label'
  | 'kitti-calib'
  | 'scannet-segs'
  | 'scannet-aggregation'
  | 'scannet-meta'
  | 'scannet-tsv'
  | 'av2-annotations'
  | 'av2-poses'
  | 'av2-calibration'
  | 'sustech-boxes'
  | 'labelcloud-boxes'
  | 'labelcloud-classes'
  | 'mmdet3d-infos'
  | 'nuscenes-table'
  | '3rscan-groups'
  | 'kitti-poses'
  | 'kitti-oxts'
  | 'kitti-raw-calib'
  | 'times'
  | 'point-labels'
  | 'waymo-v2-component'
  | 'kitti-tracklets'
  | 'nuscenes-panoptic';

export type Sniffed =
  | { readonly kind: 'cloud'; readonly format: CloudFormat }
  | { readonly kind: 'part'; readonly format: PartFormat }
  | { readonly kind: 'known'; readonly file: KnownFile }
  | { readonly kind: 'empty' }
  | { readonly kind: 'unknown' };
