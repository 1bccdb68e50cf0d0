import { defineClassMap } from './class-map.ts';

/**
 * nuScenes-lidarseg general index (32 classes) → outdoor11. Ignored: noise, the ego vehicle, and people on or in devices
 * (personal mobility, stroller, wheelchair), which are neither pedestrian nor cyclist. `manmade` holds walls, fences, poles
 * and signs besides buildings: nuScenes cannot measure pole and sign.
 */
export const NUSCENES_LIDARSEG = defineClassMap('nuScenes-lidarseg', 'outdoor11', [
  [0, 'noise', undefined],
  [1, 'animal', 'other'],
  [2, 'human.pedestrian.adult', 'pedestrian'],
  [3, 'human.pedestrian.child', 'pedestrian'],
  [4, 'human.pedestrian.construction_worker', 'pedestrian'],
  [5, 'human.pedestrian.personal_mobility', undefined],
  [6, 'human.pedestrian.police_officer', 'pedestrian'],
  [7, 'human.pedestrian.stroller', undefined],
  [8, 'human.pedestrian.wheelchair', undefined],
  [9, 'movable_object.barrier', 'other'],
  [10, 'movable_object.debris', 'other'],
  [11, 'movable_object.pushable_pullable', 'other'],
  [12, 'movable_object.trafficcone', 'other'],
  [13, 'static_object.bicycle_rack', 'other'],
  // Boxes and labels of two-wheelers include their rider.
  [14, 'vehicle.bicycle', 'cyclist'],
  [15, 'vehicle.bus.bendy', 'vehicle'],
  [16, 'vehicle.bus.rigid', 'vehicle'],
  [17, 'vehicle.car', 'vehicle'],
  [18, 'vehicle.construction', 'vehicle'],
  [19, 'vehicle.emergency.ambulance', 'vehicle'],
  [20, 'vehicle.emergency.police', 'vehicle'],
  [21, 'vehicle.motorcycle', 'cyclist'],
  [22, 'vehicle.trailer', 'vehicle'],
  [23, 'vehicle.truck', 'vehicle'],
  [24, 'flat.driveable_surface', 'road'],
  [25, 'flat.other', 'other'],
  [26, 'flat.sidewalk', 'sidewalk'],
  [27, 'flat.terrain', 'terrain'],
  [28, 'static.manmade', 'building'],
  [29, 'static.other', 'other'],
  [30, 'static.vegetation', 'vegetation'],
  [31, 'vehicle.ego', undefined],
]);
