import { defineClassMap } from './class-map.ts';

/**
 * TF 3D's five Waymo classes → outdoor11. Background is ignored: it is everything that no box covers, road as well as trees.
 */
export const TF3D_WAYMO = defineClassMap('TF 3D Waymo', 'outdoor11', [
  [0, 'background', undefined],
  [1, 'vehicle', 'vehicle'],
  [2, 'pedestrian', 'pedestrian'],
  [3, 'sign', 'sign'],
  [4, 'cyclist', 'cyclist'],
]);

/** outdoor11 → TF 3D's five: what has no box class is background. */
export const OUTDOOR11_TO_TF3D: Readonly<Record<string, number>> = {
  road: 0,
  sidewalk: 0,
  terrain: 0,
  building: 0,
  vegetation: 0,
  pole: 0,
  sign: 3,
  vehicle: 1,
  pedestrian: 2,
  cyclist: 4,
  other: 0,
};
