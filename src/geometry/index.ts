export { type Bounds, bounds } from './bounds.ts';
export { BOX_CORNERS, boxCorners } from './box-corners.ts';
export { boxCornersDistance, normalizedCenterDistance } from './box-distance.ts';
export { bevIntersection, boxVolume, intersectionVolume, iou3d, iouBev, iov } from './box-overlap.ts';
export { type GroundOptions, heightAboveGround } from './ground.ts';
export { countPointsInBox, isPointInBox, listPointsInBox } from './points-in-box.ts';
export { selectKth } from './select.ts';
