export { type AdapterLimits, measureLimits } from './limits.ts';
export { median } from './median.ts';
export { type Observed, ObservedOps, observe } from './observed-ops.ts';
export { type Profile, type ProfileRow, profileScene } from './profile-scene.ts';
