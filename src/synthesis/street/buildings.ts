import type { Rng } from '../../core/index.ts';
import { dark, glass, metal, surface, varied, wood } from '../materials.ts';
import type { ObjectBuilder, Rgb } from '../solids.ts';

const WALLS: readonly Rgb[] = [
  [190, 180, 165],
  [160, 95, 75],
  [215, 205, 185],
  [150, 150, 150],
  [205, 195, 200],
  [120, 110, 100],
];

export interface BuildingSize {
  readonly widthM: number;
  readonly depthM: number;
  readonly floors: number;
}

export function drawBuilding(rng: Rng, urban: boolean): BuildingSize {
  return urban
    ? { widthM: rng.range(8, 26), depthM: rng.range(8, 16), floors: 2 + rng.int(6) }
    : { widthM: rng.range(7, 15), depthM: rng.range(7, 11), floors: 1 + rng.int(2) };
}

/** Facade in the plane y = 0 looking to −y, body behind it; x along the facade, ground at z = 0. */
export function buildBuilding(b: ObjectBuilder, rng: Rng, size: BuildingSize, urban: boolean): void {
  const { widthM: width, depthM: depth, floors } = size;
  const wall = surface(varied(rng, rng.pick(WALLS), 14), rng.range(0.25, 0.65));
  const storey = rng.range(2.7, 3.8);
  const plinth = rng.range(0.1, 0.9);
  const top = plinth + floors * storey;
  const skin = rng.range(0.12, 0.35);
  const half = width / 2;
  const bays = Math.max(1, Math.round(width / rng.range(2.2, 4)));
  const bay = width / bays;
  const paneWidth = bay * rng.range(0.35, 0.75);
  const sill = rng.range(0.5, 1.0);
  const head = storey - rng.range(0.35, 0.7);
  const pane = glass(rng.range(0.4, 0.85));
  // Core with rooms' depth behind the panes, so that rays through glass end inside.
  b.span(-half, half, skin + rng.range(0.6, 3), depth, -1, top, dark(rng));
  b.span(-half, -half + 0.2, 0, depth, -1, top, wall);
  b.span(half - 0.2, half, 0, depth, -1, top, wall);
  b.span(-half, half, 0, skin, -1, plinth, wall);
  const shop = urban && rng.chance(0.35);
  const doorBay = rng.int(bays);
  const balconies = rng.chance(0.3);
  const rail = metal(rng);
  for (let floor = 0; floor < floors; floor++) {
    const z = plinth + floor * storey;
    const low = floor === 0 && shop ? 0.15 : sill;
    const open = floor === 0 && shop ? bay * 0.85 : paneWidth;
    b.span(-half, half, 0, skin, z + head, z + storey, wall);
    for (let i = 0; i < bays; i++) {
      const x = -half + (i + 0.5) * bay;
      const door = floor === 0 && i === doorBay;
      b.span(x - bay / 2, x - open / 2, 0, skin, z, z + head, wall);
      b.span(x + open / 2, x + bay / 2, 0, skin, z, z + head, wall);
      if (door) {
        b.span(x - open / 2, x + open / 2, skin * 0.7, skin, z - plinth, z + head, wood(rng));
        if (plinth > 0.3)
          for (let s = 0; s < 3; s++) b.span(x - 0.8, x + 0.8, -0.9 + s * 0.3, 0, -0.2, (plinth * (s + 1)) / 3, wall);
        if (rng.chance(0.4)) b.span(x - 1, x + 1, -rng.range(0.5, 1.2), 0, z + head, z + head + 0.12, wall);
        continue;
      }
      b.span(x - open / 2, x + open / 2, 0, skin, z, z + low, wall);
      b.span(x - open / 2, x + open / 2, skin * 0.8, skin * 0.8 + 0.03, z + low, z + head, pane);
      b.span(x - 0.03, x + 0.03, skin * 0.72, skin * 0.8, z + low, z + head, wall);
      if (floor < 4) b.span(x - open / 2 - 0.05, x + open / 2 + 0.05, -0.07, skin * 0.7, z + low - 0.05, z + low, wall);
      if (balconies && floor > 0 && floor < 4 && i % 2 === doorBay % 2) {
        b.span(x - bay * 0.45, x + bay * 0.45, -1.1, 0, z - 0.05, z + 0.12, wall);
        b.span(x - bay * 0.45, x + bay * 0.45, -1.1, -1.06, z + 0.12, z + 1.05, {
          ...rail,
          pass: rng.pick([0, 0.5, 0.7]),
        });
      }
    }
    if (floor === 0 && shop && rng.chance(0.6))
      b.taper(
        [-half * 0.8, half * 0.8, -1.2, 0],
        [-half * 0.8, half * 0.8, -0.05, 0],
        z + head,
        z + head + 0.5,
        wood(rng),
      );
  }
  roof(b, rng, width, depth, top, urban);
}

function roof(b: ObjectBuilder, rng: Rng, width: number, depth: number, top: number, urban: boolean): void {
  const half = width / 2;
  const tile = surface(varied(rng, [120, 70, 60], 25), rng.range(0.15, 0.4));
  if (urban && rng.chance(0.6)) {
    b.span(-half, half, 0, 0.3, top, top + rng.range(0.2, 1), tile);
    return;
  }
  const eave = rng.range(0.2, 0.6);
  const rise = depth * rng.range(0.2, 0.45);
  const ridge: [number, number, number, number] = rng.chance(0.6)
    ? [-half - eave, half + eave, depth / 2 - 0.05, depth / 2 + 0.05]
    : [-half * 0.4, half * 0.4, depth / 2 - 0.05, depth / 2 + 0.05];
  b.taper([-half - eave, half + eave, -eave, depth + eave], ridge, top, top + rise, tile);
}
