import { OrbitControls } from 'three/addons/controls/OrbitControls.js';
import { PerspectiveCamera } from 'three/webgpu';
import type { Vec3 } from '../core/index.ts';
import type { Bounds } from '../geometry/index.ts';
import { depthRange, fitPose, type Lens, orbit, type Pose, pan, type ViewName, zoom } from './framing.ts';

const FOV_DEG = 50;
/** Share of the remaining motion spent in a 60 Hz frame; slower frames spend more, so that the glide takes the same time everywhere. */
const DAMPING = 0.16;
const FRAME_MS = 1000 / 60;
const MAX_STEP_MS = 400;

/**
 * The camera and everything that moves it. Drag turns, right or Shift-drag slides, the wheel zooms to the cursor; one finger turns,
 * two slide and pinch. z is up throughout.
 */
export class CameraRig {
  readonly camera = new PerspectiveCamera(FOV_DEG, 1, 0.1, 1000);
  private readonly controls: OrbitControls;
  private framed = Float32Array.of(-1, -1, -1, 1, 1, 1);
  private updatedMs = 0;
  private full: Bounds = { min: [-1, -1, -1], max: [1, 1, 1] };

  constructor(element: HTMLElement, onChange: () => void) {
    this.camera.up.set(0, 0, 1);
    this.controls = new OrbitControls(this.camera, element);
    this.controls.enableDamping = true;
    this.controls.zoomToCursor = true;
    this.controls.zoomSpeed = 1.4;
    this.controls.addEventListener('change', onChange);
    this.controls.addEventListener('start', onChange);
    this.setView('perspective');
  }

  /** The points that `fit` shows (float32 [n × 3]), and what the depth planes must hold. Metres. */
  setScene(framed: Float32Array<ArrayBuffer>, full: Bounds): void {
    this.framed = framed;
    this.full = full;
    const size = extent(full);
    this.controls.minDistance = size * 1e-3;
    this.controls.maxDistance = size * 20;
  }

  setAspect(aspect: number): void {
    this.camera.aspect = aspect;
    this.camera.updateProjectionMatrix();
  }

  get distanceM(): number {
    return this.controls.getDistance();
  }

  /** `projection[1][1]`. */
  get focal(): number {
    return 1 / Math.tan(this.lens.fovRad / 2);
  }

  /** Eye and what it looks at, metres. */
  get pose(): Pose {
    return { eye: this.camera.position.toArray(), target: this.controls.target.toArray() };
  }

  setPose(pose: Pose): void {
    this.apply(pose);
  }

  setView(view: ViewName): void {
    this.apply(fitPose(this.framed, view, this.lens));
  }

  orbitBy(azimuthRad: number, elevationRad: number): void {
    this.apply(orbit(this.pose, azimuthRad, elevationRad));
  }

  zoomBy(factor: number): void {
    this.apply(zoom(this.pose, factor));
  }

  panBy(right: number, up: number): void {
    this.apply(pan(this.pose, right, up, this.lens));
  }

  /** Turns about this point from now on; the eye keeps its offset. */
  setPivot(target: Vec3): void {
    const { eye, target: old } = this.pose;
    this.apply({ eye: [0, 1, 2].map((axis) => eye[axis] + target[axis] - old[axis]) as unknown as Vec3, target });
  }

  /** Advances the damping. True while the camera still moves. */
  update(): boolean {
    const now = performance.now();
    const frames = Math.min(now - this.updatedMs, MAX_STEP_MS) / FRAME_MS;
    this.updatedMs = now;
    this.controls.dampingFactor = 1 - (1 - DAMPING) ** Math.max(frames, 0.1);
    const moving = this.controls.update();
    const { min, max } = this.full;
    const center: Vec3 = [(min[0] + max[0]) / 2, (min[1] + max[1]) / 2, (min[2] + max[2]) / 2];
    const { near, far } = depthRange(this.pose.eye, center, extent(this.full) / 2);
    this.camera.near = near;
    this.camera.far = far;
    this.camera.updateProjectionMatrix();
    this.camera.updateMatrixWorld();
    return moving;
  }

  dispose(): void {
    this.controls.dispose();
  }

  private get lens(): Lens {
    return { fovRad: (this.camera.fov * Math.PI) / 180, aspect: this.camera.aspect };
  }

  private apply(pose: Pose): void {
    // An update without damping spends what is left of the last drag: it must not turn the new pose.
    this.controls.enableDamping = false;
    this.controls.update();
    this.controls.enableDamping = true;
    this.camera.position.set(...pose.eye);
    this.controls.target.set(...pose.target);
    this.controls.update();
  }
}

function extent({ min, max }: Bounds): number {
  return Math.hypot(max[0] - min[0], max[1] - min[1], max[2] - min[2]) || 1;
}
