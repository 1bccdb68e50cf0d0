import { defineClassMap } from './class-map.ts';

/**
 * Waymo 3D segmentation (23 classes) → outdoor11. Ignored: undefined. Riders go with their vehicle type's rider class;
 * riderless two-wheelers, cones and traffic lights have no class of their own and are "other".
 */
export const WAYMO_SEGMENTATION = defineClassMap('Waymo', 'outdoor11', [
  [0, 'undefined', undefined],
  [1, 'car', 'vehicle'],
  [2, 'truck', 'vehicle'],
  [3, 'bus', 'vehicle'],
  [4, 'other_vehicle', 'vehicle'],
  [5, 'motorcyclist', 'cyclist'],
  [6, 'bicyclist', 'cyclist'],
  [7, 'pedestrian', 'pedestrian'],
  [8, 'sign', 'sign'],
  [9, 'traffic_light', 'other'],
  [10, 'pole', 'pole'],
  [11, 'construction_cone', 'other'],
  [12, 'bicycle', 'other'],
  [13, 'motorcycle', 'other'],
  [14, 'building', 'building'],
  [15, 'vegetation', 'vegetation'],
  [16, 'tree_trunk', 'vegetation'],
  [17, 'curb', 'sidewalk'],
  [18, 'road', 'road'],
  [19, 'lane_marker', 'road'],
  [20, 'other_ground', 'other'],
  [21, 'walkable', 'terrain'],
  [22, 'sidewalk', 'sidewalk'],
]);

/** outdoor11 → Waymo segmentation: the most common class of each group. */
export const OUTDOOR11_TO_WAYMO: Readonly<Record<string, number>> = {
  road: 18,
  sidewalk: 22,
  terrain: 21,
  building: 14,
  vegetation: 15,
  pole: 10,
  sign: 8,
  vehicle: 1,
  pedestrian: 7,
  cyclist: 6,
  other: 20,
};

/** Waymo `Label.Type` → outdoor11 class. Type 0 (unknown) is left out. */
export const WAYMO_BOX_TYPES: Readonly<Record<number, string>> = {
  1: 'vehicle',
  2: 'pedestrian',
  3: 'sign',
  4: 'cyclist',
};
