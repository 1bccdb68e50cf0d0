import { IGNORE_LABEL, type Rng } from '../../core/index.ts';
import { glass, metal, surface, varied, white, wood } from '../materials.ts';
import { composePose, makePose, type Pose } from '../pose.ts';
import type { ObjectBuilder, Surface } from '../solids.ts';
import { buildFolds } from './bathroom.ts';
import { CURTAIN, DOOR, FLOOR, WALL, WINDOW } from './classes.ts';
import type { RoomModel } from './room-model.ts';

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
  return { pose, widthM, depthM, heightM, walls, taken: [] };
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

/** Floor, walls with their openings filled, skirting; sometimes a ceiling, which nobody labels. */
export function buildShell(model: RoomModel, shell: RoomShell, rng: Rng): void {
  const { widthM: w, depthM: d, heightM: h } = shell;
  const paint = surface(varied(rng, [205, 200, 190], 20), 0.6);
  const boards = rng.chance(0.5) ? wood(rng) : surface(varied(rng, [150, 145, 140], 25), 0.4);
  model
    .object(FLOOR, shell.pose)
    .span(-WALL_THICKNESS_M, w + WALL_THICKNESS_M, -WALL_THICKNESS_M, d + WALL_THICKNESS_M, -0.1, 0, boards);
  if (rng.chance(0.5))
    model.object(IGNORE_LABEL, shell.pose).span(-0.2, w + 0.2, -0.2, d + 0.2, h, h + 0.1, white(rng));
  const skirting = rng.chance(0.6) ? rng.range(0.05, 0.12) : 0;
  const style = { frame: rng.chance(0.6) ? white(rng) : wood(rng), leaf: rng.chance(0.5) ? white(rng) : wood(rng) };
  for (const wall of shell.walls) {
    const b = model.object(WALL, wall.pose);
    const sorted = [...wall.openings].sort((a, c) => a.u0 - c.u0);
    let u = -WALL_THICKNESS_M;
    for (const opening of sorted) {
      panel(b, u, opening.u0, 0, h, paint, skirting);
      b.span(opening.u0, opening.u1, -WALL_THICKNESS_M, 0, opening.z1, h, paint);
      if (opening.z0 > 0) panel(b, opening.u0, opening.u1, 0, opening.z0, paint, skirting);
      if (opening.kind === 'window') buildWindow(model, wall.pose, opening, rng, style.frame, h);
      else buildDoor(model, wall.pose, opening, rng, style);
      u = opening.u1;
    }
    panel(b, u, wall.lengthM + WALL_THICKNESS_M, 0, h, paint, skirting);
  }
}

function panel(
  b: ObjectBuilder,
  u0: number,
  u1: number,
  z0: number,
  z1: number,
  paint: Surface,
  skirting: number,
): void {
  b.span(u0, u1, -WALL_THICKNESS_M, 0, z0, z1, paint);
  if (skirting > 0) b.span(Math.max(0, u0), u1, 0, 0.012, 0, skirting, paint);
}

function buildDoor(model: RoomModel, wall: Pose, o: Opening, rng: Rng, style: { frame: Surface; leaf: Surface }): void {
  const b = model.object(DOOR, composePose(wall, makePose((o.u0 + o.u1) / 2, 0, 0)));
  const w = o.u1 - o.u0;
  const frame = rng.range(0.05, 0.09);
  const out = rng.range(0.012, 0.03);
  for (const x of [-w / 2, w / 2])
    b.span(x - frame / 2, x + frame / 2, -WALL_THICKNESS_M, out, 0, o.z1 + frame / 2, style.frame);
  b.span(-w / 2, w / 2, -WALL_THICKNESS_M, out, o.z1 - frame / 2, o.z1 + frame / 2, style.frame);
  if (o.kind === 'gap') return;
  const leafWidth = w - frame;
  const hinge = rng.chance(0.5) ? 1 : -1;
  const open = rng.chance(0.3) ? rng.range(0.4, 1.7) : 0;
  const recess = rng.range(0.02, 0.06);
  // The leaf swings about its hinge: x runs from the hinge across the opening.
  const leaf = b.at((hinge * leafWidth) / 2, -recess, 0, { yaw: hinge > 0 ? Math.PI - open : open });
  const flip = hinge > 0 ? -1 : 1;
  leaf.box(leafWidth / 2, -0.02 * flip, o.z1 / 2, leafWidth, 0.04, o.z1 - 0.02, style.leaf);
  const steel = metal(rng);
  for (const side of [1, -1]) {
    leaf.rod(
      [leafWidth - 0.07, -0.02 * flip, 1.02],
      [leafWidth - 0.07, -0.02 * flip + side * 0.06, 1.02],
      0.012,
      steel,
    );
    leaf.rod(
      [leafWidth - 0.06, -0.02 * flip + side * 0.065, 1.02],
      [leafWidth - 0.19, -0.02 * flip + side * 0.065, 1.02],
      0.012,
      steel,
    );
  }
  if (rng.chance(0.5)) {
    // Raised fields of a panelled door.
    for (const [z0, z1] of [
      [0.15, 0.9],
      [1.15, o.z1 - 0.15],
    ] as const) {
      leaf.box(leafWidth / 2, -0.02 * flip, (z0 + z1) / 2, leafWidth * 0.66, 0.065, z1 - z0, style.leaf);
    }
  }
}

function buildWindow(
  model: RoomModel,
  wall: Pose,
  o: Opening,
  rng: Rng,
  frameSurface: Surface,
  ceilingM: number,
): void {
  const pose = composePose(wall, makePose((o.u0 + o.u1) / 2, 0, 0));
  const b = model.object(WINDOW, pose);
  const w = o.u1 - o.u0;
  const bar = rng.range(0.04, 0.08);
  const recess = rng.range(0.05, WALL_THICKNESS_M - 0.03);
  const y0 = -recess - 0.04;
  for (const x of [-w / 2, w / 2 - bar]) b.span(x, x + bar, y0, -recess + 0.02, o.z0, o.z1, frameSurface);
  for (const z of [o.z0, o.z1 - bar]) b.span(-w / 2, w / 2, y0, -recess + 0.02, z, z + bar, frameSurface);
  const wings = Math.max(1, Math.round(w / rng.range(0.5, 0.9)));
  for (let i = 1; i < wings; i++)
    b.box(-w / 2 + (w * i) / wings, -recess, (o.z0 + o.z1) / 2, bar, 0.05, o.z1 - o.z0, frameSurface);
  b.span(-w / 2, w / 2, y0 + 0.01, y0 + 0.02, o.z0, o.z1, glass(rng.range(0.2, 0.85)));
  b.span(-w / 2 - 0.05, w / 2 + 0.05, -recess, rng.range(0.02, 0.16), o.z0 - 0.035, o.z0, white(rng));
  const trim = rng.chance(0.5) ? rng.range(0.04, 0.09) : 0;
  if (trim > 0) {
    for (const x of [-w / 2 - trim, w / 2]) b.span(x, x + trim, 0, 0.018, o.z0, o.z1, frameSurface);
    b.span(-w / 2 - trim, w / 2 + trim, 0, 0.018, o.z1, o.z1 + trim, frameSurface);
  }
  const blind = rng.chance(0.25) ? rng.range(0.2, 1) : 0;
  for (let z = o.z1; z > o.z1 - blind * (o.z1 - o.z0) && blind > 0; z -= 0.05)
    b.box(0, -0.03, z - 0.03, w * 0.96, 0.03, 0.022, frameSurface, { roll: 0.5 });
  if (rng.chance(0.62)) hangCurtains(model, pose, rng, w, o, ceilingM);
}

function hangCurtains(model: RoomModel, pose: Pose, rng: Rng, w: number, o: Opening, ceilingM: number): void {
  const top = Math.min(ceilingM - 0.05, o.z1 + rng.range(0.08, 0.3));
  const bottom = rng.chance(0.7) ? rng.range(0.02, 0.15) : Math.max(0.1, o.z0 - rng.range(0.05, 0.25));
  const fabric = surface(
    varied(
      rng,
      rng.pick([
        [190, 180, 165],
        [120, 90, 80],
        [90, 110, 130],
        [225, 222, 215],
      ] as const),
      12,
    ),
    0.5,
  );
  const reach = w / 2 + rng.range(0.1, 0.3);
  const drawn = rng.range(0.25, 0.8);
  for (const side of rng.chance(0.75) ? [-1, 1] : [1]) {
    const b = model.object(CURTAIN, composePose(pose, makePose(0, rng.range(0.07, 0.12), 0)));
    const inner = reach * (1 - drawn);
    buildFolds(b, rng, side < 0 ? -reach : inner, side < 0 ? -inner : reach, bottom, top, fabric);
    b.rod(
      [side < 0 ? -reach - 0.05 : 0, 0, top + 0.02],
      [side < 0 ? 0 : reach + 0.05, 0, top + 0.02],
      0.012,
      metal(rng),
    );
  }
}
