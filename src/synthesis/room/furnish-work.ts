import type { Rng } from '../../core/index.ts';
import { planWashbasin } from './bathroom.ts';
import { planLoose } from './clutter.ts';
import { planOtherFurniture } from './other-furniture.ts';
import { carelessTurn, putAtWall, putFree } from './placement.ts';
import type { RoomModel } from './room-model.ts';
import { CHAIR_KINDS, planChair } from './seating.ts';
import { cabinets, chairsAt, deskSet, diningSet, kitchenRun, looseChairs } from './sets.ts';
import type { RoomShell } from './shell.ts';
import { planBookshelf } from './shelves.ts';
import { planSofa } from './sofas.ts';
import { planTable } from './tables.ts';

export function furnishOffice(model: RoomModel, shell: RoomShell, rng: Rng): void {
  const desks = 1 + rng.int(Math.min(6, Math.max(1, Math.round((shell.widthM * shell.depthM) / 6))));
  for (let i = 0; i < desks; i++) deskSet(model, shell, rng);
  for (let i = rng.int(4); i > 0; i--) putAtWall(model, shell, rng, planBookshelf(rng), 0.2);
  cabinets(model, shell, rng, ['file', 'file', 'wardrobe', 'sideboard'], rng.int(4));
  for (let i = rng.int(3); i > 0; i--)
    diningSet(model, shell, rng, rng.pick(['round', 'meeting', 'meeting', 'side'] as const));
  if (rng.chance(0.35)) putAtWall(model, shell, rng, planSofa(rng, 2.2), 0.2);
  for (let i = rng.int(3); i > 0; i--) putFree(model, shell, rng, planChair(rng, 'office'), 0.05, rng.range(-3, 3));
}

export function furnishClassroom(model: RoomModel, shell: RoomShell, rng: Rng): void {
  const kind = rng.pick(['wood', 'shell', 'folding', 'office', 'cantilever'] as const);
  if (rng.chance(0.5)) {
    for (let i = 1 + rng.int(2); i > 0; i--) diningSet(model, shell, rng, 'meeting', kind);
  } else {
    const yaw = rng.int(4) * (Math.PI / 2);
    for (let i = 3 + rng.int(7); i > 0; i--) {
      const placed = putFree(model, shell, rng, planTable(rng, 'dining'), 0.3, yaw + carelessTurn(rng) * 0.5);
      if (placed) chairsAt(model, shell, rng, placed, kind, [1]);
    }
  }
  cabinets(model, shell, rng, ['file', 'wardrobe', 'sideboard'], 1 + rng.int(2));
  if (rng.chance(0.5)) putAtWall(model, shell, rng, planBookshelf(rng));
  if (rng.chance(0.5)) deskSet(model, shell, rng);
  if (rng.chance(0.3)) putAtWall(model, shell, rng, planChair(rng, 'stack'));
}

/** Seats round small tables, as in a lobby or a common room. */
export function furnishLounge(model: RoomModel, shell: RoomShell, rng: Rng): void {
  const longest = Math.max(shell.widthM, shell.depthM) - 0.4;
  for (let i = 1 + rng.int(3); i > 0; i--) {
    const plan = planSofa(rng, longest);
    if (rng.chance(0.5)) putAtWall(model, shell, rng, plan, 0.25);
    else putFree(model, shell, rng, plan, 0.25);
  }
  for (let i = 1 + rng.int(4); i > 0; i--) {
    const table = putFree(model, shell, rng, planTable(rng, rng.pick(['coffee', 'side', 'round'] as const)), 0.3);
    if (table) chairsAt(model, shell, rng, table, rng.pick(['padded', 'tub', 'tub', 'shell'] as const), [0, 1, 2, 3]);
  }
  if (rng.chance(0.4)) kitchenRun(model, shell, rng, 2.6);
  looseChairs(model, shell, rng, rng.int(4));
  if (rng.chance(0.4))
    putAtWall(model, shell, rng, planOtherFurniture(rng, rng.pick(['piano', 'waterCooler', 'bench'] as const)));
}

/** Shelves along every wall and standing in rows. */
export function furnishLibrary(model: RoomModel, shell: RoomShell, rng: Rng): void {
  const longest = Math.max(shell.widthM, shell.depthM) - 0.4;
  for (let i = 3 + rng.int(6); i > 0; i--) putAtWall(model, shell, rng, planBookshelf(rng, 'open', longest), 0.4);
  const yaw = rng.int(2) * (Math.PI / 2);
  for (let i = rng.int(5); i > 0; i--)
    putFree(model, shell, rng, planBookshelf(rng, rng.pick(['open', 'low'] as const)), 0.4, yaw);
  for (let i = 1 + rng.int(2); i > 0; i--)
    diningSet(model, shell, rng, rng.pick(['dining', 'meeting', 'round'] as const));
  if (rng.chance(0.4)) putAtWall(model, shell, rng, planSofa(rng, 2), 0.2);
  if (rng.chance(0.5)) deskSet(model, shell, rng);
}

export function furnishStorage(model: RoomModel, shell: RoomShell, rng: Rng): void {
  const area = shell.widthM * shell.depthM;
  for (let i = 1 + rng.int(1 + Math.round(area / 5)); i > 0; i--)
    putAtWall(model, shell, rng, planBookshelf(rng, 'rack', 1.4), 0.3);
  cabinets(model, shell, rng, ['file', 'wardrobe', 'base', 'closet'], rng.int(3));
  for (let i = 1 + rng.int(Math.round(area)); i > 0; i--) {
    if (rng.chance(0.6)) putAtWall(model, shell, rng, planLoose(rng));
    else putFree(model, shell, rng, planLoose(rng), 0);
  }
  for (let i = rng.int(3); i > 0; i--) putAtWall(model, shell, rng, planOtherFurniture(rng));
  if (rng.chance(0.4)) looseChairs(model, shell, rng, 1 + rng.int(3));
}

export function furnishHallway(model: RoomModel, shell: RoomShell, rng: Rng): void {
  cabinets(model, shell, rng, ['base', 'closet', 'sideboard', 'wardrobe'], rng.int(3));
  if (rng.chance(0.4)) putAtWall(model, shell, rng, planOtherFurniture(rng, 'bench'), 0.1);
  if (rng.chance(0.5)) putAtWall(model, shell, rng, planChair(rng, rng.pick(CHAIR_KINDS)), 0.1);
  if (rng.chance(0.3)) putAtWall(model, shell, rng, planBookshelf(rng), 0.2);
}

export function furnishLaundry(model: RoomModel, shell: RoomShell, rng: Rng): void {
  for (let i = 1 + rng.int(4); i > 0; i--) putAtWall(model, shell, rng, planOtherFurniture(rng, 'washer'), 0.2);
  if (rng.chance(0.6)) kitchenRun(model, shell, rng, 1.8);
  else putAtWall(model, shell, rng, planWashbasin(rng), 0.2);
  if (rng.chance(0.5))
    putAtWall(model, shell, rng, planOtherFurniture(rng, rng.pick(['ironingBoard', 'clothesRail'] as const)));
  cabinets(model, shell, rng, ['base', 'wardrobe'], rng.int(2));
}
