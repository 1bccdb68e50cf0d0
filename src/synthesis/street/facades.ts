import type { Rng } from '../../core/index.ts';
import { cloth, concrete, glass, metal, wood } from '../materials.ts';
import type { ObjectBuilder, Surface } from '../solids.ts';
import type { BuildingSize } from './buildings.ts';

interface Frame {
  readonly size: BuildingSize;
  readonly plinth: number;
  readonly skin: number;
  readonly wall: Surface;
}

/** One window or door bay of the facade: its middle, its storey's floor, its measures. */
interface Bay {
  readonly x: number;
  readonly z: number;
  readonly width: number;
  readonly open: number;
  readonly sill: number;
  readonly head: number;
}

export function buildFacade(b: ObjectBuilder, rng: Rng, frame: Frame): void {
  const { size, plinth, skin, wall } = frame;
  const { widthM: width, floors, storeyM: storey, style } = size;
  const half = width / 2;
  if (style === 'hall') {
    hallFront(b, rng, frame);
    return;
  }
  const bays = Math.max(1, Math.round(width / rng.range(2, 4.5)));
  const bay = width / bays;
  const glazed = style === 'tower' || rng.chance(0.1) ? rng.range(0.75, 0.95) : rng.range(0.25, 0.7);
  const blank = rng.chance(0.15) ? 0.85 : rng.range(0, 0.2);
  const sill = glazed > 0.75 ? 0.2 : rng.range(0.45, 1.1);
  const head = storey - rng.range(0.3, 0.8);
  const pane = glass(rng.range(0.3, 0.9));
  const shop = style !== 'house' && rng.chance(0.4);
  const arcade = shop && rng.chance(0.2);
  const doorBay = rng.int(bays);
  const balcony =
    style !== 'tower' && rng.chance(0.3)
      ? { depth: rng.range(0.6, 1.6), rail: { ...metal(rng), pass: rng.pick([0, 0, 0.5, 0.7]) } }
      : undefined;
  for (let floor = 0; floor < floors; floor++) {
    const z = plinth + floor * storey;
    b.span(-half, half, 0, skin, z + head, z + storey, wall);
    // High floors are out of every sensor's reach: a plain wall there saves rays.
    if (floor > 5) {
      b.span(-half, half, 0, skin, z, z + head, wall);
      continue;
    }
    for (let i = 0; i < bays; i++) {
      const ground = floor === 0;
      const spec: Bay = {
        x: -half + (i + 0.5) * bay,
        z,
        width: bay,
        open: ground && shop ? bay * 0.85 : bay * glazed,
        sill: ground && shop ? 0.12 : sill,
        head,
      };
      if (ground && i === doorBay) buildDoor(b, rng, frame, spec);
      else if (ground && arcade) b.span(spec.x - bay / 2, spec.x - bay / 2 + 0.5, 0, 0.5, z - plinth, z + head, wall);
      else if (rng.chance(blank)) b.span(spec.x - bay / 2, spec.x + bay / 2, 0, skin, z, z + head, wall);
      else buildWindow(b, rng, frame, spec, pane);
      if (balcony && floor > 0 && i % 2 === doorBay % 2) buildBalcony(b, spec, balcony.depth, wall, balcony.rail);
    }
  }
  if (shop && rng.chance(0.6)) buildAwning(b, rng, half, plinth + head);
  trimmings(b, rng, half, plinth + floors * storey, wall);
  if (style === 'house' && rng.chance(0.45)) buildPorch(b, rng, -half + (doorBay + 0.5) * bay, plinth, wall);
}

function buildWindow(
  b: ObjectBuilder,
  rng: Rng,
  { skin, wall }: Frame,
  { x, z, width, open, sill, head }: Bay,
  pane: Surface,
): void {
  b.span(x - width / 2, x - open / 2, 0, skin, z, z + head, wall);
  b.span(x + open / 2, x + width / 2, 0, skin, z, z + head, wall);
  b.span(x - open / 2, x + open / 2, 0, skin, z, z + sill, wall);
  const blind = rng.chance(0.2);
  b.span(x - open / 2, x + open / 2, skin * 0.8, skin * 0.8 + 0.03, z + sill, z + head, blind ? cloth(rng) : pane);
  if (!blind) b.span(x - 0.03, x + 0.03, skin * 0.72, skin * 0.8, z + sill, z + head, wall);
  b.span(x - open / 2 - 0.05, x + open / 2 + 0.05, -0.07, skin * 0.7, z + sill - 0.05, z + sill, wall);
  if (rng.chance(0.1)) b.box(x, -0.06, z + sill + 0.3, open + 0.9, 0.06, head - sill, wood(rng));
  if (rng.chance(0.06)) b.box(x + open * 0.3, -0.2, z + sill - 0.3, 0.8, 0.35, 0.6, metal(rng));
}

function buildDoor(b: ObjectBuilder, rng: Rng, { plinth, skin, wall }: Frame, { x, z, width, head }: Bay): void {
  const open = Math.min(width, rng.chance(0.25) ? rng.range(2.3, 3) : rng.range(1, 1.5));
  b.span(x - width / 2, x - open / 2, 0, skin, z, z + head, wall);
  b.span(x + open / 2, x + width / 2, 0, skin, z, z + head, wall);
  b.span(x - open / 2, x + open / 2, skin * 0.7, skin, z - plinth, z + head, wood(rng));
  const steps = Math.round(plinth / 0.17);
  for (let s = 0; s < steps; s++)
    b.span(x - open, x + open, -0.28 * (steps - s), 0.02, -0.3, (plinth * (s + 1)) / steps, concrete(rng));
  if (steps > 2)
    for (const side of [-1, 1])
      b.rod([x + side * open, -0.28 * steps, 0.9], [x + side * open, 0, plinth + 0.9], 0.03, metal(rng));
  if (rng.chance(0.4)) b.span(x - open, x + open, -rng.range(0.5, 1.4), 0, z + head, z + head + 0.12, wall);
}

function buildBalcony(b: ObjectBuilder, { x, z, width }: Bay, depth: number, wall: Surface, rail: Surface): void {
  b.span(x - width * 0.45, x + width * 0.45, -depth, 0, z - 0.05, z + 0.12, wall);
  b.span(x - width * 0.45, x + width * 0.45, -depth, -depth + 0.04, z + 0.12, z + 1.05, rail);
}

function buildAwning(b: ObjectBuilder, rng: Rng, half: number, z: number): void {
  const reach = rng.range(0.6, 2.2);
  const fabric = cloth(rng);
  b.taper([-half * 0.85, half * 0.85, -reach, 0], [-half * 0.85, half * 0.85, -0.05, 0], z - 0.2, z + 0.4, fabric);
}

/** Downpipes, pilasters, cornices: what keeps a real wall from being a plane. */
function trimmings(b: ObjectBuilder, rng: Rng, half: number, top: number, wall: Surface): void {
  if (rng.chance(0.5)) for (const side of [-1, 1]) b.column(side * (half - 0.3), -0.06, 0, top, 0.05, metal(rng));
  if (rng.chance(0.35)) {
    const step = rng.range(2.5, 6);
    const out = rng.range(0.08, 0.4);
    for (let x = -half; x <= half; x += step) b.span(x - 0.2, x + 0.2, -out, 0.05, -1, top, wall);
  }
  if (rng.chance(0.4)) b.span(-half, half, -rng.range(0.1, 0.5), 0, top - 0.35, top, wall);
}

/** A roofed stoop on posts, with a railing. */
function buildPorch(b: ObjectBuilder, rng: Rng, x: number, plinth: number, wall: Surface): void {
  const w = rng.range(1.2, 3);
  const d = rng.range(1.2, 2.6);
  const timber = wood(rng);
  b.span(x - w, x + w, -d, 0, -0.5, plinth, wall);
  b.span(x - w - 0.2, x + w + 0.2, -d - 0.2, 0, plinth + 2.4, plinth + 2.65, timber);
  for (const side of [-1, 1]) {
    b.column(x + side * (w - 0.1), -d + 0.1, plinth, plinth + 2.4, rng.range(0.06, 0.14), timber);
    b.span(x + side * (w - 0.08) - 0.03, x + side * (w - 0.08) + 0.03, -d, 0, plinth + 0.1, plinth + 0.95, {
      ...timber,
      pass: 0.6,
    });
  }
}

/** Industrial and shopping sheds: long walls, roller doors, ribs, a canopy. */
function hallFront(b: ObjectBuilder, rng: Rng, { size, plinth, skin, wall }: Frame): void {
  const { widthM: width, storeyM: height } = size;
  const half = width / 2;
  const door = Math.min(height - 0.4, rng.range(2.4, 4.5));
  const bay = rng.range(4, 9);
  for (let x = -half; x < half; x += bay) {
    const to = Math.min(half, x + bay);
    if (to - x > 3.5 && rng.chance(0.3)) {
      b.span(x, x + 0.5, 0, skin, plinth, plinth + height, wall);
      b.span(x + 0.5, to, 0, skin, plinth + door, plinth + height, wall);
      b.span(x + 0.5, to, skin * 0.8, skin, plinth, plinth + door, rng.chance(0.3) ? glass(0.5) : metal(rng));
    } else b.span(x, to, 0, skin, plinth, plinth + height, wall);
  }
  trimmings(b, rng, half, plinth + height, wall);
  if (rng.chance(0.3)) {
    const reach = rng.range(1.5, 5);
    b.span(-half * 0.7, half * 0.7, -reach, 0, plinth + door + 0.2, plinth + door + 0.5, metal(rng));
    for (let x = -half * 0.7; x <= half * 0.7; x += 6)
      b.column(x, -reach + 0.2, 0, plinth + door + 0.2, 0.1, metal(rng));
  }
}
