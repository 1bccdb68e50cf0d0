import type { Vec3 } from '../core/index.ts';
import type { Bounds } from '../geometry/index.ts';
import { Flight } from './flight.ts';
import {
  between,
  depthRange,
  fitOrthographic,
  fitPose,
  type Lens,
  look,
  orbit,
  type Pose,
  type Projection,
  pan,
  type ViewName,
  zoom,
  zoomAt,
} from './framing.ts';
import { type Navigated, Navigation } from './navigation.ts';
import { ViewCamera } from './view-camera.ts';

const FOV_DEG = 50;
/** Share of the remaining motion spent in a 60 Hz frame; slower frames spend more, so that the glide takes the same time everywhere. */
const DAMPING = 0.16;
const FRAME_MS = 1000 / 60;
const MAX_STEP_MS = 400;
/** Of a turn, in radians, and of a slide, in view heights: less than this is rest. */
const REST = 1e-4;
const LOOK_RAD = Math.PI / 2;
const ZOOM_LIMITS = { nearest: 1e-3, farthest: 20 } as const;
/** A whole scene is crossed in so many seconds. */
const CROSSING_SECONDS = 12;

export type NavigationMode = 'orbit' | 'fly';

interface Jump {
  readonly from: Pose;
  readonly to: Pose;
  readonly startMs: number;
  readonly lastMs: number;
}

/** The camera and everything that moves it. z is up throughout. */
export class CameraRig implements Navigated {
  readonly camera = new ViewCamera(FOV_DEG, 1, 0.1, 1000);
  readonly flight = new Flight();
  readonly navigation: Navigation;
  mode: NavigationMode = 'orbit';
  projection: Projection = 'perspective';
  /** What is still to be spent of the last gestures. */
  private readonly glide = { azimuth: 0, elevation: 0, right: 0, up: 0 };
  private readonly onChange: () => void;
  private current: Pose = { eye: [0, -1, 0], target: [0, 0, 0] };
  private jump: Jump | undefined;
  private framed = Float32Array.of(-1, -1, -1, 1, 1, 1);
  private updatedMs = 0;
  private wasMoving = false;
  private full: Bounds = { min: [-1, -1, -1], max: [1, 1, 1] };

  constructor(element: HTMLElement, onChange: () => void) {
    this.onChange = onChange;
    this.camera.up.set(0, 0, 1);
    this.navigation = new Navigation(element, this);
    this.setView('perspective');
  }

  /** The points that `fit` shows (float32 [n × 3]), and what the depth planes must hold. Metres. */
  setScene(framed: Float32Array<ArrayBuffer>, full: Bounds): void {
    this.framed = framed;
    this.full = full;
    this.flight.baseSpeed = extent(full) / CROSSING_SECONDS;
  }

  setAspect(aspect: number): void {
    this.camera.aspect = aspect;
  }

  get distanceM(): number {
    const { eye, target } = this.current;
    return Math.hypot(eye[0] - target[0], eye[1] - target[1], eye[2] - target[2]);
  }

  /** Of the perspective at this distance: `projection[1][1]`. */
  get focal(): number {
    return 1 / Math.tan(this.lens.fovRad / 2);
  }

  /** Eye and what it looks at, metres. */
  get pose(): Pose {
    return this.current;
  }

  /** @param animateMs 0 = at once. */
  setPose(pose: Pose, animateMs = 0): void {
    const startMs = performance.now();
    this.grab();
    if (animateMs > 0) this.jump = { from: this.current, to: pose, startMs, lastMs: startMs + animateMs };
    else this.current = pose;
    this.onChange();
  }

  setView(view: ViewName, animateMs = 0): void {
    const poseOf = this.projection === 'orthographic' ? fitOrthographic : fitPose;
    this.setPose(poseOf(this.framed, view, this.lens), animateMs);
  }

  orbitBy(azimuthRad: number, elevationRad: number): void {
    this.setPose(orbit(this.current, azimuthRad, elevationRad));
  }

  zoomBy(factor: number): void {
    this.setPose(this.limited(zoom(this.current, factor)));
  }

  /** Turns about this point from now on; the eye keeps its offset. */
  setPivot(target: Vec3, animateMs = 0): void {
    const { eye, target: old } = this.current;
    const moved: Vec3 = [eye[0] + target[0] - old[0], eye[1] + target[1] - old[1], eye[2] + target[2] - old[2]];
    this.setPose({ eye: moved, target }, animateMs);
  }

  grab(): void {
    this.jump = undefined;
    Object.assign(this.glide, { azimuth: 0, elevation: 0, right: 0, up: 0 });
  }

  turn(right: number, down: number): void {
    const isFlying = this.mode === 'fly';
    const rate = isFlying ? LOOK_RAD : 2 * Math.PI;
    this.glide.azimuth -= rate * right;
    // Orbiting takes hold of the scene, flying turns the head.
    this.glide.elevation += (isFlying ? -rate : rate) * down;
    this.onChange();
  }

  slide(right: number, up: number): void {
    this.glide.right += right;
    this.glide.up += up;
    this.onChange();
  }

  zoomAt(factor: number, at: readonly [x: number, y: number]): void {
    this.current = this.limited(zoomAt(this.current, factor, at, this.lens));
    this.onChange();
  }

  setPace(factor: number): boolean {
    if (this.mode !== 'fly') return false;
    this.flight.setPace(factor);
    this.onChange();
    return true;
  }

  /** Advances glide, jump and flight, and brings the camera up to date. True while it still moves. */
  update(): boolean {
    const now = performance.now();
    // After a rest the time since the last frame says nothing.
    const stepMs = this.wasMoving ? Math.min(now - this.updatedMs, MAX_STEP_MS) : FRAME_MS;
    this.updatedMs = now;
    this.wasMoving = this.advance(now, stepMs);
    this.place();
    return this.wasMoving;
  }

  dispose(): void {
    this.navigation.dispose();
  }

  private advance(now: number, stepMs: number): boolean {
    const { jump, glide, flight } = this;
    if (jump) {
      const share = Math.min(1, (now - jump.startMs) / (jump.lastMs - jump.startMs));
      this.current = share === 1 ? jump.to : between(jump.from, jump.to, share * share * (3 - 2 * share));
      if (share === 1) this.jump = undefined;
      return share < 1;
    }
    const spent = 1 - (1 - DAMPING) ** Math.max(stepMs / FRAME_MS, 0.1);
    const rest = Object.values(glide).every((left) => Math.abs(left) < REST) ? 1 : spent;
    const turned = this.mode === 'fly' ? look : orbit;
    if (glide.azimuth !== 0 || glide.elevation !== 0) {
      this.current = turned(this.current, rest * glide.azimuth, rest * glide.elevation);
    }
    if (glide.right !== 0 || glide.up !== 0) {
      this.current = pan(this.current, rest * glide.right, rest * glide.up, this.lens);
    }
    for (const key of ['azimuth', 'elevation', 'right', 'up'] as const) glide[key] *= 1 - rest;
    if (flight.isMoving) this.current = flight.step(this.current, stepMs / 1000);
    return rest !== 1 || flight.isMoving;
  }

  private place(): void {
    const { camera, current, full } = this;
    const center: Vec3 = [0, 1, 2].map((axis) => (full.min[axis] + full.max[axis]) / 2) as unknown as Vec3;
    const radius = extent(full) / 2;
    // Nothing that an orthographic view shows may lie behind its eye, however near it has come: it stands outside the scene.
    const { eye, target } = current;
    const distance = this.distanceM;
    const back = this.projection === 'orthographic' ? (distance + 4 * radius) / Math.max(distance, 1e-9) : 1;
    const stand = [0, 1, 2].map((axis) => target[axis] + back * (eye[axis] - target[axis])) as unknown as Vec3;
    camera.halfHeightM = this.projection === 'orthographic' ? ViewCamera.halfHeightAt(distance, FOV_DEG) : undefined;
    camera.position.set(...stand);
    camera.lookAt(...target);
    Object.assign(camera, depthRange(stand, center, radius));
    camera.updateProjectionMatrix();
    camera.updateMatrixWorld();
  }

  private get lens(): Lens {
    return { fovRad: (this.camera.fov * Math.PI) / 180, aspect: this.camera.aspect };
  }

  private limited(pose: Pose): Pose {
    const size = extent(this.full);
    const { eye, target } = pose;
    const distance = Math.hypot(eye[0] - target[0], eye[1] - target[1], eye[2] - target[2]);
    const wanted = Math.min(size * ZOOM_LIMITS.farthest, Math.max(size * ZOOM_LIMITS.nearest, distance));
    return wanted === distance ? pose : zoom(pose, distance / wanted);
  }
}

function extent({ min, max }: Bounds): number {
  return Math.hypot(max[0] - min[0], max[1] - min[1], max[2] - min[2]) || 1;
}
