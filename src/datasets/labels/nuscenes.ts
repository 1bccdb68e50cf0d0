import { defineClassMap } from './class-map.ts';
import boxes from './maps/nuscenes-boxes.outdoor11.json' with { type: 'json' };
import lidarseg from './maps/nuscenes-lidarseg.outdoor11.json' with { type: 'json' };

/** nuScenes-lidarseg general index (32 classes) → outdoor11. */
export const NUSCENES_LIDARSEG = defineClassMap(lidarseg);

/** nuScenes category or detection name → outdoor11 class. Absent: known and ignored, or not known. */
export const NUSCENES_BOX_TYPES: Readonly<Record<string, string>> = boxes.types;
