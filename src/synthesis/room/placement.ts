import { IGNORE_LABEL, type Rng } from '../../core/index.ts';
import { composePose, makePose, type Pose } from '../pose.ts';
import { COUNTER, DESK } from './classes.ts';
import { scatter } from './clutter.ts';
import type { Furniture, RoomModel } from './room-model.ts';
import { isFree, type Rect, type RoomShell, type Wall, wallRect } from './shell.ts';

/** Where a piece came to stand: room frame. */
export interface Placed {
  readonly x: number;
  readonly y: number;
  readonly yaw: number;
  readonly pose: Pose;
  readonly plan: Furniture;
  readonly wall?: number;
  readonly u?: number;
}

/** Builds the piece at a point of the room, with something on its top now and then. */
export function putAt(
  model: RoomModel,
  shell: RoomShell,
  rng: Rng,
  plan: Furniture,
  x: number,
  y: number,
  yaw: number,
): Placed {
  const pose = composePose(shell.pose, makePose(x, y, 0, { yaw }));
  plan.build(model.object(plan.classId, pose), model);
  const top = plan.top;
  if (top) {
    const desk = plan.classId === DESK && rng.chance(0.75);
    // From bare to heaped, by the size of the top.
    const most = 2 + Math.round(top.widthM * top.depthM * (plan.classId === COUNTER ? 16 : 9));
    const count = rng.chance(0.75) ? rng.int(Math.min(14, most) + 1) : 0;
    if (desk || count > 0)
      scatter(
        model.object(IGNORE_LABEL, composePose(pose, makePose(0, 0, top.z))),
        rng,
        top.widthM,
        top.depthM,
        count,
        desk,
      );
  }
  return { x, y, yaw, pose, plan };
}

/** A small turn off the right angle: mostly slight, sometimes plain to see. */
export function carelessTurn(rng: Rng): number {
  return rng.chance(0.2) ? rng.normal(0, 0.2) : rng.normal(0, 0.025);
}

export function rectAround(x: number, y: number, yaw: number, w: number, d: number, margin = 0): Rect {
  const c = Math.abs(Math.cos(yaw));
  const s = Math.abs(Math.sin(yaw));
  const ex = (w * c + d * s) / 2 + margin;
  const ey = (w * s + d * c) / 2 + margin;
  return { x0: x - ex, x1: x + ex, y0: y - ey, y1: y + ey };
}

/** Backs the piece against some wall. `front` keeps floor free before it. */
export function putAtWall(
  model: RoomModel,
  shell: RoomShell,
  rng: Rng,
  plan: Furniture,
  front = 0,
  only?: number,
): Placed | undefined {
  for (let tries = 0; tries < 28; tries++) {
    const index = only ?? rng.int(4);
    const wall: Wall = shell.walls[index];
    const half = plan.widthM / 2;
    if (wall.lengthM < plan.widthM + 0.04) continue;
    let u = rng.range(half + 0.02, wall.lengthM - half - 0.02);
    if (rng.chance(0.35)) u = rng.chance(0.5) ? half + 0.02 : wall.lengthM - half - 0.02;
    const gap = rng.chance(0.6) ? rng.range(0.005, 0.03) : rng.range(0.03, 0.12);
    if (!fitsOnWall(shell, plan, index, u, gap, front)) continue;
    return putOnWall(model, shell, rng, plan, index, u, gap);
  }
  return undefined;
}

/** Whether the piece can stand with its back to wall `index`, its middle at `u`, and `front` metres free before it. */
export function fitsOnWall(
  shell: RoomShell,
  plan: Furniture,
  index: number,
  u: number,
  gap: number,
  front: number,
): boolean {
  const wall = shell.walls[index];
  const half = plan.widthM / 2;
  if (u - half < 0 || u + half > wall.lengthM) return false;
  const clash = (o: { u0: number; u1: number; z0: number; z1: number }) =>
    u - half < o.u1 && u + half > o.u0 && plan.heightM > o.z0 + 0.15;
  if (wall.openings.some(clash) || wall.hung.some(clash)) return false;
  return isFree(shell, wallRect(shell, index, u - half, u + half, plan.depthM + gap + front));
}

export function putOnWall(
  model: RoomModel,
  shell: RoomShell,
  rng: Rng,
  plan: Furniture,
  index: number,
  u: number,
  gap: number,
): Placed {
  const half = plan.widthM / 2;
  shell.taken.push(wallRect(shell, index, u - half, u + half, plan.depthM + gap));
  shell.walls[index].hung.push({ u0: u - half, u1: u + half, z0: 0, z1: plan.heightM });
  const out = plan.depthM / 2 + gap;
  const local = [
    [u, out],
    [shell.widthM - out, u],
    [shell.widthM - u, shell.depthM - out],
    [out, shell.depthM - u],
  ][index];
  const careless = plan.widthM < 1.2 && gap > 0.03 ? carelessTurn(rng) * 0.4 : rng.normal(0, 0.008);
  return {
    ...putAt(model, shell, rng, plan, local[0], local[1], (index * Math.PI) / 2 + careless),
    wall: index,
    u,
  };
}

/** Stands the piece somewhere on free floor. */
export function putFree(
  model: RoomModel,
  shell: RoomShell,
  rng: Rng,
  plan: Furniture,
  margin: number,
  yaw?: number,
): Placed | undefined {
  for (let tries = 0; tries < 24; tries++) {
    const turn = yaw ?? rng.pick([0, 1, 2, 3]) * (Math.PI / 2) + carelessTurn(rng);
    const x = rng.range(0.3, shell.widthM - 0.3);
    const y = rng.range(0.3, shell.depthM - 0.3);
    if (!isFree(shell, rectAround(x, y, turn, plan.widthM, plan.depthM, margin))) continue;
    shell.taken.push(rectAround(x, y, turn, plan.widthM, plan.depthM));
    return putAt(model, shell, rng, plan, x, y, turn);
  }
  return undefined;
}

/**
 * Puts a piece beside another, in the other's frame: `along` its x, `out` before its front; `turn` relative to it. Overlap with the other
 * is allowed (chairs go under tables); the walls must not be crossed.
 */
export function putBeside(
  model: RoomModel,
  shell: RoomShell,
  rng: Rng,
  other: Placed,
  plan: Furniture,
  along: number,
  out: number,
  turn: number,
): Placed | undefined {
  const c = Math.cos(other.yaw);
  const s = Math.sin(other.yaw);
  const x = other.x + c * along - s * out;
  const y = other.y + s * along + c * out;
  const yaw = other.yaw + turn;
  const rect = rectAround(x, y, yaw, plan.widthM, plan.depthM);
  if (rect.x0 < 0.02 || rect.y0 < 0.02 || rect.x1 > shell.widthM - 0.02 || rect.y1 > shell.depthM - 0.02)
    return undefined;
  const own = rectAround(other.x, other.y, other.yaw, other.plan.widthM, other.plan.depthM);
  const clear = shell.taken.every(
    (r) =>
      (Math.abs(r.x0 - own.x0) < 0.2 && Math.abs(r.y1 - own.y1) < 0.2) ||
      rect.x1 <= r.x0 ||
      rect.x0 >= r.x1 ||
      rect.y1 <= r.y0 ||
      rect.y0 >= r.y1,
  );
  if (!clear) return undefined;
  shell.taken.push(rect);
  return putAt(model, shell, rng, plan, x, y, yaw);
}
