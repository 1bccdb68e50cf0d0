import type { Rng } from '../../core/index.ts';
import { composePose, makePose } from '../pose.ts';
import { planLoose } from './clutter.ts';
import { hangCurtains } from './curtains.ts';
import { hangFittings } from './fittings.ts';
import { furnishBathroom, furnishBedroom, furnishKitchen, furnishLiving, furnishStudio } from './furnish-home.ts';
import {
  furnishClassroom,
  furnishHallway,
  furnishLaundry,
  furnishLibrary,
  furnishLounge,
  furnishOffice,
  furnishStorage,
} from './furnish-work.ts';
import { planOtherFurniture } from './other-furniture.ts';
import { putAtWall, putFree } from './placement.ts';
import type { RoomModel } from './room-model.ts';
import type { RoomType } from './room-types.ts';
import { cabinets, deskSet, diningSet, looseChairs } from './sets.ts';
import { findHungPlace, type RoomShell } from './shell.ts';
import { planBookshelf } from './shelves.ts';
import { planSofa } from './sofas.ts';
import { planTable } from './tables.ts';

const FURNISH: Readonly<Record<Exclude<RoomType, 'tabletop'>, (model: RoomModel, shell: RoomShell, rng: Rng) => void>> =
  {
    living: furnishLiving,
    bedroom: furnishBedroom,
    office: furnishOffice,
    kitchen: furnishKitchen,
    bathroom: furnishBathroom,
    classroom: furnishClassroom,
    studio: furnishStudio,
    hallway: furnishHallway,
    storage: furnishStorage,
    library: furnishLibrary,
    laundry: furnishLaundry,
    lounge: furnishLounge,
  };

/** Furnishes the room in the order of what matters most there, fills up, then hangs and strews what people have. */
export function furnish(model: RoomModel, shell: RoomShell, rng: Rng, type: Exclude<RoomType, 'tabletop'>): void {
  const area = shell.widthM * shell.depthM;
  const wet = type === 'bathroom' || type === 'laundry';
  if (!wet && rng.chance(0.35)) hangSheet(model, shell, rng);
  FURNISH[type](model, shell, rng);
  if (!wet && area > 8 && type !== 'hallway') fillUp(model, shell, rng, type, rng.int(3 + Math.round(area / 3)));
  if (!wet) looseChairs(model, shell, rng, rng.int(Math.min(8, 2 + Math.round(area / 4))));
  for (let i = rng.int(wet ? 3 : 4); i > 0; i--) putAtWall(model, shell, rng, planOtherFurniture(rng));
  hangFittings(model, shell, rng, wet);
  // Tidy or not: up to one loose thing a square metre, most along the walls.
  const mess = type === 'storage' ? 0 : rng.unit() ** 1.2;
  for (let i = Math.round(mess * (3 + area * 1.1)); i > 0; i--) {
    if (rng.chance(0.55)) putAtWall(model, shell, rng, planLoose(rng));
    else putFree(model, shell, rng, planLoose(rng), 0);
  }
}

/** A curtain drawn along a wall without a window: wardrobes, niches, beds behind it. */
function hangSheet(model: RoomModel, shell: RoomShell, rng: Rng): void {
  const width = rng.range(1, 4.5);
  const top = Math.min(shell.heightM - 0.03, rng.range(2, 2.6));
  const place = findHungPlace(shell, rng, width, 0, top);
  if (place) hangCurtains(model, composePose(place.wall.pose, makePose(place.u, 0, 0)), rng, width, 0.03, top);
}

/** What lived-in rooms gather along their walls beside the first set. */
function fillUp(model: RoomModel, shell: RoomShell, rng: Rng, type: RoomType, count: number): void {
  for (let i = 0; i < count; i++) {
    switch (rng.int(9)) {
      case 0:
      case 1:
        cabinets(
          model,
          shell,
          rng,
          ['dresser', 'sideboard', 'file', 'wardrobe', 'wardrobe', 'wardrobe', 'wardrobe', 'night', 'base'],
          1,
        );
        break;
      case 2:
      case 3:
        putAtWall(model, shell, rng, planBookshelf(rng), 0.1);
        break;
      case 4:
        putAtWall(model, shell, rng, planTable(rng, rng.pick(['side', 'side', 'dining', 'coffee'] as const)), 0.1);
        break;
      case 5:
        if (type !== 'kitchen') deskSet(model, shell, rng);
        break;
      case 6:
        if (type !== 'kitchen') putAtWall(model, shell, rng, planSofa(rng, 1.6), 0.2);
        break;
      case 7:
        diningSet(model, shell, rng, rng.pick(['dining', 'round', 'side'] as const));
        break;
      default:
        looseChairs(model, shell, rng, 2);
    }
  }
}
