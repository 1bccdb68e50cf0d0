import type { Rng, Vec3 } from '../../core/index.ts';
import { dark, metal, surface, varied } from '../materials.ts';
import type { ObjectBuilder, Surface } from '../solids.ts';
import type { Coat } from './cars.ts';
import { buildOpenLoad } from './open-loads.ts';
import { PAINTS } from './vehicle-styles.ts';

type Load =
  | 'box'
  | 'curtain'
  | 'tipper'
  | 'tank'
  | 'flatbed'
  | 'stakes'
  | 'canopy'
  | 'tools'
  | 'crane'
  | 'mixer'
  | 'container';

const LOADS: readonly Load[] = [
  'box',
  'box',
  'curtain',
  'tipper',
  'tank',
  'flatbed',
  'flatbed',
  'stakes',
  'canopy',
  'canopy',
  'tools',
  'tools',
  'crane',
  'mixer',
  'container',
];

/** A cab before a load; `articulated` hangs the load on a tractor. */
export function buildTruck(b: ObjectBuilder, rng: Rng, size: Vec3, coat: Coat, articulated: boolean): void {
  const [length, width, height] = size;
  const hl = length / 2;
  const hw = width / 2;
  const cab = rng.range(1.5, 2.3);
  const bonnet = rng.chance(0.2) ? rng.range(0.8, 1.4) : 0;
  const cabHeight = Math.min(height, rng.range(2.1, 3.2));
  const bed = rng.range(0.8, 1.2);
  buildCab(b, rng, hl, hw, cab, bonnet, cabHeight, coat);
  const rear = hl - bonnet - cab;
  const gap = articulated ? rng.range(0.5, 1) : 0.12;
  b.span(-hl, rear, -hw * 0.42, hw * 0.42, 0.55, bed, coat.rubber);
  buildLoad(b, rng, rng.pick(LOADS), [-hl, rear - gap, hw, bed, height], coat);
  if (rng.chance(0.6))
    for (const y of [-1, 1])
      b.span(
        -hl + length * 0.36,
        rear - 1,
        y * (hw - 0.08) - 0.03,
        y * (hw - 0.08) + 0.03,
        0.45,
        bed - 0.15,
        metal(rng),
      );
  const axles = [hl - bonnet * 0.6 - cab * 0.5, -hl + length * 0.16];
  if (length > 7.5) axles.push(-hl + length * 0.16 + 1.3);
  if (articulated) axles.push(rear - 0.6, -hl + length * 0.16 + 2.6);
  wheels(b, axles, hw, rng.range(0.42, 0.52), coat.rubber);
}

function buildCab(
  b: ObjectBuilder,
  rng: Rng,
  hl: number,
  hw: number,
  cab: number,
  bonnet: number,
  height: number,
  { paint, pane, rubber }: Coat,
): void {
  const nose = hl - bonnet;
  const back = nose - cab;
  const shoulder = 0.9 + (height - 0.9) * 0.5;
  if (bonnet > 0)
    b.taper([nose - 0.1, hl, -hw + 0.2, hw - 0.2], [nose - 0.1, hl - 0.2, -hw + 0.3, hw - 0.3], 0.5, shoulder, paint);
  b.span(back, nose, -hw + 0.05, hw - 0.05, 0.4, shoulder, paint);
  const rake = rng.range(0.1, 0.5);
  b.taper([back, nose, -hw + 0.05, hw - 0.05], [back, nose - rake, -hw + 0.1, hw - 0.1], shoulder, height - 0.15, pane);
  b.span(back, nose - 0.4, -hw + 0.1, hw - 0.1, height - 0.15, height, paint);
  b.span(back, back + 0.5, -hw + 0.06, hw - 0.06, shoulder, height - 0.12, paint);
  for (const y of [-1, 1]) {
    b.rod([nose - 0.02, y * (hw - 0.08), shoulder], [nose - rake, y * (hw - 0.12), height - 0.15], 0.06, paint);
    b.box(nose - 0.2, y * (hw + 0.1), shoulder + 0.35, 0.1, 0.18, 0.45, rubber);
  }
  b.box(back + 0.8, 0, shoulder + 0.1, 0.3, hw * 1.4, 0.5, rubber);
}

/** `room`: rear, front, half width, bed height, roof height. */
function buildLoad(
  b: ObjectBuilder,
  rng: Rng,
  kind: Load,
  [rear, front, hw, bed, top]: readonly [number, number, number, number, number],
  { paint }: Coat,
): void {
  const load = rng.chance(0.4) ? paint : surface(varied(rng, rng.pick(PAINTS), 20), rng.range(0.15, 0.8));
  const middle = (rear + front) / 2;
  const length = front - rear;
  b.span(rear, front, -hw, hw, bed - 0.15, bed, load);
  switch (kind) {
    case 'box':
      b.span(rear, front, -hw, hw, bed, top, load);
      return;
    case 'curtain':
      b.span(rear, front, -hw + 0.03, hw - 0.03, bed, top, load);
      for (let x = rear; x < front; x += 1.2)
        for (const y of [-1, 1]) b.box(x, y * (hw - 0.02), (bed + top) / 2, 0.06, 0.05, top - bed, load);
      return;
    case 'container': {
      const ribs = metal(rng);
      b.span(rear + 0.1, front - 0.1, -hw + 0.06, hw - 0.06, bed, top, load);
      for (let x = rear + 0.2; x < front - 0.2; x += 0.4)
        for (const y of [-1, 1]) b.box(x, y * (hw - 0.04), (bed + top) / 2, 0.2, 0.05, top - bed, ribs);
      return;
    }
    case 'tank':
      b.rod(
        [rear + 0.1, 0, (bed + top) / 2],
        [front - 0.2, 0, (bed + top) / 2],
        Math.min(hw * 0.95, (top - bed) / 2),
        load,
      );
      return;
    case 'mixer':
      b.ellipsoid(middle, 0, bed + (top - bed) * 0.5, length * 0.42, hw * 0.9, (top - bed) * 0.48, load, {
        pitch: 0.2,
      });
      b.taper([rear, rear + 1.1, -0.5, 0.5], [rear + 0.2, rear + 0.9, -0.3, 0.3], bed, top - 0.2, metal(rng));
      return;
    default:
      buildOpenLoad(b, rng, kind, [rear, front, hw, bed, top], load);
  }
}

/** Drawn trailers without their car: flat, box, boat-like or caravan. */
export function buildTrailer(b: ObjectBuilder, rng: Rng, size: Vec3, coat: Coat): void {
  const [length, width, height] = size;
  const hl = length / 2;
  const hw = width / 2;
  const bed = Math.min(height * 0.6, rng.range(0.4, 0.7));
  b.rod([hl - 0.9, 0, bed - 0.1], [hl, 0, 0.45], 0.05, metal(rng));
  b.rod([hl - 0.1, 0, 0], [hl - 0.1, 0, 0.5], 0.04, metal(rng));
  const front = hl - Math.min(0.9, length * 0.25);
  b.span(-hl, front, -hw, hw, bed - 0.12, bed, coat.paint);
  if (height > 2) {
    b.taper([-hl, front, -hw, hw], [-hl + 0.1, front - 0.3, -hw, hw], bed, height, coat.paint);
    for (const y of [-1, 1])
      b.box((front - hl) / 2, y * (hw + 0.005), height * 0.65, length * 0.25, 0.03, 0.5, coat.pane);
  } else {
    for (const y of [-1, 1])
      b.span(-hl, front, y * (hw - 0.03) - 0.03, y * (hw - 0.03) + 0.03, bed, height, coat.paint);
    if (rng.chance(0.5))
      b.ellipsoid(
        (front - hl) / 2,
        0,
        bed + 0.2,
        length * 0.32,
        hw * 0.8,
        Math.max(0.15, height - bed - 0.2),
        dark(rng),
      );
  }
  wheels(b, [-hl + length * 0.42], hw, rng.range(0.28, 0.38), coat.rubber);
}

export function wheels(b: ObjectBuilder, axles: readonly number[], hw: number, radius: number, rubber: Surface): void {
  for (const x of axles)
    for (const y of [-1, 1]) b.rod([x, y * (hw - 0.3), radius], [x, y * (hw - 0.01), radius], radius, rubber);
}
