export { type ClassMap, mapClasses } from './labels/class-map.ts';
export { KITTI_BOX_TYPES } from './labels/kitti.ts';
export { NUSCENES_LIDARSEG } from './labels/nuscenes.ts';
export { NYU40, nyu40OfText } from './labels/scannet.ts';
export { OUTDOOR11_TO_SEMANTICKITTI, SEMANTICKITTI } from './labels/semantickitti.ts';
export { OUTDOOR11_TO_TF3D, TF3D_WAYMO } from './labels/tf3d.ts';
export { OUTDOOR11_TO_WAYMO, WAYMO_BOX_TYPES, WAYMO_SEGMENTATION } from './labels/waymo.ts';
export { openScenes } from './open-scenes.ts';
export type { OpenOptions, SceneSet } from './scene-set.ts';
