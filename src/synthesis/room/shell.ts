import type { Rng } from '../../core/index.ts';
import { composePose, makePose, type Pose } from '../pose.ts';

export interface Opening {
  readonly u0: number;
  readonly u1: number;
  readonly z0: number;
  readonly z1: number;
  /** `gap`: a passage without a leaf. */
  readonly kind: 'door' | 'window' | 'gap';
}

/** One wall: its frame starts at a corner, x runs along the wall, y into the room. */
export interface Wall {
  readonly pose: Pose;
  readonly lengthM: number;
  readonly openings: Opening[];
  /** What hangs on or stands before the wall, so that nothing else goes there. */
  readonly hung: { u0: number; u1: number; z0: number; z1: number }[];
}

export interface Rect {
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly y1: number;
}

/** A rectangular room, x in [0, widthM], y in [0, depthM] of its own frame. */
export interface RoomShell {
  readonly pose: Pose;
  readonly widthM: number;
  readonly depthM: number;
  readonly heightM: number;
  readonly walls: readonly Wall[];
  /** Floor that is taken, in the room's frame. */
  readonly taken: Rect[];
  /** Masonry inside the room: columns, chimney breasts, filled corners, partitions. */
  readonly piers: { rect: Rect; heightM: number }[];
  /** A roof over wall `side` that starts at a knee height. */
  slope?: { readonly side: number; readonly kneeM: number; readonly angleRad: number };
}

export const WALL_THICKNESS_M = 0.14;

export function makeShell(pose: Pose, widthM: number, depthM: number, heightM: number): RoomShell {
  const corners: readonly (readonly [number, number])[] = [
    [0, 0],
    [widthM, 0],
    [widthM, depthM],
    [0, depthM],
  ];
  const walls = corners.map(([x, y], i) => ({
    pose: composePose(pose, makePose(x, y, 0, { yaw: (i * Math.PI) / 2 })),
    lengthM: i % 2 === 0 ? widthM : depthM,
    openings: [],
    hung: [],
  }));
  return { pose, widthM, depthM, heightM, walls, taken: [], piers: [] };
}

/** A rectangle of wall `index`'s frame in the room's frame. */
export function wallRect(shell: RoomShell, index: number, u0: number, u1: number, out: number): Rect {
  const { widthM: w, depthM: d } = shell;
  if (index === 0) return { x0: u0, x1: u1, y0: 0, y1: out };
  if (index === 1) return { x0: w - out, x1: w, y0: u0, y1: u1 };
  if (index === 2) return { x0: w - u1, x1: w - u0, y0: d - out, y1: d };
  return { x0: 0, x1: out, y0: d - u1, y1: d - u0 };
}

export function isFree(shell: RoomShell, rect: Rect): boolean {
  if (rect.x0 < -1e-6 || rect.y0 < -1e-6 || rect.x1 > shell.widthM + 1e-6 || rect.y1 > shell.depthM + 1e-6)
    return false;
  return shell.taken.every(
    (other) => rect.x1 <= other.x0 || rect.x0 >= other.x1 || rect.y1 <= other.y0 || rect.y0 >= other.y1,
  );
}

/** A free stretch of a wall for something hung, or undefined. */
export function findHungPlace(
  shell: RoomShell,
  rng: Rng,
  width: number,
  z0: number,
  z1: number,
): { wall: Wall; index: number; u: number } | undefined {
  for (let tries = 0; tries < 14; tries++) {
    const index = rng.int(4);
    const wall = shell.walls[index];
    if (wall.lengthM < width + 0.3) continue;
    const u = rng.range(width / 2 + 0.1, wall.lengthM - width / 2 - 0.1);
    const clash = (o: { u0: number; u1: number; z0: number; z1: number }) =>
      u - width / 2 < o.u1 + 0.05 && u + width / 2 > o.u0 - 0.05 && z0 < o.z1 && z1 > o.z0;
    if (wall.openings.some(clash) || wall.hung.some(clash)) continue;
    wall.hung.push({ u0: u - width / 2, u1: u + width / 2, z0, z1 });
    return { wall, index, u };
  }
  return undefined;
}
