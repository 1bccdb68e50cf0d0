export type { Pose, ViewName } from './framing.ts';
export type { PointSizeMode } from './point-size.ts';
export { type Pixels, type Selection, Viewer, type ViewerOptions, type ViewerStats } from './viewer.ts';
