import type { Rng } from '../../core/index.ts';
import { dark, surface, varied } from '../materials.ts';
import type { ObjectBuilder, Rgb, Surface } from '../solids.ts';
import { buildFacade } from './facades.ts';
import type { Setting } from './road-plan.ts';

const WALLS: readonly Rgb[] = [
  [190, 180, 165],
  [160, 95, 75],
  [215, 205, 185],
  [150, 150, 150],
  [205, 195, 200],
  [120, 110, 100],
];

export type BuildingStyle = 'block' | 'house' | 'hall' | 'tower';

export interface BuildingSize {
  readonly style: BuildingStyle;
  readonly widthM: number;
  readonly depthM: number;
  readonly floors: number;
  readonly storeyM: number;
}

export function drawBuilding(rng: Rng, setting: Setting): BuildingSize {
  const style = styleFor(rng, setting);
  switch (style) {
    case 'house':
      return {
        style,
        widthM: rng.range(6, 15),
        depthM: rng.range(6, 11),
        floors: 1 + rng.int(3),
        storeyM: rng.range(2.5, 3.1),
      };
    case 'hall':
      return { style, widthM: rng.range(15, 55), depthM: rng.range(12, 25), floors: 1, storeyM: rng.range(3, 9) };
    case 'tower':
      return {
        style,
        widthM: rng.range(15, 35),
        depthM: rng.range(12, 20),
        floors: 8 + rng.int(8),
        storeyM: rng.range(2.9, 3.6),
      };
    case 'block':
      return {
        style,
        widthM: rng.range(6, 28),
        depthM: rng.range(8, 16),
        floors: 2 + rng.int(6),
        storeyM: rng.range(2.7, 3.9),
      };
  }
}

function styleFor(rng: Rng, setting: Setting): BuildingStyle {
  switch (setting) {
    case 'urban':
      return rng.pick(['block', 'block', 'block', 'block', 'tower', 'hall'] as const);
    case 'narrow':
      return rng.pick(['block', 'block', 'house', 'house'] as const);
    case 'suburb':
      return rng.pick(['house', 'house', 'house', 'house', 'block'] as const);
    case 'rural':
      return rng.pick(['house', 'house', 'hall'] as const);
    default:
      return rng.pick(['hall', 'hall', 'block', 'tower'] as const);
  }
}

/** Facade in the plane y = 0 looking to −y, body behind it; x along the facade, ground at z = 0. */
export function buildBuilding(b: ObjectBuilder, rng: Rng, size: BuildingSize): void {
  const { widthM: width, depthM: depth, floors, storeyM, style } = size;
  const wall = surface(varied(rng, rng.pick(WALLS), 14), rng.range(0.2, 0.65));
  const plinth = style === 'hall' ? 0.1 : rng.range(0.05, style === 'house' ? 1.1 : 0.6);
  const top = plinth + floors * storeyM;
  const half = width / 2;
  const skin = rng.range(0.1, 0.4);
  // Core with rooms' depth behind the panes, so that rays through glass end inside.
  b.span(-half + 0.2, half - 0.2, skin + rng.range(0.6, 3.5), depth - 0.2, -1, top, dark(rng));
  sideWalls(b, rng, half, depth, top, wall);
  b.span(-half, half, 0, skin, -2.5, plinth, wall);
  buildFacade(b, rng, { size, plinth, skin, wall });
  buildRoof(b, rng, size, top, wall);
}

/** Flanks and back, some with windows that are holes to the core, some with a bay or a lower wing. */
function sideWalls(b: ObjectBuilder, rng: Rng, half: number, depth: number, top: number, wall: Surface): void {
  for (const side of [-1, 1]) {
    const x0 = side < 0 ? -half : half - 0.2;
    const x1 = side < 0 ? -half + 0.2 : half;
    const open = rng.chance(0.5) ? rng.range(0.7, 1.6) : 0;
    if (open === 0) b.span(x0, x1, 0, depth, -2.5, top, wall);
    else {
      const step = rng.range(2.2, 4);
      b.span(x0, x1, 0, depth, -2.5, 1.1, wall);
      for (let y = 0; y < depth; y += step) b.span(x0, x1, y, Math.min(depth, y + step - open), 1.1, top, wall);
      for (let z = 2.6; z < top; z += 3) b.span(x0, x1, 0, depth, z, Math.min(top, z + 1.5), wall);
    }
    if (rng.chance(0.12))
      b.span(
        side * half - (side < 0 ? 2.5 : 0),
        side * half + (side > 0 ? 2.5 : 0),
        depth * 0.3,
        depth,
        -1,
        Math.min(top, 3),
        wall,
      );
  }
  b.span(-half, half, depth - 0.2, depth, -2.5, top, wall);
}

function buildRoof(b: ObjectBuilder, rng: Rng, size: BuildingSize, top: number, wall: Surface): void {
  const { widthM: width, depthM: depth, style } = size;
  const half = width / 2;
  const tile = surface(varied(rng, [120, 70, 60], 25), rng.range(0.15, 0.4));
  const flat = style === 'house' ? 0.1 : style === 'block' ? 0.55 : 0.9;
  if (rng.chance(flat)) {
    b.span(-half, half, 0, 0.3, top, top + rng.range(0.2, 1), wall);
    b.span(-half, half, 0.3, depth, top - 0.1, top, tile);
    return;
  }
  const eave = rng.range(0.15, 0.8);
  const rise = Math.min(6, (style === 'hall' ? 0.12 : rng.range(0.2, 0.5)) * depth);
  if (style === 'house' && rng.chance(0.4)) {
    // Gable to the street: ridge along y.
    const rise2 = Math.min(5, width * rng.range(0.25, 0.5));
    b.taper([-half, half, 0, depth], [-0.05, 0.05, 0, depth], top, top + rise2, wall);
    b.taper(
      [-half - eave, half + eave, -eave, depth + eave],
      [-0.08, 0.08, -eave, depth + eave],
      top - 0.05,
      top + rise2 + 0.15,
      tile,
    );
  } else {
    const ridge: [number, number, number, number] = rng.chance(0.6)
      ? [-half - eave, half + eave, depth / 2 - 0.05, depth / 2 + 0.05]
      : [-half * 0.4, half * 0.4, depth / 2 - 0.05, depth / 2 + 0.05];
    b.taper([-half - eave, half + eave, -eave, depth + eave], ridge, top, top + rise, tile);
  }
  if (rng.chance(0.4)) b.box(rng.range(-half, half) * 0.6, depth * 0.5, top + rise + 0.2, 0.6, 0.6, 1.6, wall);
}
