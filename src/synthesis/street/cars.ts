import type { Rng, Vec3 } from '../../core/index.ts';
import { cloth, metal, surface } from '../materials.ts';
import type { ObjectBuilder, Surface } from '../solids.ts';
import type { CarStyle } from './vehicle-styles.ts';

/** What a vehicle is made of. */
export interface Coat {
  readonly paint: Surface;
  readonly pane: Surface;
  readonly rubber: Surface;
}

const RIM: Surface = surface([165, 166, 170], 0.4);

/** Heights and stations of one body: everything between the bumpers hangs on these. */
interface Lines {
  readonly hl: number;
  readonly hw: number;
  readonly floor: number;
  readonly sill: number;
  readonly hood: number;
  readonly belt: number;
  /** Where the windscreen meets the hood, and where the rear window or tailgate meets the deck. */
  readonly cowl: number;
  readonly deck: number;
  readonly deckHeight: number;
  readonly bumper: number;
  readonly hoodLength: number;
}

function drawLines(rng: Rng, style: CarStyle, [length, width, height]: Vec3): Lines {
  const hl = length / 2;
  const high = style === 'suv' || style === 'pickup';
  const oneBox = style === 'van' || style === 'minivan' || style === 'micro';
  const floor = rng.range(0.15, 0.25) * (high ? 1.35 : 1);
  const belt = height * rng.range(0.54, 0.64);
  const hoodLength = length * (oneBox ? rng.range(0.1, 0.2) : rng.range(0.2, 0.3));
  const bumper = rng.range(0.04, 0.16);
  const trunk =
    style === 'sedan'
      ? length * rng.range(0.13, 0.21)
      : style === 'coupe'
        ? length * rng.range(0.1, 0.2)
        : style === 'pickup'
          ? length * rng.range(0.3, 0.42)
          : bumper;
  return {
    hl,
    hw: width / 2,
    floor,
    sill: floor + (belt - floor) * 0.35,
    hood: belt * (oneBox ? rng.range(0.82, 1) : rng.range(0.86, 0.97)),
    belt,
    cowl: hl - hoodLength,
    deck: -hl + trunk,
    deckHeight:
      style === 'pickup' ? belt * 0.98 : style === 'sedan' || style === 'coupe' ? belt * rng.range(0.96, 1.06) : belt,
    bumper,
    hoodLength,
  };
}

export function buildCar(b: ObjectBuilder, rng: Rng, style: CarStyle, size: Vec3, coat: Coat): void {
  const lines = drawLines(rng, style, size);
  buildLowerBody(b, rng, style, lines, coat);
  const roof = buildCabin(b, rng, style, size, lines, coat);
  buildWheels(b, rng, style, size, coat);
  for (const y of [-1, 1])
    b.box(lines.cowl - 0.12, y * (lines.hw + 0.03), lines.belt + 0.06, 0.1, 0.15, 0.13, coat.paint);
  // Seats, headrests and a driver's dark interior stop some of the rays that pass the panes.
  const middle = (roof[0] + roof[1]) / 2;
  for (const x of style === 'pickup' || style === 'coupe' ? [0.1] : [-0.75, 0.25])
    for (const y of [-0.22, 0.22])
      b.box(middle + x, y * size[1], lines.belt + 0.02, 0.18, size[1] * 0.26, 0.36, coat.rubber);
  if (rng.chance(0.2)) b.ellipsoid(middle + 0.25, size[1] * 0.21, lines.belt + 0.22, 0.13, 0.2, 0.28, cloth(rng));
  if (rng.chance(0.15)) roofLoad(b, rng, roof, lines, size);
}

/** Half cylinders make the corners of nose and tail: seen from above no car is a rectangle, and a scan shows the corners first. */
function buildLowerBody(b: ObjectBuilder, rng: Rng, style: CarStyle, lines: Lines, { paint }: Coat): void {
  const { hl, hw, floor, sill, hood, belt, cowl, deck, deckHeight, bumper, hoodLength } = lines;
  const front = Math.min(hoodLength * 0.8, rng.range(0.15, 0.65));
  const rear = rng.range(0.08, 0.4);
  const nose = sill + (hood - sill) * rng.range(0.35, 0.8);
  const x0 = -hl + rear;
  const x1 = hl - front;
  b.taper([x0, x1, -hw + 0.06, hw - 0.06], [x0, x1, -hw, hw], floor, sill, paint);
  b.taper([x0, x1, -hw, hw], [x0, x1, -hw + 0.04, hw - 0.04], sill, hood * 0.98, paint);
  b.column(x1, 0, floor + 0.05, nose, front, paint, hw);
  b.column(x0, 0, floor + 0.08, Math.min(deckHeight, hood), rear, paint, hw - 0.01);
  // The hood falls and rounds off towards the nose.
  b.ellipsoid(cowl - 0.15, 0, nose - 0.02, hl - cowl + 0.1, hw * 0.99, Math.max(0.08, hood - nose + 0.06), paint);
  b.taper([deck, cowl, -hw + 0.03, hw - 0.03], [deck, cowl - 0.04, -hw + 0.06, hw - 0.06], hood * 0.97, belt, paint);
  if (deck > -hl + bumper + 0.2 && style !== 'pickup')
    b.taper(
      [-hl + bumper, deck, -hw + 0.05, hw - 0.05],
      [-hl + bumper + 0.08, deck, -hw + 0.12, hw - 0.12],
      hood * 0.97,
      Math.max(hood + 0.02, deckHeight),
      paint,
    );
  if (style === 'pickup') {
    // Open bed: side walls and tailgate above the lower body.
    const wall = 0.07;
    b.span(-hl + bumper, deck, -hw + 0.03, -hw + 0.03 + wall, hood, deckHeight + 0.12, paint);
    b.span(-hl + bumper, deck, hw - 0.03 - wall, hw - 0.03, hood, deckHeight + 0.12, paint);
    b.span(-hl + bumper, -hl + bumper + wall, -hw + 0.1, hw - 0.1, hood, deckHeight + 0.12, paint);
  }
}

/** Panes, pillars and roof; returns where the roof begins and ends. */
function buildCabin(
  b: ObjectBuilder,
  rng: Rng,
  style: CarStyle,
  size: Vec3,
  lines: Lines,
  coat: Coat,
): [number, number] {
  const { hw, belt, cowl, deck } = lines;
  const { paint, pane } = coat;
  const height = size[2];
  const rise = height - belt;
  const van = style === 'van';
  const notch = style === 'sedan' || style === 'coupe';
  const rake = rise / Math.tan(rng.range(van ? 0.8 : 0.42, van ? 1.25 : 0.8));
  const tail = rise / Math.tan(notch ? rng.range(0.35, 0.75) : rng.range(0.85, 1.45));
  const inset = van ? rng.range(0.05, 0.12) : rng.range(0.12, 0.26);
  const roofFront = Math.max(deck + 0.8, cowl - rake);
  const roofRear = Math.min(roofFront - 0.6, deck + tail);
  const roofBase = height - rise * 0.14;
  const side = hw - 0.06;
  const top = hw - inset;
  const open = style === 'coupe' && rng.chance(0.15);
  b.taper(
    [deck + 0.03, cowl - 0.05, -side, side],
    [roofRear, roofFront, -top, top],
    belt,
    roofBase,
    open ? { ...pane, pass: 0.95 } : pane,
  );
  if (!open) {
    const middle = (roofFront + roofRear) / 2;
    const reach = (roofFront - roofRear) / 2;
    const edge = van ? roofBase + rise * 0.07 : roofBase + 0.02;
    b.span(roofRear - 0.03, roofFront + 0.04, -top, top, roofBase, edge, paint);
    b.ellipsoid(middle, 0, edge - 0.02, reach + 0.15, top * 1.05, height - edge + 0.02, paint);
  }
  if (van && rng.chance(0.65))
    b.taper(
      [deck, (cowl + deck) / 2 + 0.3, -side, side],
      [deck + 0.04, (cowl + deck) / 2 + 0.3, -top, top],
      belt,
      roofBase,
      paint,
    );
  for (const y of [-1, 1]) {
    b.rod([cowl - 0.05, y * side, belt], [roofFront, y * top, roofBase], 0.05, paint);
    if (open) continue;
    b.rod([deck + 0.05, y * side, belt], [roofRear, y * top, roofBase], 0.08, paint);
    const middle = (roofFront + roofRear) / 2 + 0.05;
    b.rod([middle, y * side, belt], [middle, y * top, roofBase], 0.055, paint);
  }
  return [roofRear, roofFront];
}

function buildWheels(
  b: ObjectBuilder,
  rng: Rng,
  style: CarStyle,
  [length, width, height]: Vec3,
  { rubber }: Coat,
): void {
  const hl = length / 2;
  const hw = width / 2;
  const big = style === 'suv' || style === 'pickup' ? 1.12 : 1;
  const radius = Math.min(0.43, rng.range(0.28, 0.34) * big * (height / 1.5) ** 0.5);
  for (const y of [-1, 1]) {
    for (const x of [hl - length * 0.19, -hl + length * 0.2]) {
      b.rod([x, y * (hw - 0.2), radius], [x, y * (hw - 0.005), radius], radius, rubber);
      b.rod([x, y * (hw - 0.03), radius], [x, y * (hw + 0.004), radius], radius * 0.62, RIM);
    }
  }
}

/** Bars, a box or a taxi sign: inside the slack that a height label leaves. */
function roofLoad(b: ObjectBuilder, rng: Rng, roof: readonly [number, number], lines: Lines, size: Vec3): void {
  const top = size[2];
  const steel = metal(rng);
  const y = lines.hw - 0.35;
  for (const side of [-1, 1])
    b.rod([roof[0] + 0.2, side * y, top + 0.03], [roof[1] - 0.2, side * y, top + 0.03], 0.02, steel);
  if (rng.chance(0.4)) b.box((roof[0] + roof[1]) / 2, 0, top + 0.06, 0.25, 0.5, 0.1, steel);
}
