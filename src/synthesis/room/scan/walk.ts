import type { Rng } from '../../../core/index.ts';
import type { SolidTable } from '../../solids.ts';
import { FLOOR, WALL } from '../classes.ts';
import { isFree, type RoomShell } from '../shell.ts';
import type { CameraPose } from './view.ts';

/** Under a roof that is lower than this nobody stands with a camera. */
const HEADROOM_M = 2;

export interface WalkStyle {
  /** Views a square metre of floor, beside a handful for every room. */
  readonly viewsPerM2: number;
  /** 0 = looks down at furniture only, 1 = looks up to the ceiling as often as down. */
  readonly lookUp: number;
  /** Share of the views that look at one thing from near by. */
  readonly closeUps: number;
}

export function drawStyle(rng: Rng): WalkStyle {
  return {
    viewsPerM2: rng.range(1.5, 3.2),
    lookUp: rng.unit() ** 2,
    closeUps: rng.range(0.15, 0.45),
  };
}

/** Stations of a walk through one room: sweeps from free floor, and looks at single things on the way. */
export function drawWalk(shell: RoomShell, table: SolidTable, style: WalkStyle, most: number, rng: Rng): CameraPose[] {
  const area = shell.widthM * shell.depthM;
  const views = Math.round(Math.min(most, 8 + area * style.viewsPerM2));
  const targets = thingsOf(shell, table);
  const poses: CameraPose[] = [];
  const stops = 2 + Math.round(Math.sqrt(area) * rng.range(0.6, 1.2));
  const path = Array.from({ length: stops }, () => standingPlace(shell, rng));
  const firstYaw = rng.range(-Math.PI, Math.PI);
  const turns = Math.max(1, Math.round(views / 9)) * (rng.chance(0.5) ? 1 : -1);
  const height = rng.range(1.25, 1.7);
  for (let i = 0; i < views; i++) {
    const along = (i / views) * (stops - 1);
    const from = path[Math.floor(along)];
    const to = path[Math.min(stops - 1, Math.floor(along) + 1)];
    let [x, y] = [0, 1].map((axis) => from[axis] + (to[axis] - from[axis]) * (along % 1));
    if (!stands(shell, x, y, 0.12)) [x, y] = rng.chance(0.5) ? from : to;
    const z = height + rng.normal(0, 0.12);
    const rollRad = rng.normal(0, 0.06);
    const target = targets.length > 0 && rng.chance(style.closeUps) ? rng.pick(targets) : undefined;
    if (target) {
      const place = nearPlace(shell, target, rng);
      const reach = Math.hypot(target[0] - place[0], target[1] - place[1]);
      const yawRad = Math.atan2(target[1] - place[1], target[0] - place[0]) + rng.normal(0, 0.15);
      const pitchRad = Math.atan2(z - target[2], Math.max(reach, 0.3)) + rng.normal(0, 0.12);
      poses.push({ ...inScene(shell, place[0], place[1]), z, yawRad, pitchRad, rollRad });
      continue;
    }
    // Headings go round, bent towards the far side of the room.
    const around = firstYaw + (turns * i * 2 * Math.PI) / views + rng.normal(0, 0.3);
    const inward = Math.atan2(shell.depthM / 2 - y, shell.widthM / 2 - x);
    const bend = 0.35;
    const yawRad = Math.atan2(Math.sin(around) + bend * Math.sin(inward), Math.cos(around) + bend * Math.cos(inward));
    const pitchRad = drawPitch(style, rng);
    poses.push({ ...inScene(shell, x, y), z, yawRad, pitchRad, rollRad });
  }
  return poses;
}

/** Up, to the floor before the feet, or across the room and a little down. */
function drawPitch(style: WalkStyle, rng: Rng): number {
  if (rng.chance(0.5 * style.lookUp)) return rng.range(-0.55, 0.1);
  return rng.chance(0.15) ? rng.range(0.6, 1.05) : rng.range(0.05, 0.75 - 0.2 * style.lookUp);
}

function inScene(shell: RoomShell, x: number, y: number): { x: number; y: number } {
  return { x: shell.pose[3] + x, y: shell.pose[7] + y };
}

/** Middles of the room's solids other than walls and floors, in the room's frame. */
function thingsOf(shell: RoomShell, table: SolidTable): (readonly [number, number, number])[] {
  const found: [number, number, number][] = [];
  for (let i = 0; i < table.count; i++) {
    if (table.classId[i] === WALL || table.classId[i] === FLOOR) continue;
    const middle = (axis: number) => (table.bounds[i * 6 + axis] + table.bounds[i * 6 + 3 + axis]) / 2;
    const x = middle(0) - shell.pose[3];
    const y = middle(1) - shell.pose[7];
    if (x > 0 && y > 0 && x < shell.widthM && y < shell.depthM && middle(2) < 2.2) found.push([x, y, middle(2)]);
  }
  return found;
}

function stands(shell: RoomShell, x: number, y: number, reach: number): boolean {
  if (shell.slope) {
    const { side, kneeM, angleRad } = shell.slope;
    const fromWall = [y, shell.widthM - x, shell.depthM - y, x][side];
    if (kneeM + fromWall * Math.tan(angleRad) < HEADROOM_M) return false;
  }
  return isFree(shell, { x0: x - reach, x1: x + reach, y0: y - reach, y1: y + reach });
}

function standingPlace(shell: RoomShell, rng: Rng): readonly [number, number] {
  for (let tries = 0; tries < 24; tries++) {
    const x = rng.range(0.25, shell.widthM - 0.25);
    const y = rng.range(0.25, shell.depthM - 0.25);
    if (stands(shell, x, y, tries < 12 ? 0.22 : 0.08)) return [x, y];
  }
  return [shell.widthM / 2, shell.depthM / 2];
}

/** Free floor 0.7 to 2.4 m from the target, else just any. */
function nearPlace(shell: RoomShell, target: readonly number[], rng: Rng): readonly [number, number] {
  for (let tries = 0; tries < 16; tries++) {
    const angle = rng.range(-Math.PI, Math.PI);
    const reach = rng.range(0.7, 2.4);
    const x = target[0] + reach * Math.cos(angle);
    const y = target[1] + reach * Math.sin(angle);
    if (stands(shell, x, y, 0.1)) return [x, y];
  }
  return standingPlace(shell, rng);
}
