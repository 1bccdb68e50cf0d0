export { CLICKS_TO, type ClickScores, IOU_AT, MOST_CLICKS, maskIou, scoreClicks } from './click-scores.ts';
export { CLICK_OPTIONS, type Click, segmentByClicks } from './clicks.ts';
export type { NetworkEvidence, SegmentInput } from './evidence.ts';
export { type HoverIndex, hoverIndex } from './hover-index.ts';
export { pointsInStencil, type SeenThrough, type Stencil, stencilOfOutline, stencilOfStroke } from './outline.ts';
export { prepareSegments } from './prepare.ts';
export { segmentInput } from './segment-input.ts';
export type { Segmentation } from './segmentation.ts';
export { nextClick, USER_VOXEL_M, type UserView, userView } from './simulated-user.ts';
