import file from './maps/kitti-boxes.outdoor11.json' with { type: 'json' };

/** KITTI object type → outdoor11 class. Absent: DontCare and Misc. */
export const KITTI_BOX_TYPES: Readonly<Record<string, string>> = file.types;
