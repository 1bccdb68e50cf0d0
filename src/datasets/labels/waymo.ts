import { defineClassMap } from './class-map.ts';
import back from './maps/outdoor11.waymo-segmentation.json' with { type: 'json' };
import boxes from './maps/waymo-boxes.outdoor11.json' with { type: 'json' };
import file from './maps/waymo-segmentation.outdoor11.json' with { type: 'json' };

/** Waymo 3D segmentation (23 classes) → outdoor11. */
export const WAYMO_SEGMENTATION = defineClassMap(file);

/** outdoor11 → Waymo segmentation: the most common class of each group. */
export const OUTDOOR11_TO_WAYMO: Readonly<Record<string, number>> = back.ids;

/** Waymo `Label.Type` → outdoor11 class. Type 0 (unknown) is left out. */
export const WAYMO_BOX_TYPES: Readonly<Record<number, string>> = boxes.types;
