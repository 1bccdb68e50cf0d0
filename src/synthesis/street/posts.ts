import type { Rng } from '../../core/index.ts';
import { concrete, dark, metal, wood } from '../materials.ts';
import type { ObjectBuilder } from '../solids.ts';

/** Lamp post, foot at z = 0, arm towards +x. */
export function buildLamp(b: ObjectBuilder, rng: Rng): void {
  const height = rng.range(3, 11);
  const steel = metal(rng);
  const radius = rng.range(0.045, 0.11);
  b.column(0, 0, -0.3, rng.range(0.4, 1.2), radius * rng.range(1.2, 1.8), steel);
  b.column(0, 0, 0, height, radius, steel);
  const arm = rng.chance(0.7) ? rng.range(0.6, 3) : 0;
  if (arm > 0) {
    b.rod([0, 0, height - 0.05], [arm, 0, height + rng.range(0, 0.6)], 0.045, steel);
    b.box(arm + 0.25, 0, height + 0.2, 0.6, 0.25, 0.14, steel);
    if (rng.chance(0.15)) b.rod([0, 0, height - 0.05], [-arm, 0, height + 0.3], 0.045, steel);
  } else if (rng.chance(0.5)) b.ellipsoid(0, 0, height + 0.15, 0.25, 0.25, 0.25, steel);
  else b.box(0, 0, height + 0.1, 0.35, 0.35, 0.45, steel);
  if (rng.chance(0.15)) b.box(0, rng.range(0.2, 0.4), height * 0.6, 0.05, 0.6, rng.range(0.8, 1.4), metal(rng));
}

/** Traffic light, foot at z = 0, lamps facing −x; heads count as poles, as in the driving sets that have no class for them. */
export function buildTrafficLight(b: ObjectBuilder, rng: Rng): void {
  const steel = metal(rng);
  const height = rng.range(2.6, 6.4);
  b.column(0, 0, -0.2, height, rng.range(0.05, 0.12), steel);
  b.box(-0.15, 0, Math.min(height, 2.9) - 0.4, 0.2, 0.3, 0.9, dark(rng));
  if (rng.chance(0.4)) b.box(0, 0.2, 2.3, 0.25, 0.2, 0.6, dark(rng));
  if (rng.chance(0.5)) b.box(0.05, 0, 1.1, 0.14, 0.12, 0.25, dark(rng));
  if (height < 4.5) return;
  const arm = rng.range(2, 7);
  b.rod([0, 0, height - 0.2], [0, arm, height + 0.2], 0.07, steel);
  for (let i = 1 + rng.int(2); i > 0; i--)
    b.box(-0.12, arm * (0.35 + 0.32 * i) - 0.2, height - 0.15, 0.2, 0.35, 0.95, dark(rng));
}

/** Utility pole with cross-arms along y; `wires` takes the cables, which lead both ways along x. */
export function buildUtilityPole(b: ObjectBuilder, rng: Rng, wires: ObjectBuilder, spanM: number): void {
  const height = rng.range(6, 11);
  const shaft = rng.chance(0.6) ? wood(rng) : concrete(rng);
  b.column(0, 0, -0.3, height, rng.range(0.1, 0.18), shaft);
  for (let i = 1 + rng.int(2); i > 0; i--) b.box(0, 0, height - 0.6 * i, 0.1, rng.range(1.2, 2.4), 0.12, shaft);
  if (rng.chance(0.3)) b.column(0.3, 0, height - 2.2, height - 1.2, 0.25, metal(rng));
  for (let i = 1 + rng.int(4); i > 0; i--) {
    const y = rng.range(-0.9, 0.9);
    const z = height - rng.range(0.4, 2);
    const sag = rng.range(0.1, 0.5);
    for (const end of [-1, 1]) wires.rod([0, y, z], [(end * spanM) / 2, y, z - sag], 0.012, dark(rng));
  }
}

/** Flag poles, camera masts, tall slim stands. */
export function buildMast(b: ObjectBuilder, rng: Rng): void {
  const height = rng.range(3, 9);
  b.column(0, 0, -0.2, height, rng.range(0.03, 0.07), metal(rng));
  if (rng.chance(0.4)) b.box(0.3, 0, height - 0.6, 0.6, 0.02, 1, { ...metal(rng), pass: 0.2 });
  else b.ellipsoid(0, 0, height, 0.12, 0.12, 0.12, metal(rng));
}
