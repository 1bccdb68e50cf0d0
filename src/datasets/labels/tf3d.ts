import { defineClassMap } from './class-map.ts';
import back from './maps/outdoor11.tf3d-waymo.json' with { type: 'json' };
import file from './maps/tf3d-waymo.outdoor11.json' with { type: 'json' };

/** TF 3D's five Waymo classes → outdoor11. */
export const TF3D_WAYMO = defineClassMap(file);

/** outdoor11 → TF 3D's five: what has no box class is background. */
export const OUTDOOR11_TO_TF3D: Readonly<Record<string, number>> = back.ids;
