import file from './maps/sunrgbd-boxes.scannet20.json' with { type: 'json' };

/** SUN RGB-D detection class → scannet20 class. Absent: ignored. */
export const SUNRGBD_BOX_TYPES: Readonly<Record<string, string>> = file.types;
