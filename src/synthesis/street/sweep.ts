import type { LaserHead } from './laser-heads.ts';
import type { LidarProfile } from './lidar-profiles.ts';

/** Where the sensor hangs at the start of the sweep, in the road's frame. */
export interface SensorMount {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** Heading of the car in the road's frame. */
  readonly yawRad: number;
  readonly pitchRad: number;
  readonly rollRad: number;
}

/**
 * The sensor while it turns: the car drives on and yaws during a sweep. A cloud that was not deskewed keeps each return relative to where
 * the sensor was at that moment; its boxes are moved with it (`toCloud`).
 */
export class Sweep {
  /** Emitter in the road's frame. */
  x = 0;
  y = 0;
  z = 0;
  /** Emitter's height over the cloud's origin. */
  offsetZ = 0;
  private readonly profile: LidarProfile;
  private readonly mount: SensorMount;
  private readonly point = { x: 0, y: 0 };
  private cosYaw = 1;
  private sinYaw = 0;
  private cosBack = 1;
  private sinBack = 0;
  private fromX = 0;
  private fromY = 0;

  constructor(profile: LidarProfile, mount: SensorMount) {
    this.profile = profile;
    this.mount = mount;
  }

  moveTo(timeS: number, head: LaserHead): void {
    const { mount, profile } = this;
    const turn = profile.yawRate * timeS;
    this.cosYaw = Math.cos(mount.yawRad + turn);
    this.sinYaw = Math.sin(mount.yawRad + turn);
    const gone = profile.speedMps * timeS;
    const originX = mount.x + gone * Math.cos(mount.yawRad + turn / 2);
    const originY = mount.y + gone * Math.sin(mount.yawRad + turn / 2);
    this.x = originX + this.cosYaw * head.x - this.sinYaw * head.y;
    this.y = originY + this.sinYaw * head.x + this.cosYaw * head.y;
    this.z = mount.z + head.z;
    this.offsetZ = head.z;
    this.fromX = profile.deskewed ? mount.x : originX;
    this.fromY = profile.deskewed ? mount.y : originY;
    this.cosBack = profile.deskewed ? 1 : Math.cos(turn);
    this.sinBack = profile.deskewed ? 0 : Math.sin(turn);
  }

  /** Sensor direction → unit direction in the road's frame, written to `out`. Small tilts: first-order rotation, then the car's heading. */
  aim(fx: number, fy: number, fz: number, out: Float64Array): void {
    const tilted = fz - this.mount.pitchRad * fx + this.mount.rollRad * fy;
    const scale = 1 / Math.sqrt(fx * fx + fy * fy + tilted * tilted);
    out[0] = (this.cosYaw * fx - this.sinYaw * fy) * scale;
    out[1] = (this.sinYaw * fx + this.cosYaw * fy) * scale;
    out[2] = tilted * scale;
  }

  /** Cloud coordinates of a return at this offset from the emitter. The result is reused by the next call. */
  stored(dx: number, dy: number): { x: number; y: number } {
    const x = this.x + dx - this.fromX;
    const y = this.y + dy - this.fromY;
    this.point.x = this.cosBack * x + this.sinBack * y;
    this.point.y = this.cosBack * y - this.sinBack * x;
    return this.point;
  }

  /** Cloud coordinates of a place in the road's frame that was seen at that time, and the turn of its heading. */
  toCloud(x: number, y: number, timeS: number): { x: number; y: number; turn: number } {
    const { mount, profile } = this;
    if (profile.deskewed) return { x: x - mount.x, y: y - mount.y, turn: 0 };
    const turn = profile.yawRate * timeS;
    const gone = profile.speedMps * timeS;
    const dx = x - mount.x - gone * Math.cos(mount.yawRad + turn / 2);
    const dy = y - mount.y - gone * Math.sin(mount.yawRad + turn / 2);
    return { x: Math.cos(turn) * dx + Math.sin(turn) * dy, y: Math.cos(turn) * dy - Math.sin(turn) * dx, turn: -turn };
  }
}
