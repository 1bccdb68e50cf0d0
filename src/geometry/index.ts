export { type Bounds, bounds } from './bounds.ts';
export { BOX_CORNERS, boxCorners } from './box-corners.ts';
export { boxCornersDistance, normalizedCenterDistance } from './box-distance.ts';
export { bevIntersection, boxVolume, intersectionVolume, iou3d, iouBev, iov } from './box-overlap.ts';
export { fitBox, fitMinAreaBox } from './fit-box.ts';
export { type GroundOptions, heightAboveGround } from './ground.ts';
export { countPointsInBox, isPointInBox, listPointsInBox } from './points-in-box.ts';
export { intersectLineBox, type LineSpan } from './ray-box.ts';
export { type Rotation, rotateVectors, rotationFromEuler, yawOfRotation } from './rotation.ts';
