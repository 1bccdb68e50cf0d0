import type { Rng, Vec3 } from '../../core/index.ts';
import { dark, glass, metal, surface, varied } from '../materials.ts';
import type { ObjectBuilder, Rgb, Surface } from '../solids.ts';

export type BodyStyle = 'hatchback' | 'sedan' | 'suv' | 'estate' | 'van' | 'pickup' | 'truck' | 'bus';

const PAINTS: readonly Rgb[] = [
  [225, 226, 228],
  [30, 31, 34],
  [120, 124, 130],
  [170, 175, 180],
  [140, 30, 32],
  [40, 60, 110],
  [60, 75, 65],
  [200, 190, 160],
];

export function pickStyle(rng: Rng): BodyStyle {
  const styles: readonly BodyStyle[] = [
    'hatchback',
    'hatchback',
    'sedan',
    'sedan',
    'sedan',
    'suv',
    'suv',
    'suv',
    'estate',
    'van',
    'pickup',
    'truck',
    'bus',
  ];
  return rng.pick(styles);
}

/** Length, width, height of the body without mirrors, metres. */
export function vehicleSize(rng: Rng, style: BodyStyle): Vec3 {
  switch (style) {
    case 'hatchback':
      return [rng.range(3.5, 4.3), rng.range(1.62, 1.82), rng.range(1.42, 1.58)];
    case 'sedan':
      return [rng.range(4.3, 5.0), rng.range(1.72, 1.92), rng.range(1.38, 1.52)];
    case 'estate':
      return [rng.range(4.4, 4.95), rng.range(1.74, 1.9), rng.range(1.42, 1.55)];
    case 'suv':
      return [rng.range(4.3, 5.2), rng.range(1.8, 2.05), rng.range(1.6, 1.95)];
    case 'van':
      return [rng.range(4.6, 6.2), rng.range(1.85, 2.1), rng.range(1.85, 2.7)];
    case 'pickup':
      return [rng.range(5.0, 6.0), rng.range(1.85, 2.08), rng.range(1.7, 2.0)];
    case 'truck':
      return [rng.range(6, 9.5), rng.range(2.3, 2.6), rng.range(2.7, 3.7)];
    case 'bus':
      return [rng.range(9, 12.5), rng.range(2.5, 2.95), rng.range(2.9, 3.4)];
  }
}

/** Builds the body in a frame on the ground under its middle, x forwards. */
export function buildVehicle(b: ObjectBuilder, rng: Rng, style: BodyStyle, size: Vec3): void {
  const paint = surface(
    varied(rng, rng.pick(PAINTS), 10),
    rng.chance(0.25) ? rng.range(0.03, 0.1) : rng.range(0.12, 0.8),
  );
  const pane = glass(rng.range(0.35, 0.85));
  const rubber = dark(rng);
  if (style === 'truck') buildTruck(b, rng, size, paint, pane, rubber);
  else if (style === 'bus') buildBus(b, rng, size, paint, pane, rubber);
  else buildCar(b, rng, style, size, paint, pane, rubber);
}

function buildCar(
  b: ObjectBuilder,
  rng: Rng,
  style: BodyStyle,
  size: Vec3,
  paint: Surface,
  pane: Surface,
  rubber: Surface,
): void {
  const [length, width, height] = size;
  const hl = length / 2;
  const hw = width / 2;
  const radius = Math.min(0.42, rng.range(0.29, 0.34) * (height / 1.5) ** 0.5);
  const floor = rng.range(0.16, 0.24) * (style === 'suv' || style === 'pickup' ? 1.3 : 1);
  const belt = height * rng.range(0.56, 0.63);
  const van = style === 'van';
  const hoodLength = length * (van ? rng.range(0.12, 0.2) : rng.range(0.22, 0.29));
  const hood = van ? belt * rng.range(0.85, 1) : belt * rng.range(0.88, 0.97);
  const bumper = rng.range(0.05, 0.15);
  const sill = floor + (belt - floor) * 0.35;
  // Lower body: skirt, then flanks that lean in a little; rounded noses by tapers.
  b.taper([-hl + bumper * 0.5, hl - bumper * 0.6, -hw + 0.05, hw - 0.05], [-hl, hl, -hw, hw], floor, sill, paint);
  b.taper([-hl, hl, -hw, hw], [-hl + bumper, hl - hoodLength * 0.12, -hw + 0.03, hw - 0.03], sill, hood, paint);
  const cowl = hl - hoodLength;
  const trunk =
    style === 'sedan' ? length * rng.range(0.14, 0.2) : style === 'pickup' ? length * rng.range(0.33, 0.42) : bumper;
  const deck = -hl + trunk;
  const deckHeight = style === 'pickup' ? belt * 0.98 : style === 'sedan' ? belt * rng.range(0.97, 1.06) : belt;
  b.taper([deck, cowl, -hw + 0.03, hw - 0.03], [deck, cowl - 0.04, -hw + 0.06, hw - 0.06], hood, belt, paint);
  if (style === 'sedan')
    b.taper(
      [-hl + bumper, deck, -hw + 0.03, hw - 0.03],
      [-hl + bumper + 0.04, deck, -hw + 0.1, hw - 0.1],
      hood,
      deckHeight,
      paint,
    );
  if (style === 'pickup') {
    // Open bed: side walls and tailgate above the lower body.
    const wall = 0.07;
    b.span(-hl + bumper, deck, -hw + 0.03, -hw + 0.03 + wall, hood, deckHeight + 0.12, paint);
    b.span(-hl + bumper, deck, hw - 0.03 - wall, hw - 0.03, hood, deckHeight + 0.12, paint);
    b.span(-hl + bumper, -hl + bumper + wall, -hw + 0.1, hw - 0.1, hood, deckHeight + 0.12, paint);
  }
  const rise = height - belt;
  const rake = rise / Math.tan(rng.range(van ? 0.8 : 0.45, van ? 1.2 : 0.75));
  const tail = rise / Math.tan(style === 'sedan' ? rng.range(0.45, 0.75) : rng.range(0.95, 1.4));
  const inset = van ? rng.range(0.05, 0.12) : rng.range(0.12, 0.24);
  const roofFront = Math.max(deck + 0.8, cowl - rake);
  const roofRear = Math.min(roofFront - 0.6, deck + tail);
  const roofBase = height - rise * 0.14;
  const side = hw - 0.06;
  const top = hw - inset;
  const cargo = van && rng.chance(0.6);
  const glassTop: [number, number, number, number] = [roofRear, roofFront, -top, top];
  b.taper([deck + 0.03, cowl - 0.05, -side, side], glassTop, belt, roofBase, pane);
  b.taper(
    [roofRear - 0.03, roofFront + 0.05, -top, top],
    [roofRear + 0.1, roofFront - 0.15, -top + 0.1, top - 0.1],
    roofBase,
    height,
    paint,
  );
  if (cargo)
    b.taper([deck, (cowl + deck) / 2, -side, side], [deck + 0.04, (cowl + deck) / 2, -top, top], belt, roofBase, paint);
  for (const y of [-1, 1]) {
    b.rod([cowl - 0.05, y * side, belt], [roofFront, y * top, roofBase], 0.05, paint);
    b.rod([deck + 0.05, y * side, belt], [roofRear, y * top, roofBase], 0.07, paint);
    const middle = (roofFront + roofRear) / 2 + 0.05;
    b.rod([middle, y * side, belt], [middle, y * top, roofBase], 0.05, paint);
    b.box(cowl - 0.12, y * (hw + 0.04), belt + 0.06, 0.1, 0.16, 0.14, paint);
    for (const x of [hl - length * 0.19, -hl + length * 0.2]) {
      b.rod([x, y * (hw - 0.2), radius], [x, y * (hw - 0.005), radius], radius, rubber);
      b.rod([x, y * (hw - 0.03), radius], [x, y * (hw + 0.004), radius], radius * 0.62, metalOnce);
    }
  }
  // Seats and a driver's dark interior stop some of the rays that pass the panes.
  b.box((roofFront + roofRear) / 2 - 0.3, 0, belt + 0.1, 0.2, width * 0.7, 0.3, rubber);
}

const metalOnce: Surface = surface([165, 166, 170], 0.4);

function buildTruck(b: ObjectBuilder, rng: Rng, size: Vec3, paint: Surface, pane: Surface, rubber: Surface): void {
  const [length, width, height] = size;
  const hl = length / 2;
  const hw = width / 2;
  const cab = rng.range(1.6, 2.3);
  const cabHeight = Math.min(height, rng.range(2.2, 2.9));
  const bed = rng.range(0.85, 1.15);
  const shoulder = bed + (cabHeight - bed) * 0.5;
  b.span(hl - cab, hl, -hw + 0.05, hw - 0.05, 0.4, shoulder, paint);
  b.taper(
    [hl - cab, hl, -hw + 0.05, hw - 0.05],
    [hl - cab, hl - rng.range(0.15, 0.5), -hw + 0.1, hw - 0.1],
    shoulder,
    cabHeight - 0.15,
    pane,
  );
  b.span(hl - cab, hl - 0.4, -hw + 0.1, hw - 0.1, cabHeight - 0.15, cabHeight, paint);
  b.span(hl - cab, hl - cab + 0.5, -hw + 0.06, hw - 0.06, shoulder, cabHeight - 0.12, paint);
  const load = surface(varied(rng, rng.pick(PAINTS), 20), rng.range(0.2, 0.7));
  const kind = rng.int(3);
  b.span(-hl, hl - cab, -hw * 0.4, hw * 0.4, 0.55, bed, rubber);
  b.span(-hl, hl - cab - 0.1, -hw, hw, bed - 0.15, bed, load);
  if (kind < 2) b.span(-hl, hl - cab - 0.15, -hw, hw, bed, height, load);
  else {
    for (const y of [-1, 1]) b.box(-cab / 2, y * (hw - 0.04), bed + 0.3, length - cab - 0.2, 0.06, 0.6, load);
    b.taper(
      [-hl + 0.3, hl - cab - 0.5, -hw + 0.1, hw - 0.1],
      [-hl + 1.4, hl - cab - 1.2, -hw + 0.7, hw - 0.7],
      bed,
      height * rng.range(0.65, 0.95),
      dark(rng),
    );
    b.span(hl - cab - 0.25, hl - cab - 0.1, -hw, hw, bed, height, load);
  }
  wheels(
    b,
    [hl - cab * 0.5, -hl + length * 0.18, ...(length > 7.5 ? [-hl + length * 0.33] : [])],
    hw,
    rng.range(0.42, 0.52),
    rubber,
  );
  for (const y of [-1, 1]) b.box(hl - 0.25, y * (hw + 0.12), shoulder + 0.35, 0.1, 0.2, 0.45, rubber);
}

function buildBus(b: ObjectBuilder, rng: Rng, size: Vec3, paint: Surface, pane: Surface, rubber: Surface): void {
  const [length, width, height] = size;
  const hl = length / 2;
  const hw = width / 2;
  const sill = rng.range(0.9, 1.2);
  const head = height - rng.range(0.45, 0.7);
  b.taper([-hl + 0.08, hl - 0.05, -hw, hw], [-hl, hl, -hw, hw], 0.3, sill, paint);
  b.taper([-hl, hl, -hw, hw], [-hl + 0.1, hl - 0.15, -hw + 0.04, hw - 0.04], sill, head, pane);
  b.taper(
    [-hl + 0.08, hl - 0.12, -hw + 0.03, hw - 0.03],
    [-hl + 0.3, hl - 0.4, -hw + 0.2, hw - 0.2],
    head,
    height,
    paint,
  );
  const bays = Math.round(length / rng.range(1.3, 1.9));
  for (let i = 0; i <= bays; i++) {
    const x = -hl + 0.06 + ((length - 0.2) * i) / bays;
    for (const y of [-1, 1]) b.box(x, y * (hw - 0.03), (sill + head) / 2, 0.12, 0.07, head - sill, paint);
    if (i > 0 && i < bays) b.box(x, 0, sill + 0.15, 0.15, width * 0.75, 0.7, rubber);
  }
  wheels(b, [hl - length * 0.22, -hl + length * 0.25], hw, rng.range(0.45, 0.52), rubber);
  b.box(hl + 0.05, hw - 0.1, head - 0.3, 0.3, 0.15, 0.35, metal(rng));
}

function wheels(b: ObjectBuilder, axles: readonly number[], hw: number, radius: number, rubber: Surface): void {
  for (const x of axles)
    for (const y of [-1, 1]) b.rod([x, y * (hw - 0.3), radius], [x, y * (hw - 0.01), radius], radius, rubber);
}
