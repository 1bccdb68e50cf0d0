import type { Rng } from '../../core/index.ts';
import { cloth, concrete, dark, metal, wood } from '../materials.ts';
import type { ObjectBuilder, Surface } from '../solids.ts';

/** Rear, front, half width, bed height, highest allowed. */
type Deck = readonly [rear: number, front: number, hw: number, bed: number, top: number];

export type OpenLoad = 'tipper' | 'flatbed' | 'stakes' | 'canopy' | 'tools' | 'crane';

/** What lies open on a lorry: seen from a car beside it, a jumble of frames and things rather than a wall. */
export function buildOpenLoad(b: ObjectBuilder, rng: Rng, kind: OpenLoad, deck: Deck, load: Surface): void {
  const [rear, front, hw, bed, top] = deck;
  const wall = kind === 'tipper' ? rng.range(0.6, 1.3) : rng.range(0, 0.5);
  const wallTop = Math.min(top, bed + wall);
  for (const y of [-1, 1]) b.span(rear, front, y * (hw - 0.04) - 0.04, y * (hw - 0.04) + 0.04, bed, wallTop, load);
  b.span(rear, rear + 0.08, -hw, hw, bed, wallTop, load);
  b.span(front - 0.1, front, -hw, hw, bed, Math.min(top, wallTop + rng.range(0.2, 1.4)), load);
  if (kind === 'tipper') {
    b.taper(
      [rear + 0.2, front - 0.3, -hw + 0.1, hw - 0.1],
      [rear + 1.2, front - 1, -hw + 0.7, hw - 0.7],
      bed,
      Math.min(top, wallTop + 0.4),
      dark(rng),
    );
    return;
  }
  if (kind === 'stakes') frame(b, rng, deck, load);
  if (kind === 'canopy') canopy(b, rng, deck, load);
  if (kind === 'crane') crane(b, rng, deck);
  jumble(b, rng, deck, kind === 'tools' ? 8 + rng.int(14) : rng.int(kind === 'canopy' ? 12 : 9));
}

/** Posts and rails round the deck, sometimes with hoops and a sheet. */
function frame(b: ObjectBuilder, rng: Rng, [rear, front, hw, bed, top]: Deck, load: Surface): void {
  const height = Math.min(top, bed + rng.range(0.8, 2));
  const step = rng.range(0.6, 1.4);
  for (const y of [-1, 1]) {
    for (let x = rear + 0.05; x <= front; x += step)
      b.box(x, y * (hw - 0.05), (bed + height) / 2, 0.07, 0.06, height - bed, load);
    for (let z = bed + 0.3; z < height; z += rng.range(0.25, 0.6))
      b.span(rear, front, y * (hw - 0.05) - 0.02, y * (hw - 0.05) + 0.02, z, z + 0.1, load);
  }
  if (rng.chance(0.4))
    for (let x = rear; x <= front; x += step * 1.5) b.rod([x, -hw + 0.05, height], [x, hw - 0.05, height], 0.03, load);
}

/** A tubular frame over low drop sides, bare or half covered: the small lorry of South-East Asia. */
function canopy(b: ObjectBuilder, rng: Rng, [rear, front, hw, bed, top]: Deck, load: Surface): void {
  const roof = Math.min(top, bed + rng.range(1.2, 2.1));
  const side = hw - 0.05;
  const pipe = rng.range(0.025, 0.05);
  const step = (front - rear) / (2 + rng.int(3));
  for (let x = rear + 0.05; x <= front + 0.05; x += step) {
    for (const y of [-1, 1]) b.rod([x, y * side, bed], [x, y * side, roof], pipe, load);
    b.rod([x, -side, roof], [x, side, roof], pipe, load);
  }
  for (const y of [-1, 1]) {
    b.rod([rear, y * side, roof], [front, y * side, roof], pipe, load);
    if (rng.chance(0.5)) b.rod([rear, y * side, roof - 0.25], [front, y * side, roof - 0.25], pipe, load);
    if (rng.chance(0.25))
      b.span(rear, front, y * side - 0.01, y * side + 0.01, bed + (roof - bed) * rng.range(0.3, 0.8), roof, cloth(rng));
  }
  if (rng.chance(0.6))
    b.span(rear, front, -side, side, roof, roof + 0.03, { ...cloth(rng), pass: rng.pick([0, 0, 0.4]) });
}

function crane(b: ObjectBuilder, rng: Rng, [rear, front, , bed, top]: Deck): void {
  const steel = metal(rng);
  const foot = rng.chance(0.5) ? front - 0.5 : rear + 0.6;
  const reach = foot > (rear + front) / 2 ? -1 : 1;
  b.box(foot, 0, bed + 0.4, 0.6, 1.2, 0.8, steel);
  b.rod([foot, 0, bed], [foot, 0, top - 0.2], 0.16, steel);
  const tip = [
    foot + reach * (front - rear) * rng.range(0.5, 0.85),
    rng.normal(0, 0.2),
    bed + rng.range(0.6, Math.max(0.7, top - bed)),
  ];
  b.rod([foot, 0, top - 0.25], tip, 0.12, steel);
  b.rod([foot, 0.1, bed + 0.8], [(foot + tip[0]) / 2, 0.1, (top - 0.25 + tip[2]) / 2], 0.06, steel);
}

/** Boxes, drums, pipes, sacks, a ladder, a compressor: whatever a crew drives about. */
function jumble(b: ObjectBuilder, rng: Rng, [rear, front, hw, bed, top]: Deck, count: number): void {
  const room = Math.max(0.3, top - bed);
  for (let i = count; i > 0; i--) {
    const x = rng.range(rear + 0.5, front - 0.5);
    const y = rng.range(-hw + 0.35, hw - 0.35);
    const high = Math.min(room, rng.range(0.25, 1.5));
    switch (rng.int(6)) {
      case 0:
        b.column(x, y, bed, bed + high, rng.range(0.15, 0.35), dark(rng));
        break;
      case 1: {
        const half = Math.min(x - rear, front - x, 2) * 0.9;
        b.rod(
          [x - half, y, bed + high * 0.6],
          [x + half, y, bed + high * 0.6 + rng.range(0, 0.2)],
          rng.range(0.03, 0.1),
          metal(rng),
        );
        break;
      }
      case 2:
        b.ellipsoid(x, y, bed + high * 0.3, 0.4, 0.35, high * 0.3, cloth(rng));
        break;
      case 3:
        b.box(x, y, bed + high / 2, rng.range(0.5, 1), rng.range(0.3, 0.6), high, wood(rng), { yaw: rng.range(0, 3) });
        break;
      case 4:
        b.box(x, y, bed + high / 2, 0.06, rng.range(0.4, 0.7), high, metal(rng), { pitch: rng.normal(0, 0.3) });
        break;
      default:
        b.box(x, y, bed + high / 2, rng.range(0.4, 1.2), rng.range(0.3, 0.7), high, concrete(rng), {
          yaw: rng.normal(0, 0.2),
        });
    }
  }
}
