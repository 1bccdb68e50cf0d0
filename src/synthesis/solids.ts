import { composePose, makePose, type Pose, poseAlong, type Turn } from './pose.ts';

export const BOX = 0;
export const CYLINDER = 1;
export const ELLIPSOID = 2;
/** A box whose top face is another rectangle: wedges, windscreens, gables. */
export const TAPER = 3;
/** An ellipsoid filled with scatterers: a ray stops at a random depth or leaves on the far side. */
export const FOLIAGE = 4;

export type Rgb = readonly [number, number, number];

export interface Surface {
  /** sRGB 0–255, for display only. */
  readonly color: Rgb;
  /** Diffuse reflectivity for the laser, 0–1. */
  readonly reflectivity: number;
  /** Probability that a ray goes straight through (glass, mesh, spokes), 0–1. For foliage: stops per metre instead. */
  readonly pass?: number;
}

/** Top rectangle of a taper in units of the half size: the bottom is always −1…1. */
export interface TaperTop {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

/** Solids as columns, ready for ray casting. */
export interface SolidTable {
  readonly count: number;
  /** uint8 [count]: one of the kinds above. */
  readonly kind: Uint8Array;
  /** float64 [count × 12]: world → unit space, row-major 3×4. */
  readonly inverse: Float64Array;
  /** float64 [count × 4]: x0, x1, y0, y1 of a taper's top in unit space. */
  readonly taper: Float64Array;
  /** float64 [count × 6]: min x y z, max x y z in metres. */
  readonly bounds: Float64Array;
  /** int16 [count] class index or IGNORE_LABEL. */
  readonly classId: Int16Array;
  /** uint32 [count], 0 = stuff. */
  readonly instance: Uint32Array;
  /** uint8 [count × 3]. */
  readonly color: Uint8Array;
  readonly reflectivity: Float32Array;
  readonly pass: Float32Array;
}

/** Collects solids; `table()` freezes them into columns. */
export class SolidSet {
  private readonly kinds: number[] = [];
  private readonly inverses: number[] = [];
  private readonly tapers: number[] = [];
  private readonly bounds: number[] = [];
  private readonly classIds: number[] = [];
  private readonly instances: number[] = [];
  private readonly colors: number[] = [];
  private readonly reflectivities: number[] = [];
  private readonly passes: number[] = [];

  get count(): number {
    return this.kinds.length;
  }

  add(
    kind: number,
    pose: Pose,
    half: readonly [number, number, number],
    surface: Surface,
    classId: number,
    instance: number,
    top?: TaperTop,
  ): void {
    const tx = pose[3];
    const ty = pose[7];
    const tz = pose[11];
    for (let axis = 0; axis < 3; axis++) {
      const scale = 1 / half[axis];
      const a = pose[axis] * scale;
      const b = pose[4 + axis] * scale;
      const c = pose[8 + axis] * scale;
      this.inverses.push(a, b, c, -(a * tx + b * ty + c * tz));
    }
    const reach = [0, 0, 0];
    const widenX = top ? Math.max(1, Math.abs(top.x[0]), Math.abs(top.x[1])) : 1;
    const widenY = top ? Math.max(1, Math.abs(top.y[0]), Math.abs(top.y[1])) : 1;
    for (let row = 0; row < 3; row++) {
      const ex = Math.abs(pose[row * 4]) * half[0] * widenX;
      const ey = Math.abs(pose[row * 4 + 1]) * half[1] * widenY;
      const ez = Math.abs(pose[row * 4 + 2]) * half[2];
      if (kind === ELLIPSOID || kind === FOLIAGE) reach[row] = Math.hypot(ex, ey, ez);
      else if (kind === CYLINDER) reach[row] = Math.hypot(ex, ey) + ez;
      else reach[row] = ex + ey + ez;
    }
    this.bounds.push(tx - reach[0], ty - reach[1], tz - reach[2], tx + reach[0], ty + reach[1], tz + reach[2]);
    this.kinds.push(kind);
    this.tapers.push(top?.x[0] ?? -1, top?.x[1] ?? 1, top?.y[0] ?? -1, top?.y[1] ?? 1);
    this.classIds.push(classId);
    this.instances.push(instance);
    this.colors.push(surface.color[0], surface.color[1], surface.color[2]);
    this.reflectivities.push(surface.reflectivity);
    this.passes.push(surface.pass ?? 0);
  }

  table(): SolidTable {
    return {
      count: this.count,
      kind: Uint8Array.from(this.kinds),
      inverse: Float64Array.from(this.inverses),
      taper: Float64Array.from(this.tapers),
      bounds: Float64Array.from(this.bounds),
      classId: Int16Array.from(this.classIds),
      instance: Uint32Array.from(this.instances),
      color: Uint8Array.from(this.colors),
      reflectivity: Float32Array.from(this.reflectivities),
      pass: Float32Array.from(this.passes),
    };
  }
}

/** Adds the solids of one object in the object's own frame. Sizes are full extents in metres. */
export class ObjectBuilder {
  readonly solids: SolidSet;
  readonly pose: Pose;
  readonly classId: number;
  readonly instance: number;

  constructor(solids: SolidSet, pose: Pose, classId: number, instance: number) {
    this.solids = solids;
    this.pose = pose;
    this.classId = classId;
    this.instance = instance;
  }

  /** The same object seen from a part's frame. */
  at(x: number, y: number, z: number, turn: Turn = {}): ObjectBuilder {
    return new ObjectBuilder(this.solids, composePose(this.pose, makePose(x, y, z, turn)), this.classId, this.instance);
  }

  /** The same frame with another owner: things that stand on or hang from this object. */
  as(classId: number, instance: number): ObjectBuilder {
    return new ObjectBuilder(this.solids, this.pose, classId, instance);
  }

  /** `center` is the middle of the box. */
  box(x: number, y: number, z: number, sx: number, sy: number, sz: number, surface: Surface, turn: Turn = {}): void {
    this.put(BOX, makePose(x, y, z, turn), [sx / 2, sy / 2, sz / 2], surface);
  }

  /** A box given by its corners. Empty ones are left out. */
  span(x0: number, x1: number, y0: number, y1: number, z0: number, z1: number, surface: Surface): void {
    if (x1 - x0 < 1e-4 || y1 - y0 < 1e-4 || z1 - z0 < 1e-4) return;
    this.box((x0 + x1) / 2, (y0 + y1) / 2, (z0 + z1) / 2, x1 - x0, y1 - y0, z1 - z0, surface);
  }

  /** Bottom rectangle `x0…x1, y0…y1` at z0, top rectangle `tx0…tx1, ty0…ty1` at z1. */
  taper(
    bottom: readonly [number, number, number, number],
    top: readonly [number, number, number, number],
    z0: number,
    z1: number,
    surface: Surface,
  ): void {
    const [x0, x1, y0, y1] = bottom;
    const cx = (x0 + x1) / 2;
    const cy = (y0 + y1) / 2;
    const hx = (x1 - x0) / 2;
    const hy = (y1 - y0) / 2;
    this.put(TAPER, makePose(cx, cy, (z0 + z1) / 2), [hx, hy, (z1 - z0) / 2], surface, {
      x: [(top[0] - cx) / hx, (top[1] - cx) / hx],
      y: [(top[2] - cy) / hy, (top[3] - cy) / hy],
    });
  }

  /** Upright, elliptical when `radiusY` is given. */
  column(x: number, y: number, z0: number, z1: number, radius: number, surface: Surface, radiusY = radius): void {
    this.put(CYLINDER, makePose(x, y, (z0 + z1) / 2), [radius, radiusY, (z1 - z0) / 2], surface);
  }

  /** A capped cylinder from one point to another. */
  rod(from: readonly number[], to: readonly number[], radius: number, surface: Surface): void {
    const axis = [to[0] - from[0], to[1] - from[1], to[2] - from[2]];
    const middle = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2, (from[2] + to[2]) / 2];
    this.put(CYLINDER, poseAlong(middle, axis), [radius, radius, Math.hypot(axis[0], axis[1], axis[2]) / 2], surface);
  }

  ellipsoid(
    x: number,
    y: number,
    z: number,
    rx: number,
    ry: number,
    rz: number,
    surface: Surface,
    turn: Turn = {},
  ): void {
    this.put(ELLIPSOID, makePose(x, y, z, turn), [rx, ry, rz], surface);
  }

  foliage(
    x: number,
    y: number,
    z: number,
    rx: number,
    ry: number,
    rz: number,
    surface: Surface,
    turn: Turn = {},
  ): void {
    this.put(FOLIAGE, makePose(x, y, z, turn), [rx, ry, rz], surface);
  }

  private put(
    kind: number,
    pose: Pose,
    half: readonly [number, number, number],
    surface: Surface,
    top?: TaperTop,
  ): void {
    this.solids.add(kind, composePose(this.pose, pose), half, surface, this.classId, this.instance, top);
  }
}
