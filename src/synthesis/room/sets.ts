import type { Rng } from '../../core/index.ts';
import { composePose, makePose } from '../pose.ts';
import { type CabinetKind, planCabinet, planWallCabinet } from './cabinets.ts';
import { planCooker, planCounter, planRefrigerator } from './kitchen.ts';
import { planOtherFurniture } from './other-furniture.ts';
import { carelessTurn, fitsOnWall, type Placed, putAtWall, putBeside, putFree, putOnWall } from './placement.ts';
import type { Furniture, RoomModel } from './room-model.ts';
import { CHAIR_KINDS, type ChairKind, planChair } from './seating.ts';
import type { RoomShell } from './shell.ts';
import { planDesk, planTable, type TableKind } from './tables.ts';

/** Groups of furniture that belong together. */
export function cabinets(
  model: RoomModel,
  shell: RoomShell,
  rng: Rng,
  kinds: readonly CabinetKind[],
  count: number,
): void {
  for (let i = 0; i < count; i++) putAtWall(model, shell, rng, planCabinet(rng, rng.pick(kinds)), 0.15);
}

export function diningSet(
  model: RoomModel,
  shell: RoomShell,
  rng: Rng,
  kind: TableKind,
  chair: ChairKind = rng.pick(CHAIR_KINDS),
): void {
  const table =
    putFree(model, shell, rng, planTable(rng, kind), 0.35) ??
    putAtWall(model, shell, rng, planTable(rng, kind), 0.3) ??
    putFree(model, shell, rng, planTable(rng, 'side'), 0.1);
  if (table) chairsAt(model, shell, rng, table, chair, [0, 1, 2, 3]);
}

/** Chairs at some sides of a table, facing it, more or less pushed under. Sides: 0 front, 1 back, 2 right, 3 left. */
export function chairsAt(
  model: RoomModel,
  shell: RoomShell,
  rng: Rng,
  table: Placed,
  kind: ChairKind,
  sides: readonly number[],
): void {
  const missing = rng.range(0.05, 0.5);
  for (const side of sides) {
    const long = side < 2;
    const span = long ? table.plan.widthM : table.plan.depthM;
    const reach = (long ? table.plan.depthM : table.plan.widthM) / 2;
    const seats = Math.max(1, Math.floor(span / rng.range(0.5, 0.75)));
    if (!long && rng.chance(0.5)) continue;
    for (let i = 0; i < seats; i++) {
      if (rng.chance(missing)) continue;
      const chair = planChair(rng, kind);
      const along = ((i + 0.5) / seats - 0.5) * span + rng.normal(0, 0.05);
      const out = reach + rng.range(-0.15, 0.3);
      const turn = carelessTurn(rng);
      // A chair's front is +y of its frame: it must look back at the table.
      if (side === 0) putBeside(model, shell, rng, table, chair, along, out, Math.PI + turn);
      else if (side === 1) putBeside(model, shell, rng, table, chair, along, -out, turn);
      else if (side === 2) putBeside(model, shell, rng, table, chair, out, along, Math.PI / 2 + turn);
      else putBeside(model, shell, rng, table, chair, -out, along, -Math.PI / 2 + turn);
    }
  }
}

export function deskSet(model: RoomModel, shell: RoomShell, rng: Rng): void {
  const plan = planDesk(rng);
  const desk =
    (rng.chance(0.12) ? putFree(model, shell, rng, plan, 0.3) : undefined) ?? putAtWall(model, shell, rng, plan, 0.35);
  if (!desk || rng.chance(0.1)) return;
  const chair = planChair(rng, rng.pick(['office', 'office', 'office', 'wood', 'shell', 'cantilever'] as const));
  const out = desk.plan.depthM / 2 + rng.range(-0.15, 0.45);
  putBeside(model, shell, rng, desk, chair, rng.normal(0, 0.15), out, Math.PI + rng.normal(0, 0.6));
  if (rng.chance(0.5)) putAtWall(model, shell, rng, planOtherFurniture(rng, 'bin'));
}

/**
 * A kitchen along one wall, pieces side by side: worktops over base cabinets, the sink, a cooker, a refrigerator, with cupboards above where
 * no window is. Returns whether it found room.
 */
export function kitchenRun(model: RoomModel, shell: RoomShell, rng: Rng, longest = 4.5): boolean {
  const height = rng.range(0.84, 0.96);
  const pieces: Furniture[] = [planCounter(rng, rng.range(0.8, 1.9), true, height)];
  if (rng.chance(0.75)) pieces.push(planCooker(rng));
  if (rng.chance(0.7)) pieces.push(planCounter(rng, rng.range(0.35, 1.6), false, height));
  if (rng.chance(0.2)) pieces.push(planOtherFurniture(rng, 'washer'));
  if (rng.chance(0.3)) pieces.splice(0, 0, planCounter(rng, rng.range(0.35, 1.2), false, height));
  if (rng.chance(0.7)) pieces.splice(rng.chance(0.5) ? 0 : pieces.length, 0, planRefrigerator(rng, rng.chance(0.15)));
  if (rng.chance(0.35)) pieces.splice(rng.chance(0.5) ? 0 : pieces.length, 0, planCabinet(rng, 'wardrobe'));
  while (pieces.length > 1 && pieces.reduce((sum, piece) => sum + piece.widthM, 0) > longest) pieces.pop();
  for (let tries = 0; tries < 24; tries++) {
    const index = rng.int(4);
    const total = pieces.reduce((sum, piece) => sum + piece.widthM + 0.01, 0);
    const free = shell.walls[index].lengthM - total;
    if (free < 0) {
      if (tries % 6 === 5 && pieces.length > 1) pieces.pop();
      continue;
    }
    let u = rng.chance(0.6) ? (rng.chance(0.5) ? 0 : free) : rng.range(0, free);
    const start = u;
    const fits = pieces.every((piece) => {
      const ok = fitsOnWall(shell, piece, index, u + piece.widthM / 2, 0.01, 0.35);
      u += piece.widthM + 0.01;
      return ok;
    });
    if (!fits) continue;
    u = start;
    const overhead = rng.chance(0.85) ? rng.range(1.28, 1.55) : undefined;
    for (const piece of pieces) {
      const middle = u + piece.widthM / 2;
      const low = piece.heightM < 1.2;
      putOnWall(model, shell, rng, piece, index, middle, 0.01);
      u += piece.widthM + 0.01;
      if (overhead !== undefined && low && rng.chance(0.85))
        hangCupboard(model, shell, rng, index, middle, piece.widthM, overhead);
      // The gap above a refrigerator is closed by a cupboard.
      if (!low && piece.heightM < 1.85 && rng.chance(0.75))
        hangCupboard(model, shell, rng, index, middle, piece.widthM, piece.heightM + 0.03);
    }
    return true;
  }
  return false;
}

function hangCupboard(
  model: RoomModel,
  shell: RoomShell,
  rng: Rng,
  index: number,
  u: number,
  width: number,
  z: number,
): void {
  const wall = shell.walls[index];
  const plan = planWallCabinet(rng, width, z);
  if (plan.heightM > shell.heightM - 0.02) return;
  if (wall.openings.some((o) => u - width / 2 < o.u1 && u + width / 2 > o.u0 && o.z1 > z - 0.1)) return;
  const pose = composePose(wall.pose, makePose(u, plan.depthM / 2 + 0.005, 0));
  plan.build(model.object(plan.classId, pose), model);
  wall.hung.push({ u0: u - width / 2, u1: u + width / 2, z0: z, z1: plan.heightM });
}

/** Chairs along the walls and in the middle, as many as asked. */
export function looseChairs(model: RoomModel, shell: RoomShell, rng: Rng, count: number): void {
  const kind = rng.pick(CHAIR_KINDS);
  for (let i = 0; i < count; i++) {
    const chair = planChair(rng, rng.chance(0.7) ? kind : rng.pick(CHAIR_KINDS));
    if (rng.chance(0.6)) putAtWall(model, shell, rng, chair, 0.1);
    else putFree(model, shell, rng, chair, 0.02, rng.range(-3, 3));
  }
}
