import { type OrientedBox, type Rng, type Vec3, wrapAngle } from '../../core/index.ts';
import { makePose, type Turn } from '../pose.ts';
import { ObjectBuilder, SolidSet } from '../solids.ts';

/** How far along the road, from the sensor, things are placed. */
export const REACH_M = 78;

/** A thing of the street with its amodal box, in the road's frame. */
export interface StreetThing {
  readonly classId: number;
  readonly instance: number;
  readonly box: OrientedBox;
}

/** What stands on the ground: solids and the boxes of the things. Everything is in the road's frame: x along the road, z up. */
export class StreetModel {
  readonly solids = new SolidSet();
  readonly things: StreetThing[] = [];
  private readonly taken: { x: number; y: number; radius: number }[] = [];

  stuff(classId: number, x: number, y: number, z: number, turn: Turn = {}): ObjectBuilder {
    return new ObjectBuilder(this.solids, makePose(x, y, z, turn), classId, 0);
  }

  /** `size` is length, width, height of the body standing at (x, y, z); the box is widened by the usual slack of human annotation. */
  thing(
    rng: Rng,
    classId: number,
    x: number,
    y: number,
    z: number,
    yaw: number,
    size: Vec3,
    turn: Turn = {},
  ): ObjectBuilder {
    const slack = rng.range(1, 1.06);
    const instance = this.things.length + 1;
    const box = {
      center: [x, y, z + size[2] / 2] as const,
      // Annotators' boxes are upright: on a slope theirs are taller, for a leaning rider wider.
      size: [
        size[0] * slack,
        size[1] * slack + size[2] * Math.abs(Math.sin(turn.roll ?? 0)),
        size[2] * slack + 0.9 * size[0] * Math.abs(Math.sin(turn.pitch ?? 0)),
      ] as const,
      yaw: wrapAngle(yaw),
    };
    this.things.push({ classId, instance, box });
    return new ObjectBuilder(this.solids, makePose(x, y, z, { ...turn, yaw }), classId, instance);
  }

  /** Takes the circles when all are free. */
  claim(circles: readonly { x: number; y: number; radius: number }[]): boolean {
    for (const circle of circles) {
      for (const other of this.taken) {
        if (Math.hypot(circle.x - other.x, circle.y - other.y) < circle.radius + other.radius) return false;
      }
    }
    this.taken.push(...circles);
    return true;
  }
}

/** Three circles that cover a long footprint. */
export function footprint(x: number, y: number, yaw: number, length: number, width: number) {
  const reach = Math.max(0, length / 2 - width / 2);
  const count = Math.max(1, Math.ceil(length / width));
  return Array.from({ length: count }, (_, i) => {
    const along = count === 1 ? 0 : -reach + (2 * reach * i) / (count - 1);
    return { x: x + along * Math.cos(yaw), y: y + along * Math.sin(yaw), radius: width * 0.55 };
  });
}
