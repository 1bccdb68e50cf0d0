/** KITTI object type → outdoor11 class. Absent: DontCare marks image regions without 3D boxes; Misc names no class. */
export const KITTI_BOX_TYPES: Readonly<Record<string, string>> = {
  Car: 'vehicle',
  Van: 'vehicle',
  Truck: 'vehicle',
  Tram: 'vehicle',
  Pedestrian: 'pedestrian',
  Person_sitting: 'pedestrian',
  Cyclist: 'cyclist',
};
