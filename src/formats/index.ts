export { unpackArchives } from './archive/unpack.ts';
export { type WrittenFile, writeZip } from './archive/write-zip.ts';
export type { ArrowColumn, ArrowTable } from './arrow/columns.ts';
export { readArrowTable } from './arrow/read.ts';
export { type CocoLabels, paintRuns, readCoco } from './coco/read.ts';
export { type RunLengths, runLengthsOf } from './coco/write-masks.ts';
export { type DecodedCloud, type FoundColumns, keepRows, type ReadOptions } from './decoded-cloud.ts';
export { BIN_LAYOUT_NAMES, BIN_LAYOUTS, type BinLayoutName } from './float-bin/layout.ts';
export { readPointLabels } from './float-bin/point-labels.ts';
export { writeFloatBin } from './float-bin/write.ts';
export { type FrameFile, readFrameFile } from './frame-file/read.ts';
export { type KittiCalib, readCalibEntries, readKittiCalib, readRawTransform } from './kitti/calib.ts';
export { type KittiObject, readKittiLabels } from './kitti/label.ts';
export { type KittiOxts, readKittiOxts, readKittiPoses } from './kitti/poses.ts';
export { type KittiTrackletBox, readKittiTracklets } from './kitti/tracklets.ts';
export { type WrittenKittiObject, writeKittiCalib, writeKittiLabels } from './kitti/write.ts';
export {
  type LabelCloudBoxes,
  type LabelCloudClasses,
  readLabelCloudBoxes,
  readLabelCloudClasses,
} from './labelcloud/boxes.ts';
export { headerWord } from './labelled-columns.ts';
export { COPC_POINT_BUDGET } from './las/copc/read-copc.ts';
export { labelCodes, UNLABELLED_CODE } from './las/label-codes.ts';
export { type LasLabels, type LasWriteOptions, writeLas } from './las/write.ts';
export { type MmdetFrame, type MmdetInfos, readMmdetInfos } from './mmdet3d/infos.ts';
export { npzArrays, writeNpyArray, writeNpyCloud, writeNpyTexts } from './npy/write.ts';
export { readLidarseg } from './nuscenes/lidarseg.ts';
export { type NuscenesPanoptic, readNuscenesPanoptic } from './nuscenes/panoptic.ts';
export { type NuscenesRow, readNuscenesTable } from './nuscenes/tables.ts';
export { writePcd } from './pcd/write.ts';
export { readPly } from './ply/read.ts';
export { parseSceneComments, type SceneComments } from './ply/scene-comments.ts';
export { PLY_IGNORE_LABEL, type PlyExtras, writeScenePly } from './ply/write.ts';
export { notACloud, readCloud, readCloudAs } from './registry.ts';
export { readScannetGroups, readScannetSegments, type ScannetGroup } from './scannet/json.ts';
export { readLabelLines } from './scannet/label-lines.ts';
export { readAxisAlignment, readScannetCategories, type ScannetCategories } from './scannet/text.ts';
export { writeLabelLines, writeMaskLines } from './scannet/write.ts';
export { readSemanticKittiLabels, type SemanticKittiLabels } from './semantickitti/label.ts';
export { MOST_SEMANTICKITTI_INSTANCES, writeSemanticKittiLabels } from './semantickitti/write.ts';
export { type CloudFormat, type PartFormat, type Sniffed, sniff } from './sniff.ts';
export { readSustechBoxes, type SustechBox } from './sustech/boxes.ts';
export { writeCsv } from './text/write.ts';
export { openTf3d, type Tf3dFile, type Tf3dRecord } from './tf3d/read.ts';
export { writeTf3dFrame, writeTf3dScene } from './tf3d/write.ts';
export type { LaserLabel } from './waymo/frame.ts';
export { LASER_NAMES, openWaymo, WAYMO, type WaymoFile, type WaymoScene } from './waymo/read.ts';
export { WAYMO_V2 } from './waymo/v2/format.ts';
export { openWaymoV2 } from './waymo/v2/open.ts';
export type { OnRows } from './write-rows.ts';
