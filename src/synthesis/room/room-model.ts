import { IGNORE_LABEL } from '../../core/index.ts';
import type { Pose } from '../pose.ts';
import { ObjectBuilder, SolidSet } from '../solids.ts';
import { FLOOR, WALL } from './classes.ts';

export interface RoomThing {
  readonly classId: number;
  readonly instance: number;
  /** Heading of the object's own x axis in the scene's frame before the final turn, radians. */
  readonly yawRad: number;
}

/** Solids and things of one scene, all rooms in one frame: floor at z = 0. */
export class RoomModel {
  readonly solids = new SolidSet();
  readonly things: RoomThing[] = [];

  /** A new object standing in `pose`. Walls, floor and unlabelled things get no instance. */
  object(classId: number, pose: Pose): ObjectBuilder {
    if (classId === WALL || classId === FLOOR || classId === IGNORE_LABEL)
      return new ObjectBuilder(this.solids, pose, classId, 0);
    const instance = this.things.length + 1;
    this.things.push({ classId, instance, yawRad: Math.atan2(pose[4], pose[0]) });
    return new ObjectBuilder(this.solids, pose, classId, instance);
  }
}

/** A piece of furniture before it has a place: origin in the middle of its footprint on the floor, back to −y, front to +y. */
export interface Furniture {
  readonly classId: number;
  readonly widthM: number;
  readonly depthM: number;
  readonly heightM: number;
  /** Height and usable size of a top on which things may lie. */
  readonly top?: { readonly z: number; readonly widthM: number; readonly depthM: number };
  build(b: ObjectBuilder, model: RoomModel): void;
}
