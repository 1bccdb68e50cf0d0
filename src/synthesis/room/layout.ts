import type { Rng } from '../../core/index.ts';
import { surface, varied, wood } from '../materials.ts';
import { composePose, makePose } from '../pose.ts';
import { planBathtub, planShowerCurtain, planShowerTray, planToilet, planWashbasin } from './bathroom.ts';
import { planBed } from './beds.ts';
import { OTHER_FURNITURE, PICTURE } from './classes.ts';
import { planLoose, planOtherFurniture } from './clutter.ts';
import { carelessTurn, type Placed, putAt, putAtWall, putBeside, putFree } from './placement.ts';
import type { RoomModel } from './room-model.ts';
import { type ChairKind, planChair, planSofa } from './seating.ts';
import { findHungPlace, isFree, type RoomShell, wallRect } from './shell.ts';
import {
  type CabinetKind,
  planBookshelf,
  planCabinet,
  planCooker,
  planCounter,
  planRefrigerator,
  planWallCabinet,
} from './storage.ts';
import { planDesk, planTable, type TableKind } from './tables.ts';

export type RoomType = 'living' | 'bedroom' | 'office' | 'kitchen' | 'bathroom' | 'classroom';

/** Furnishes the room in the order of what matters most there, then fills up. */
export function furnish(model: RoomModel, shell: RoomShell, rng: Rng, type: RoomType): void {
  switch (type) {
    case 'living':
      furnishLiving(model, shell, rng);
      break;
    case 'bedroom':
      furnishBedroom(model, shell, rng);
      break;
    case 'office':
      furnishOffice(model, shell, rng);
      break;
    case 'kitchen':
      furnishKitchen(model, shell, rng);
      break;
    case 'bathroom':
      furnishBathroom(model, shell, rng);
      break;
    case 'classroom':
      furnishClassroom(model, shell, rng);
      break;
  }
  const area = shell.widthM * shell.depthM;
  fillUp(model, shell, rng, type, rng.int(2 + Math.round(area / 5)));
  const hung = type === 'bathroom' ? rng.int(2) : rng.int(5);
  for (let i = 0; i < hung; i++) hangPicture(model, shell, rng);
  if (type !== 'bathroom' && rng.chance(0.4)) hangBoard(model, shell, rng);
  if (type !== 'bathroom') {
    const kind = rng.pick(CHAIRS);
    for (let i = rng.int(4); i > 0; i--) putAtWall(model, shell, rng, planChair(rng, kind), 0.1);
    for (let i = rng.int(2); i > 0; i--)
      putFree(model, shell, rng, planChair(rng, rng.pick(CHAIRS)), 0.02, rng.range(-3, 3));
  }
  const others = 1 + rng.int(type === 'bathroom' ? 2 : 3);
  for (let i = 0; i < others; i++) putAtWall(model, shell, rng, planOtherFurniture(rng));
  for (let i = rng.int(2 + Math.round(area / 5)); i > 0; i--) putFree(model, shell, rng, planLoose(rng), 0);
}

/** What lived-in rooms gather along their walls beside the first set. */
function fillUp(model: RoomModel, shell: RoomShell, rng: Rng, type: RoomType, count: number): void {
  if (type === 'bathroom') return;
  for (let i = 0; i < count; i++) {
    switch (rng.int(8)) {
      case 0:
      case 1:
        cabinets(model, shell, rng, ['dresser', 'sideboard', 'file', 'wardrobe', 'night'], 1);
        break;
      case 2:
        putAtWall(model, shell, rng, planBookshelf(rng), 0.1);
        break;
      case 3:
        putAtWall(model, shell, rng, planTable(rng, rng.pick(['side', 'side', 'dining'] as const)), 0.1);
        break;
      case 4:
        if (type === 'kitchen') putAtWall(model, shell, rng, planCounter(rng, rng.range(0.6, 1.4), false), 0.3);
        else deskSet(model, shell, rng);
        break;
      case 5:
        if (type !== 'kitchen') putAtWall(model, shell, rng, planSofa(rng, 1.5), 0.2);
        break;
      default:
        putAtWall(model, shell, rng, planChair(rng, rng.pick(CHAIRS)), 0.1);
    }
  }
}

function cabinets(model: RoomModel, shell: RoomShell, rng: Rng, kinds: readonly CabinetKind[], count: number): void {
  for (let i = 0; i < count; i++) putAtWall(model, shell, rng, planCabinet(rng, rng.pick(kinds)), 0.2);
}

function furnishLiving(model: RoomModel, shell: RoomShell, rng: Rng): void {
  const sofa =
    putAtWall(model, shell, rng, planSofa(rng, Math.max(shell.widthM, shell.depthM) - 0.4), 0.3) ??
    putFree(model, shell, rng, planSofa(rng, 2), 0.05);
  if (sofa) {
    const coffee = planTable(rng, 'coffee');
    putBeside(
      model,
      shell,
      rng,
      sofa,
      coffee,
      rng.normal(0, 0.15),
      sofa.plan.depthM / 2 + coffee.depthM / 2 + rng.range(0.2, 0.5),
      carelessTurn(rng),
    );
    if (rng.chance(0.5))
      putBeside(model, shell, rng, sofa, planTable(rng, 'side'), sofa.plan.widthM / 2 + 0.35, 0, carelessTurn(rng));
  }
  if (rng.chance(0.45)) putAtWall(model, shell, rng, planSofa(rng, 1.6), 0.2);
  for (let i = rng.int(3); i > 0; i--) putFree(model, shell, rng, planChair(rng, 'padded'), 0.1, rng.range(-3, 3));
  cabinets(model, shell, rng, ['sideboard', 'sideboard', 'dresser', 'base'], 1 + rng.int(2));
  for (let i = rng.int(3); i > 0; i--) putAtWall(model, shell, rng, planBookshelf(rng), 0.2);
  if (shell.widthM * shell.depthM > 17 && rng.chance(0.6))
    diningSet(model, shell, rng, rng.pick(['dining', 'round'] as const));
  if (rng.chance(0.3)) deskSet(model, shell, rng);
}

function furnishBedroom(model: RoomModel, shell: RoomShell, rng: Rng): void {
  const bed = putAtWall(model, shell, rng, planBed(rng, Math.min(shell.widthM, shell.depthM) - 0.9), 0.3);
  if (bed) {
    for (const side of [-1, 1]) {
      const stand = planCabinet(rng, 'night');
      const along = side * (bed.plan.widthM / 2 + stand.widthM / 2 + rng.range(0.03, 0.12));
      if (rng.chance(0.7)) putBeside(model, shell, rng, bed, stand, along, -bed.plan.depthM / 2 + stand.depthM / 2, 0);
    }
  }
  if (rng.chance(0.25)) putAtWall(model, shell, rng, planBed(rng, 1.1), 0.2);
  cabinets(model, shell, rng, ['wardrobe', 'wardrobe', 'dresser'], 1 + rng.int(2));
  if (rng.chance(0.65)) deskSet(model, shell, rng);
  else if (rng.chance(0.6))
    putFree(model, shell, rng, planChair(rng, rng.pick(['padded', 'wood'] as const)), 0.05, rng.range(-3, 3));
  if (rng.chance(0.45)) putAtWall(model, shell, rng, planBookshelf(rng));
  if (rng.chance(0.4)) putAtWall(model, shell, rng, planSofa(rng, 1.8));
}

function furnishOffice(model: RoomModel, shell: RoomShell, rng: Rng): void {
  const desks = 1 + rng.int(Math.min(4, Math.max(1, Math.round((shell.widthM * shell.depthM) / 8))));
  for (let i = 0; i < desks; i++) deskSet(model, shell, rng);
  for (let i = 1 + rng.int(2); i > 0; i--) putAtWall(model, shell, rng, planBookshelf(rng), 0.2);
  cabinets(model, shell, rng, ['file', 'file', 'wardrobe', 'sideboard'], rng.int(3));
  if (rng.chance(0.35)) diningSet(model, shell, rng, rng.pick(['round', 'meeting', 'side'] as const));
  if (rng.chance(0.45)) putAtWall(model, shell, rng, planSofa(rng, 2.2), 0.2);
  for (let i = rng.int(2); i > 0; i--) putFree(model, shell, rng, planChair(rng, 'office'), 0.05, rng.range(-3, 3));
}

function furnishKitchen(model: RoomModel, shell: RoomShell, rng: Rng): void {
  const longest = Math.max(shell.widthM, shell.depthM);
  const run = Math.min(longest - 1, rng.range(1.4, 3.4));
  const counter =
    putAtWall(model, shell, rng, planCounter(rng, run, true), 0.6) ??
    putAtWall(model, shell, rng, planCounter(rng, 1.1, true));
  const fridge = putAtWall(model, shell, rng, planRefrigerator(rng), 0.3);
  if (!fridge) putFree(model, shell, rng, planRefrigerator(rng), 0);
  if (rng.chance(0.6)) putAtWall(model, shell, rng, planCounter(rng, rng.range(0.7, 2), false), 0.3);
  putAtWall(model, shell, rng, planCooker(rng), 0.3);
  if (counter?.wall !== undefined && rng.chance(0.85)) {
    const above = planWallCabinet(rng, Math.min(run * rng.range(0.5, 1), 2.6));
    const wall = shell.walls[counter.wall];
    const u = Math.min(Math.max(counter.u ?? 0, above.widthM / 2), wall.lengthM - above.widthM / 2);
    const clash = wall.openings.some((o) => u - above.widthM / 2 < o.u1 && u + above.widthM / 2 > o.u0 && o.z1 > 1.35);
    if (!clash) {
      const pose = composePose(wall.pose, makePose(u, above.depthM / 2 + 0.005, 0));
      above.build(model.object(above.classId, pose), model);
      wall.hung.push({ u0: u - above.widthM / 2, u1: u + above.widthM / 2, z0: 1.3, z1: 2.4 });
    }
  }
  if (rng.chance(0.85)) diningSet(model, shell, rng, rng.pick(['dining', 'dining', 'round', 'side'] as const));
  cabinets(model, shell, rng, ['base', 'sideboard', 'wardrobe'], rng.int(2));
}

function furnishBathroom(model: RoomModel, shell: RoomShell, rng: Rng): void {
  const longest = Math.max(shell.widthM, shell.depthM) - 0.1;
  const bath = rng.chance(0.75) ? planBathtub(rng, longest) : planShowerTray(rng);
  const placed = putAtWall(model, shell, rng, bath, 0.2) ?? putAtWall(model, shell, rng, planShowerTray(rng));
  if (placed && rng.chance(0.9)) {
    const curtain = planShowerCurtain(rng, placed.plan.widthM);
    const out = placed.plan.depthM / 2 + rng.range(-0.05, 0.03);
    putAt(
      model,
      shell,
      rng,
      curtain,
      placed.x - Math.sin(placed.yaw) * out,
      placed.y + Math.cos(placed.yaw) * out,
      placed.yaw,
    );
  }
  putAtWall(model, shell, rng, planToilet(rng), 0.25);
  const vanity = rng.chance(0.5);
  if (vanity) putAtWall(model, shell, rng, planCounter(rng, rng.range(0.7, 1.5), true, rng.range(0.78, 0.9)), 0.25);
  else putAtWall(model, shell, rng, planWashbasin(rng), 0.25);
  if (rng.chance(0.3)) cabinets(model, shell, rng, ['night', 'base'], 1);
}

function furnishClassroom(model: RoomModel, shell: RoomShell, rng: Rng): void {
  const kind = rng.pick(['wood', 'shell', 'folding', 'office'] as const);
  if (rng.chance(0.5)) {
    const count = 1 + rng.int(2);
    for (let i = 0; i < count; i++) diningSet(model, shell, rng, 'meeting', kind);
  } else {
    const yaw = rng.int(4) * (Math.PI / 2);
    for (let i = 3 + rng.int(7); i > 0; i--) {
      const table = planTable(rng, 'dining');
      const placed = putFree(model, shell, rng, table, 0.32, yaw + carelessTurn(rng) * 0.5);
      if (placed) chairsAt(model, shell, rng, placed, kind, [1]);
    }
  }
  cabinets(model, shell, rng, ['file', 'wardrobe', 'sideboard'], 1 + rng.int(2));
  if (rng.chance(0.5)) putAtWall(model, shell, rng, planBookshelf(rng));
  if (rng.chance(0.5)) deskSet(model, shell, rng);
  if (rng.chance(0.3)) putAtWall(model, shell, rng, planSofa(rng, 2.4), 0.2);
}

const CHAIRS: readonly ChairKind[] = ['wood', 'wood', 'shell', 'folding', 'office', 'padded', 'stool'];

function diningSet(
  model: RoomModel,
  shell: RoomShell,
  rng: Rng,
  kind: TableKind,
  chair: ChairKind = rng.pick(CHAIRS),
): void {
  const table =
    putFree(model, shell, rng, planTable(rng, kind), 0.35) ?? putFree(model, shell, rng, planTable(rng, 'side'), 0.1);
  if (table) chairsAt(model, shell, rng, table, chair === 'padded' ? 'wood' : chair, [0, 1, 2, 3]);
}

/** Chairs at some sides of a table, facing it, more or less pushed under. Sides: 0 front, 1 back, 2 right, 3 left. */
function chairsAt(
  model: RoomModel,
  shell: RoomShell,
  rng: Rng,
  table: Placed,
  kind: ChairKind,
  sides: readonly number[],
): void {
  for (const side of sides) {
    const long = side < 2;
    const span = long ? table.plan.widthM : table.plan.depthM;
    const reach = (long ? table.plan.depthM : table.plan.widthM) / 2;
    const seats = Math.max(1, Math.floor(span / 0.62));
    if (!long && rng.chance(0.5)) continue;
    for (let i = 0; i < seats; i++) {
      if (rng.chance(0.2)) continue;
      const chair = planChair(rng, kind);
      const along = ((i + 0.5) / seats - 0.5) * span + rng.normal(0, 0.05);
      const out = reach + rng.range(-0.12, 0.3);
      const turn = carelessTurn(rng);
      // A chair's front is +y of its frame: it must look back at the table.
      if (side === 0) putBeside(model, shell, rng, table, chair, along, out, Math.PI + turn);
      else if (side === 1) putBeside(model, shell, rng, table, chair, along, -out, turn);
      else if (side === 2) putBeside(model, shell, rng, table, chair, out, along, Math.PI / 2 + turn);
      else putBeside(model, shell, rng, table, chair, -out, along, -Math.PI / 2 + turn);
    }
  }
}

function deskSet(model: RoomModel, shell: RoomShell, rng: Rng): void {
  const desk = putAtWall(model, shell, rng, planDesk(rng), 0.35);
  if (!desk || rng.chance(0.1)) return;
  const chair = planChair(rng, rng.pick(['office', 'office', 'office', 'wood', 'shell'] as const));
  putBeside(
    model,
    shell,
    rng,
    desk,
    chair,
    rng.normal(0, 0.15),
    desk.plan.depthM / 2 + rng.range(-0.1, 0.4),
    Math.PI + rng.normal(0, 0.5),
  );
}

function hangPicture(model: RoomModel, shell: RoomShell, rng: Rng): void {
  const w = rng.range(0.25, 1.1);
  const h = rng.range(0.25, 0.85);
  const z = rng.range(1.15, 1.5);
  const place = findHungPlace(shell, rng, w, z, z + h);
  if (!place) return;
  const b = model.object(PICTURE, composePose(place.wall.pose, makePose(place.u, 0, 0)));
  const thick = rng.range(0.015, 0.04);
  const frame = rng.chance(0.7) ? rng.range(0.02, 0.06) : 0;
  b.span(
    -w / 2 + frame,
    w / 2 - frame,
    0,
    frame > 0 ? thick * 0.6 : thick,
    z + frame,
    z + h - frame,
    surface(varied(rng, [130, 120, 110], 50), 0.5),
  );
  if (frame === 0) return;
  const moulding = wood(rng);
  b.span(-w / 2, -w / 2 + frame, 0, thick, z, z + h, moulding);
  b.span(w / 2 - frame, w / 2, 0, thick, z, z + h, moulding);
  b.span(-w / 2, w / 2, 0, thick, z, z + frame, moulding);
  b.span(-w / 2, w / 2, 0, thick, z + h - frame, z + h, moulding);
}

/** White boards, mirrors, wall shelves: furniture without a class. */
function hangBoard(model: RoomModel, shell: RoomShell, rng: Rng): void {
  const w = rng.range(0.6, 2.2);
  const h = rng.range(0.5, 1.1);
  const place = findHungPlace(shell, rng, w, 0.9, 0.9 + h);
  if (!place) return;
  const b = model.object(OTHER_FURNITURE, composePose(place.wall.pose, makePose(place.u, 0, 0)));
  b.span(-w / 2, w / 2, 0, 0.025, 0.9, 0.9 + h, surface([235, 236, 238], 0.5));
  b.span(-w / 2, w / 2, 0, 0.07, 0.88, 0.9, wood(rng));
}

/** Cuts doors and windows, keeps the floor before doors free, maybe fills a corner so that the plan is not a rectangle. */
export function drawOpenings(shell: RoomShell, rng: Rng, type: RoomType, solidWalls: readonly number[]): void {
  const order = rng.shuffle([0, 1, 2, 3].filter((i) => !solidWalls.includes(i)));
  const doors = rng.chance(0.3) ? 2 : 1;
  const windows = type === 'bathroom' ? rng.int(2) : rng.chance(0.85) ? 1 + rng.int(3) : 0;
  const cut = (wallIndex: number, width: number, z0: number, z1: number, kind: 'door' | 'window' | 'gap') => {
    const wall = shell.walls[wallIndex];
    for (let tries = 0; tries < 6; tries++) {
      if (wall.lengthM < width + 0.3) return;
      const u0 = rng.range(0.12, wall.lengthM - width - 0.12);
      if (wall.openings.some((o) => u0 < o.u1 + 0.2 && u0 + width > o.u0 - 0.2)) continue;
      wall.openings.push({ u0, u1: u0 + width, z0, z1, kind });
      if (kind !== 'window') shell.taken.push(wallRect(shell, wallIndex, u0 - 0.05, u0 + width + 0.05, 0.7));
      return;
    }
  };
  for (let i = 0; i < doors; i++) cut(order[i % order.length], rng.range(0.72, 1.0), 0, rng.range(1.95, 2.12), 'door');
  for (let i = 0; i < windows; i++) {
    const z0 = rng.chance(0.15) ? 0.1 : rng.range(0.75, 1.1);
    const wall = order[(i + 1 + rng.int(2)) % order.length];
    cut(wall, rng.range(0.7, 2), z0, Math.min(shell.heightM - 0.15, z0 + rng.range(0.9, 1.5)), 'window');
  }
  if (!rng.chance(0.2)) return;
  const w = rng.range(0.4, 1.5);
  const index = order[0];
  const rect = wallRect(shell, index, 0, w, rng.range(0.3, 1.3));
  if (isFree(shell, rect) && shell.walls[index].openings.every((o) => o.u0 > w)) shell.taken.push(rect);
}
