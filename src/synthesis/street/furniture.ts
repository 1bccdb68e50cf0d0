import type { Rng, Vec3 } from '../../core/index.ts';
import { cloth, dark, metal, surface, varied, wood } from '../materials.ts';
import type { ObjectBuilder, Rgb } from '../solids.ts';

const concrete = (rng: Rng) => surface(varied(rng, [165, 162, 155], 14), rng.range(0.3, 0.55));

/** Lamp post, foot at z = 0, arm towards +x. */
export function buildLamp(b: ObjectBuilder, rng: Rng): void {
  const height = rng.range(3.5, 9.5);
  const steel = metal(rng);
  const radius = rng.range(0.05, 0.1);
  b.column(0, 0, -0.2, 0.9, radius * 1.5, steel);
  b.column(0, 0, 0.9, height, radius, steel);
  const arm = rng.chance(0.7) ? rng.range(0.6, 2.4) : 0;
  if (arm > 0) {
    b.rod([0, 0, height - 0.05], [arm, 0, height + rng.range(0, 0.5)], 0.045, steel);
    b.box(arm + 0.25, 0, height + 0.2, 0.6, 0.25, 0.14, steel);
  } else b.ellipsoid(0, 0, height + 0.15, 0.25, 0.25, 0.25, steel);
}

/** Traffic light, foot at z = 0, lamps facing −x; heads count as poles, as in the driving sets that have no class for them. */
export function buildTrafficLight(b: ObjectBuilder, rng: Rng): void {
  const steel = metal(rng);
  const height = rng.range(2.8, 6.2);
  b.column(0, 0, -0.2, height, rng.range(0.06, 0.1), steel);
  b.box(-0.15, 0, Math.min(height, 2.8) - 0.4, 0.2, 0.3, 0.9, dark(rng));
  if (height > 4.5) {
    const arm = rng.range(2, 5);
    b.rod([0, 0, height - 0.2], [0, arm, height], 0.07, steel);
    b.box(-0.12, arm - 0.2, height - 0.25, 0.2, 0.35, 0.95, dark(rng));
  }
}

const SIGN_COLORS: readonly Rgb[] = [
  [200, 30, 35],
  [30, 70, 160],
  [235, 235, 235],
  [235, 200, 40],
  [30, 120, 70],
];

/** Sign plates are thin; x is the thickness, facing −x. */
export interface Plate {
  readonly size: Vec3;
  readonly shape: 'disc' | 'panel' | 'triangle';
  /** Bottom edge above the ground. */
  readonly bottomM: number;
}

export function drawPlate(rng: Rng): Plate {
  const shape = rng.pick(['disc', 'panel', 'panel', 'triangle'] as const);
  const wide = shape === 'panel' ? rng.range(0.35, 1.3) : rng.range(0.5, 0.9);
  const tall = shape === 'panel' ? rng.range(0.3, 0.9) : wide;
  return { size: [rng.range(0.04, 0.08), wide, tall], shape, bottomM: rng.range(1.6, 2.8) };
}

/** The plate in a frame at the bottom middle of the plate. */
export function buildPlate(b: ObjectBuilder, rng: Rng, plate: Plate): void {
  const [thick, wide, tall] = plate.size;
  const paint = surface(varied(rng, rng.pick(SIGN_COLORS), 10), rng.range(0.7, 1));
  if (plate.shape === 'disc') b.rod([-thick / 2, 0, tall / 2], [thick / 2, 0, tall / 2], wide / 2, paint);
  else if (plate.shape === 'triangle')
    b.taper([-thick / 2, thick / 2, -wide / 2, wide / 2], [-thick / 2, thick / 2, -0.03, 0.03], 0, tall, paint);
  else b.box(0, 0, tall / 2, thick, wide, tall, paint);
}

/** A fence or a garden wall along x. */
export function buildFence(b: ObjectBuilder, rng: Rng, length: number): void {
  const kind = rng.int(4);
  const height = rng.range(0.7, 2);
  const half = length / 2;
  if (kind === 0) b.span(-half, half, -0.1, 0.1, -0.4, height, concrete(rng));
  else if (kind === 1) {
    const mesh = { ...metal(rng), pass: rng.range(0.5, 0.8) };
    b.span(-half, half, -0.02, 0.02, 0.05, height, mesh);
    for (let x = -half; x <= half; x += 2.2) b.column(x, 0, -0.3, height, 0.035, mesh);
  } else {
    const board = wood(rng);
    const gap = rng.range(0.14, 0.35);
    for (let x = -half; x <= half; x += gap) b.span(x, x + 0.09, -0.02, 0.02, -0.2, height, board);
    b.span(-half, half, 0.02, 0.06, height * 0.25, height * 0.25 + 0.08, board);
    b.span(-half, half, 0.02, 0.06, height * 0.8, height * 0.8 + 0.08, board);
  }
}

/** Guard rail along x. */
export function buildGuardRail(b: ObjectBuilder, rng: Rng, length: number): void {
  const steel = metal(rng);
  b.span(-length / 2, length / 2, -0.04, 0.04, 0.45, 0.75, steel);
  for (let x = -length / 2; x <= length / 2; x += 2) b.span(x, x + 0.1, 0.04, 0.12, -0.2, 0.7, steel);
}

/** Small things of the sidewalk, about (0, 0). */
export function buildStreetFurniture(b: ObjectBuilder, rng: Rng): void {
  switch (rng.int(8)) {
    case 0:
      b.column(0, 0, -0.1, rng.range(0.7, 1.1), rng.range(0.05, 0.12), metal(rng));
      break;
    case 1: {
      const r = rng.range(0.2, 0.35);
      b.taper([-r * 0.8, r * 0.8, -r * 0.8, r * 0.8], [-r, r, -r, r], 0, rng.range(0.8, 1.15), dark(rng));
      break;
    }
    case 2: {
      const seat = wood(rng);
      b.box(0, 0, 0.45, rng.range(1.3, 1.9), 0.45, 0.05, seat);
      b.box(0, 0.22, 0.68, 1.5, 0.05, 0.4, seat, { roll: -0.2 });
      for (const x of [-0.6, 0.6]) b.box(x, 0, 0.2, 0.08, 0.4, 0.45, concrete(rng));
      break;
    }
    case 3:
      b.box(0, 0, 0.6, rng.range(0.5, 1.3), rng.range(0.35, 0.6), rng.range(1, 1.4), metal(rng));
      break;
    case 4:
      b.taper([-0.2, 0.2, -0.2, 0.2], [-0.03, 0.03, -0.03, 0.03], 0, rng.range(0.5, 0.95), surface([220, 90, 40], 0.6));
      break;
    case 5: {
      const w = rng.range(1.1, 1.5);
      b.taper([-w / 2, w / 2, -0.45, 0.45], [-w / 2 - 0.05, w / 2 + 0.05, -0.55, 0.55], 0.12, 1.15, dark(rng));
      b.box(0, 0, 1.2, w + 0.1, 1.1, 0.08, dark(rng));
      break;
    }
    case 6:
      b.box(0, 0, rng.range(0.2, 0.4), rng.range(0.6, 1.8), rng.range(0.5, 0.9), rng.range(0.4, 0.8), concrete(rng));
      break;
    default:
      b.column(0, 0, 0.68, 0.73, rng.range(0.35, 0.5), wood(rng));
      b.column(0, 0, 0, 0.7, 0.05, metal(rng));
      b.box(0.7, 0.1, 0.45, 0.42, 0.42, 0.05, cloth(rng));
      b.box(0.88, 0.1, 0.65, 0.05, 0.42, 0.4, cloth(rng));
      for (const x of [0.52, 0.88]) for (const y of [-0.08, 0.28]) b.column(x, y, 0, 0.45, 0.02, metal(rng));
  }
}

/** A glazed shelter with a roof, open to −y. */
export function buildShelter(b: ObjectBuilder, rng: Rng): void {
  const w = rng.range(2.6, 4.5);
  const steel = metal(rng);
  const pane = surface([130, 150, 160], 0.06, rng.range(0.4, 0.8));
  b.span(-w / 2, w / 2, -0.6, 0.75, 2.35, 2.5, steel);
  b.span(-w / 2, w / 2, 0.62, 0.66, 0.2, 2.2, pane);
  for (const x of [-w / 2, w / 2 - 0.06]) {
    b.span(x, x + 0.06, 0.58, 0.7, 0, 2.35, steel);
    b.span(x, x + 0.04, -0.4, 0.6, 0.2, 2.2, pane);
  }
  b.span(-w / 3, w / 3, 0.25, 0.55, 0.42, 0.48, wood(rng));
}
