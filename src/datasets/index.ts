export { type ExportOffer, exportOffers, exportScene } from './export/export-scene.ts';
export {
  type ExportedPrediction,
  type ExportSubject,
  exportSubject,
  LABEL_CHOICES,
  type LabelChoice,
} from './export/subject.ts';
export { EXPORT_TARGET_NAMES, EXPORT_TARGETS, type ExportTarget, type ExportTargetName } from './export/target.ts';
export { AV2_BOX_TYPES } from './labels/av2.ts';
export { type ClassMap, classNames, mapClasses, mapTruth } from './labels/class-map.ts';
export { MOSD, S3DIS } from './labels/indoor.ts';
export { KITTI_BOX_TYPES } from './labels/kitti.ts';
export { NUSCENES_BOX_TYPES, NUSCENES_LIDARSEG } from './labels/nuscenes.ts';
export { NYU40, nyu40OfText } from './labels/scannet.ts';
export { OUTDOOR11_TO_SEMANTICKITTI, SEMANTICKITTI } from './labels/semantickitti.ts';
export { SUSTECH_BOX_TYPES } from './labels/sustech.ts';
export { TAXONOMIES, type Taxonomy } from './labels/taxonomy.ts';
export { TAXONOMY_MAPS, taxonomyMap } from './labels/taxonomy-maps.ts';
export { OUTDOOR11_TO_TF3D, TF3D_WAYMO } from './labels/tf3d.ts';
export { OUTDOOR11_TO_WAYMO, WAYMO_BOX_TYPES, WAYMO_SEGMENTATION } from './labels/waymo.ts';
export { openScenes } from './open-scenes.ts';
export type { FrameOptions, OpenOptions, SceneSet } from './scene-set.ts';
export { accumulate, type FramesAround, framesAround } from './sequence/accumulate.ts';
export { FrameReader } from './sequence/frame-reader.ts';
export { contentKey, FrameFiles } from './sequence/frame-shelf.ts';
