import type { Vec3 } from '../core/index.ts';
import type { Focus } from '../state/index.ts';
import type { Pose, Viewer } from '../viewer/index.ts';

const TRIP_MS = 550;
/** Half the field of view, a little less, so that the place does not touch the edge. */
const HALF_VIEW_RAD = (20 * Math.PI) / 180;
/** Smaller places are shown with what is around them. */
const LEAST_RADIUS_M = 0.7;
/** From lower down other things would stand in front. */
const LEAST_ELEVATION_RAD = (28 * Math.PI) / 180;

/** Where to stand so that the ball fits the view, looking the way that the eye looks now, but not from too low. */
export function poseAround({ eye, target }: Pose, { center, radiusM }: Pick<Focus, 'center' | 'radiusM'>): Pose {
  const arm = [0, 1, 2].map((axis) => eye[axis] - target[axis]) as unknown as Vec3;
  const flat = Math.hypot(arm[0], arm[1]);
  const azimuth = flat > 1e-6 ? Math.atan2(arm[1], arm[0]) : -Math.PI / 2;
  const elevation = Math.max(Math.atan2(arm[2], flat), LEAST_ELEVATION_RAD);
  const distance = Math.max(radiusM, LEAST_RADIUS_M) / Math.sin(HALF_VIEW_RAD);
  const out = distance * Math.cos(elevation);
  return {
    eye: [
      center[0] + out * Math.cos(azimuth),
      center[1] + out * Math.sin(azimuth),
      center[2] + distance * Math.sin(elevation),
    ],
    target: center,
  };
}

/** A pose on the way from one to the other; `share` 0–1, slow at both ends. */
export function poseBetween(from: Pose, to: Pose, share: number): Pose {
  const eased = share * share * (3 - 2 * share);
  const mix = (a: Vec3, b: Vec3): Vec3 =>
    [0, 1, 2].map((axis) => a[axis] + eased * (b[axis] - a[axis])) as unknown as Vec3;
  return { eye: mix(from.eye, to.eye), target: mix(from.target, to.target) };
}

/** Flies the camera to a place; whoever takes hold of the picture meanwhile ends the trip. At once where motion is to be reduced. */
export class CameraTrip {
  private readonly viewer: Pick<Viewer, 'pose' | 'setPose'>;
  private readonly host: HTMLElement;
  private request = 0;

  constructor(viewer: Pick<Viewer, 'pose' | 'setPose'>, host: HTMLElement) {
    this.viewer = viewer;
    this.host = host;
    for (const kind of ['pointerdown', 'wheel', 'keydown'] as const) host.addEventListener(kind, this.stop, true);
  }

  to(focus: Focus): void {
    this.stop();
    const from = this.viewer.pose;
    const goal = poseAround(from, focus);
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this.viewer.setPose(goal);
      return;
    }
    const startMs = performance.now();
    const step = (nowMs: number): void => {
      const share = Math.min(1, Math.max(0, (nowMs - startMs) / TRIP_MS));
      this.viewer.setPose(poseBetween(from, goal, share));
      this.request = share < 1 ? requestAnimationFrame(step) : 0;
    };
    this.request = requestAnimationFrame(step);
  }

  readonly stop = (): void => {
    cancelAnimationFrame(this.request);
    this.request = 0;
  };

  dispose(): void {
    this.stop();
    for (const kind of ['pointerdown', 'wheel', 'keydown'] as const) {
      this.host.removeEventListener(kind, this.stop, true);
    }
  }
}
