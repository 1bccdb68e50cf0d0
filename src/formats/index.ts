export { unpackArchives } from './archive/unpack.ts';
export type { ArrowColumn, ArrowTable } from './arrow/columns.ts';
export { readArrowTable } from './arrow/read.ts';
export { type DecodedCloud, keepRows, type ReadOptions } from './decoded-cloud.ts';
export { BIN_LAYOUT_NAMES, BIN_LAYOUTS, type BinLayoutName } from './float-bin/layout.ts';
export { readPointLabels } from './float-bin/point-labels.ts';
export { type KittiCalib, readCalibEntries, readKittiCalib, readRawTransform } from './kitti/calib.ts';
export { type KittiObject, readKittiLabels } from './kitti/label.ts';
export { type KittiOxts, readKittiOxts, readKittiPoses } from './kitti/poses.ts';
export {
  type LabelCloudBoxes,
  type LabelCloudClasses,
  readLabelCloudBoxes,
  readLabelCloudClasses,
} from './labelcloud/boxes.ts';
export { COPC_POINT_BUDGET } from './las/copc/read-copc.ts';
export { type LasLabels, type LasWriteOptions, writeLas } from './las/write.ts';
export { type MmdetFrame, type MmdetInfos, readMmdetInfos } from './mmdet3d/infos.ts';
export { readLidarseg } from './nuscenes/lidarseg.ts';
export { type NuscenesRow, readNuscenesTable } from './nuscenes/tables.ts';
export { readPly } from './ply/read.ts';
export { parseSceneComments, type SceneComments } from './ply/scene-comments.ts';
export { PLY_IGNORE_LABEL, writeScenePly } from './ply/write.ts';
export { notACloud, readCloud, readCloudAs } from './registry.ts';
export { readScannetGroups, readScannetSegments, type ScannetGroup } from './scannet/json.ts';
export { readAxisAlignment, readScannetCategories, type ScannetCategories } from './scannet/text.ts';
export { readSemanticKittiLabels, type SemanticKittiLabels } from './semantickitti/label.ts';
export { type CloudFormat, type PartFormat, type Sniffed, sniff } from './sniff.ts';
export { readSustechBoxes, type SustechBox } from './sustech/boxes.ts';
export { openTf3d, type Tf3dFile, type Tf3dRecord } from './tf3d/read.ts';
export type { LaserLabel } from './waymo/frame.ts';
export { LASER_NAMES, openWaymo, WAYMO, type WaymoFile, type WaymoScene } from './waymo/read.ts';
