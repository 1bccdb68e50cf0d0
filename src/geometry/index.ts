export { type Bounds, bounds } from './bounds.ts';
export { BOX_CORNERS, boxCorners } from './box-corners.ts';
export { normalizedCenterDistance } from './box-distance.ts';
export { bevIntersection, boxVolume, intersectionVolume, iou3d, iouBev, iov } from './box-overlap.ts';
export { fitBox } from './fit-box.ts';
export { type GroundOptions, heightAboveGround } from './ground.ts';
export { countPointsInBox, isPointInBox } from './points-in-box.ts';
export { intersectLineBox, type LineSpan } from './ray-box.ts';
export { rotateVectors, rotationFromEuler } from './rotation.ts';
