import type { Rng } from '../../core/index.ts';
import { planBathtub, planShowerCurtain, planShowerTray, planToilet, planWashbasin } from './bathroom.ts';
import { planBed } from './beds.ts';
import { planCabinet, planWallCabinet } from './cabinets.ts';
import { planBar, planCounter, planRefrigerator } from './kitchen.ts';
import { planOtherFurniture } from './other-furniture.ts';
import { carelessTurn, putAt, putAtWall, putBeside, putFree } from './placement.ts';
import type { RoomModel } from './room-model.ts';
import { planChair } from './seating.ts';
import { cabinets, deskSet, diningSet, kitchenRun, looseChairs } from './sets.ts';
import type { RoomShell } from './shell.ts';
import { planBookshelf } from './shelves.ts';
import { planSofa } from './sofas.ts';
import { planTable } from './tables.ts';

export function furnishLiving(model: RoomModel, shell: RoomShell, rng: Rng): void {
  const longest = Math.max(shell.widthM, shell.depthM) - 0.4;
  if (rng.chance(0.35)) putAtWall(model, shell, rng, planBookshelf(rng, 'wallUnit', longest), 0.3);
  const plan = planSofa(rng, longest);
  const sofa =
    (rng.chance(0.5) ? putFree(model, shell, rng, plan, 0.2) : undefined) ??
    putAtWall(model, shell, rng, plan, 0.3) ??
    putFree(model, shell, rng, planSofa(rng, 2), 0.05);
  if (sofa) {
    const coffee = rng.chance(0.8) ? planTable(rng, 'coffee') : planOtherFurniture(rng, 'ottoman');
    const out = sofa.plan.depthM / 2 + coffee.depthM / 2 + rng.range(0.15, 0.5);
    if (rng.chance(0.85)) putBeside(model, shell, rng, sofa, coffee, rng.normal(0, 0.15), out, carelessTurn(rng));
    if (rng.chance(0.5))
      putBeside(model, shell, rng, sofa, planTable(rng, 'side'), sofa.plan.widthM / 2 + 0.35, 0, carelessTurn(rng));
  }
  if (rng.chance(0.5)) putAtWall(model, shell, rng, planSofa(rng, 1.8), 0.2);
  for (let i = rng.int(3); i > 0; i--)
    putFree(model, shell, rng, planChair(rng, rng.pick(['padded', 'tub'] as const)), 0.1, rng.range(-3, 3));
  cabinets(model, shell, rng, ['sideboard', 'media', 'media', 'dresser', 'base'], 1 + rng.int(2));
  for (let i = rng.int(3); i > 0; i--) putAtWall(model, shell, rng, planBookshelf(rng), 0.2);
  if (shell.widthM * shell.depthM > 13 && rng.chance(0.8))
    diningSet(model, shell, rng, rng.pick(['dining', 'round'] as const));
  if (rng.chance(0.3)) deskSet(model, shell, rng);
}

export function furnishBedroom(model: RoomModel, shell: RoomShell, rng: Rng): void {
  for (let beds = rng.chance(0.3) ? 2 : 1; beds > 0; beds--) {
    const bed = putAtWall(model, shell, rng, planBed(rng, Math.min(shell.widthM, shell.depthM) - 0.9), 0.25);
    if (!bed) continue;
    for (const side of [-1, 1]) {
      const stand = planCabinet(rng, 'night');
      const along = side * (bed.plan.widthM / 2 + stand.widthM / 2 + rng.range(0.03, 0.12));
      if (rng.chance(0.65)) putBeside(model, shell, rng, bed, stand, along, -bed.plan.depthM / 2 + stand.depthM / 2, 0);
    }
    if (rng.chance(0.15)) {
      const bench = planOtherFurniture(rng, 'bench');
      putBeside(model, shell, rng, bed, bench, 0, bed.plan.depthM / 2 + bench.depthM / 2 + 0.08, 0);
    }
  }
  cabinets(model, shell, rng, ['wardrobe', 'wardrobe', 'dresser', 'closet', 'base'], 1 + rng.int(3));
  if (rng.chance(0.65)) deskSet(model, shell, rng);
  if (rng.chance(0.5)) looseChairs(model, shell, rng, 1);
  if (rng.chance(0.45)) putAtWall(model, shell, rng, planBookshelf(rng));
  if (rng.chance(0.3)) putAtWall(model, shell, rng, planSofa(rng, 1.8), 0.2);
  if (rng.chance(0.12)) putAtWall(model, shell, rng, planRefrigerator(rng, true));
}

export function furnishKitchen(model: RoomModel, shell: RoomShell, rng: Rng): void {
  const area = shell.widthM * shell.depthM;
  if (!kitchenRun(model, shell, rng)) {
    putAtWall(model, shell, rng, planCounter(rng, 1.1, true));
    putAtWall(model, shell, rng, planRefrigerator(rng), 0.2);
  }
  if (rng.chance(0.45)) kitchenRun(model, shell, rng, 2.6);
  if (rng.chance(0.5)) putAtWall(model, shell, rng, planRefrigerator(rng), 0.3);
  if (area > 10 && rng.chance(0.35)) {
    const bar = putFree(model, shell, rng, planBar(rng), 0.5);
    for (let i = rng.int(4); bar && i > 0; i--)
      putBeside(model, shell, rng, bar, planChair(rng, 'stool'), rng.range(-1, 1), bar.plan.depthM / 2 + 0.2, 0);
  }
  if (rng.chance(0.8)) diningSet(model, shell, rng, rng.pick(['dining', 'dining', 'round', 'side'] as const));
  cabinets(model, shell, rng, ['base', 'sideboard', 'wardrobe'], rng.int(2));
}

export function furnishBathroom(model: RoomModel, shell: RoomShell, rng: Rng): void {
  const longest = Math.max(shell.widthM, shell.depthM) - 0.1;
  const sinks = rng.chance(0.15) ? 2 : 1;
  for (let i = 0; i < sinks; i++) {
    const vanity = rng.chance(0.55)
      ? putAtWall(
          model,
          shell,
          rng,
          planCounter(rng, rng.range(0.5, Math.min(1.6, longest * 0.5)), true, rng.range(0.74, 0.92)),
          0.15,
        )
      : undefined;
    if (!vanity) putAtWall(model, shell, rng, planWashbasin(rng), 0.1);
  }
  const bath = rng.chance(0.85) ? planBathtub(rng, longest) : planShowerTray(rng);
  const placed =
    putAtWall(model, shell, rng, bath, 0.1) ??
    putAtWall(model, shell, rng, planBathtub(rng, 1.4)) ??
    putAtWall(model, shell, rng, planShowerTray(rng));
  if (placed && rng.chance(0.8)) {
    const curtain = planShowerCurtain(rng, placed.plan.widthM);
    const out = placed.plan.depthM / 2 + rng.range(-0.08, 0.04);
    const x = placed.x - Math.sin(placed.yaw) * out;
    putAt(model, shell, rng, curtain, x, placed.y + Math.cos(placed.yaw) * out, placed.yaw);
  }
  if (!putAtWall(model, shell, rng, planToilet(rng), 0.2)) putAtWall(model, shell, rng, planToilet(rng));
  if (rng.chance(0.3)) cabinets(model, shell, rng, ['night', 'base'], 1);
  if (rng.chance(0.2)) putAtWall(model, shell, rng, planOtherFurniture(rng, 'washer'), 0.2);
  if (rng.chance(0.4)) putAtWall(model, shell, rng, planWallCabinet(rng, rng.range(0.35, 0.9)));
}

/** One room for everything: a bed, a seat, a kitchen along a wall, a table. */
export function furnishStudio(model: RoomModel, shell: RoomShell, rng: Rng): void {
  kitchenRun(model, shell, rng, 3.6);
  const bed = putAtWall(model, shell, rng, planBed(rng, 2), 0.25);
  if (bed && rng.chance(0.7)) {
    const stand = planCabinet(rng, 'night');
    const along = (bed.plan.widthM / 2 + stand.widthM / 2 + 0.06) * (rng.chance(0.5) ? 1 : -1);
    putBeside(model, shell, rng, bed, stand, along, -bed.plan.depthM / 2 + stand.depthM / 2, 0);
  }
  if (rng.chance(0.6)) putFree(model, shell, rng, planBar(rng), 0.4);
  furnishLiving(model, shell, rng);
  cabinets(model, shell, rng, ['wardrobe', 'wardrobe', 'dresser', 'base'], 1 + rng.int(2));
  if (rng.chance(0.7)) deskSet(model, shell, rng);
}
