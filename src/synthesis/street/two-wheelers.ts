import type { Rng } from '../../core/index.ts';
import { dark, metal, surface, varied } from '../materials.ts';
import type { ObjectBuilder, Surface } from '../solids.ts';

/** Wheels, frame and handlebar; returns the height of the saddle. Also parked without a rider. */
export function buildBicycle(b: ObjectBuilder, rng: Rng, length: number): number {
  const tube: Surface = metal(rng);
  const radius = rng.range(0.31, 0.35);
  const base = length / 2 - radius;
  const spokes: Surface = { ...dark(rng), pass: rng.range(0.65, 0.92) };
  for (const x of [-base, base]) {
    b.rod([x, -0.015, radius], [x, 0.015, radius], radius * 0.92, spokes);
    // The tyre as a ring of short rods: the rim is what the laser sees.
    for (let i = 0; i < 8; i++) {
      const a = (i * Math.PI) / 4;
      const c = ((i + 1) * Math.PI) / 4;
      const r = radius * 0.96;
      b.rod(
        [x + r * Math.cos(a), 0, radius + r * Math.sin(a)],
        [x + r * Math.cos(c), 0, radius + r * Math.sin(c)],
        0.024,
        spokes.pass ? dark(rng) : tube,
      );
    }
  }
  const saddle = rng.range(0.85, 0.98);
  b.rod([-base, 0, radius], [-0.05, 0, 0.3], 0.018, tube);
  b.rod([-0.05, 0, 0.3], [-0.2, 0, saddle], 0.022, tube);
  b.rod([-0.05, 0, 0.3], [base - 0.14, 0, 0.82], 0.024, tube);
  b.rod([-0.18, 0, saddle - 0.1], [base - 0.14, 0, 0.86], 0.022, tube);
  b.rod([base, 0, radius], [base - 0.17, 0, saddle + 0.05], 0.02, tube);
  b.rod([base - 0.17, -0.28, saddle + 0.08], [base - 0.17, 0.28, saddle + 0.08], 0.018, tube);
  b.box(-0.21, 0, saddle, 0.26, 0.13, 0.05, tube);
  return saddle;
}

/** A motorcycle or motor scooter along x, wheels at z = 0; returns the height of the saddle. */
export function buildMotorcycle(b: ObjectBuilder, rng: Rng, length: number): number {
  const rubber = dark(rng);
  const steel = metal(rng);
  const paint = surface(varied(rng, [140, 60, 50], 50), rng.range(0.1, 0.6));
  const scooter = rng.chance(0.5);
  const radius = scooter ? 0.22 : rng.range(0.28, 0.33);
  const base = length / 2 - radius;
  for (const x of [-base, base]) b.rod([x, -0.06, radius], [x, 0.06, radius], radius, rubber);
  const saddle = rng.range(0.72, 0.86);
  b.taper([-base - 0.05, 0.05, -0.15, 0.15], [-base, 0.1, -0.13, 0.13], radius + 0.1, saddle, paint);
  if (scooter) {
    b.span(-0.1, base - 0.25, -0.16, 0.16, radius, radius + 0.08, paint);
    b.taper([base - 0.35, base - 0.2, -0.2, 0.2], [base - 0.5, base - 0.4, -0.2, 0.2], radius, saddle + 0.2, paint);
    if (rng.chance(0.4)) b.box(-base - 0.05, 0, saddle + 0.2, 0.38, 0.38, 0.35, paint);
  } else {
    b.ellipsoid(0.15, 0, saddle + 0.05, 0.32, 0.16, 0.16, paint);
    b.box(0.1, 0, radius + 0.12, 0.5, 0.32, 0.36, steel);
  }
  b.rod([base, 0, radius], [base - 0.3, 0, saddle + 0.22], 0.04, steel);
  b.rod([base - 0.3, -0.36, saddle + 0.24], [base - 0.3, 0.36, saddle + 0.24], 0.02, rubber);
  return saddle;
}

/** A stand-up scooter along x. */
export function buildKickScooter(b: ObjectBuilder, rng: Rng): void {
  const steel = metal(rng);
  for (const x of [-0.42, 0.42]) b.rod([x, -0.03, 0.11], [x, 0.03, 0.11], 0.11, dark(rng));
  b.span(-0.4, 0.32, -0.08, 0.08, 0.12, 0.17, steel);
  b.rod([0.4, 0, 0.14], [0.3, 0, 1.12], 0.025, steel);
  b.rod([0.3, -0.24, 1.1], [0.3, 0.24, 1.1], 0.018, steel);
}
