import type { Rng } from '../../core/index.ts';
import { cloth, concrete, metal, surface, varied, wood } from '../materials.ts';
import type { ObjectBuilder } from '../solids.ts';

/** Sheds and garages, kiosks, stalls: little houses, front to −y. */
export function buildShed(b: ObjectBuilder, rng: Rng): void {
  const w = rng.range(1.8, 6);
  const d = rng.range(1.8, 5.5);
  const h = rng.range(2, 3);
  const wall = rng.chance(0.5) ? wood(rng) : concrete(rng);
  b.span(-w / 2, w / 2, 0.1, d, -0.5, h, wall);
  b.span(-w / 2, -w / 2 + 0.3, 0, 0.1, -0.5, h, wall);
  b.span(w / 2 - 0.3, w / 2, 0, 0.1, -0.5, h, wall);
  b.span(-w / 2, w / 2, 0, 0.1, h - 0.35, h, wall);
  if (rng.chance(0.5))
    b.taper(
      [-w / 2 - 0.2, w / 2 + 0.2, -0.3, d + 0.2],
      [-w / 2 - 0.2, w / 2 + 0.2, d / 2 - 0.05, d / 2 + 0.05],
      h,
      h + rng.range(0.4, 1.2),
      metal(rng),
    );
  else b.span(-w / 2 - 0.15, w / 2 + 0.15, -rng.range(0.1, 0.9), d + 0.1, h, h + 0.15, metal(rng));
}

/** A roof on columns: filling stations, car ports, station forecourts. */
export function buildCanopy(b: ObjectBuilder, rng: Rng): void {
  const w = rng.range(4, 18);
  const d = rng.range(3, 9);
  const h = rng.range(2.4, 5.2);
  b.span(-w / 2, w / 2, -d / 2, d / 2, h, h + rng.range(0.15, 0.9), metal(rng));
  for (let x = -w / 2 + 0.6; x <= w / 2; x += Math.max(2.5, w / 3))
    for (const y of [-d / 2 + 0.5, d / 2 - 0.5]) b.column(x, y, -0.2, h, rng.range(0.07, 0.25), concrete(rng));
}

/** A market stall or marquee. */
export function buildStall(b: ObjectBuilder, rng: Rng): void {
  const w = rng.range(2, 4);
  const fabric = cloth(rng);
  b.taper([-w / 2, w / 2, -1.2, 1.2], [-w / 4, w / 4, -0.1, 0.1], 2.1, 2.8, fabric);
  for (const x of [-w / 2 + 0.1, w / 2 - 0.1]) for (const y of [-1.1, 1.1]) b.column(x, y, 0, 2.1, 0.03, metal(rng));
  b.span(-w / 2 + 0.2, w / 2 - 0.2, -1, -0.4, 0.75, 0.85, wood(rng));
  if (rng.chance(0.5)) b.span(-w / 2, w / 2, 1.08, 1.12, 0, 2.1, fabric);
}

/** A glazed shelter with a roof, open to −y. */
export function buildShelter(b: ObjectBuilder, rng: Rng): void {
  const w = rng.range(2.6, 6);
  const steel = metal(rng);
  const pane = surface([130, 150, 160], 0.06, rng.range(0.3, 0.85));
  b.span(-w / 2, w / 2, -0.6, 0.75, 2.35, 2.5, steel);
  b.span(-w / 2, w / 2, 0.62, 0.66, 0.2, 2.2, pane);
  for (const x of [-w / 2, w / 2 - 0.06]) {
    b.span(x, x + 0.06, 0.58, 0.7, 0, 2.35, steel);
    b.span(x, x + 0.06, -0.5, -0.4, 0, 2.35, steel);
    if (rng.chance(0.6)) b.span(x, x + 0.04, -0.4, 0.6, 0.2, 2.2, pane);
  }
  b.span(-w / 3, w / 3, 0.25, 0.55, 0.42, 0.48, wood(rng));
}

/** A bridge or viaduct over the road along y, `spanM` long, its piers standing `clearM` from the middle. */
export function buildBridge(b: ObjectBuilder, rng: Rng, spanM: number, clearM: number): void {
  const width = rng.range(2.5, 11);
  const under = rng.range(4.6, 7.5);
  const stone = concrete(rng);
  b.span(-width / 2, width / 2, -spanM / 2, spanM / 2, under, under + rng.range(0.6, 1.6), stone);
  for (const side of [-1, 1]) {
    b.span(
      side * (width / 2) - 0.1,
      side * (width / 2) + 0.1,
      -spanM / 2,
      spanM / 2,
      under,
      under + rng.range(1.4, 2.4),
      stone,
    );
    for (let y = clearM; y < spanM / 2; y += rng.range(7, 14)) {
      if (rng.chance(0.5)) b.column(0, side * y, -1, under, rng.range(0.4, 1), stone);
      else b.box(0, side * y, under / 2 - 0.5, width * 0.8, rng.range(0.6, 1.2), under + 1, stone);
    }
  }
}

/** An advertising wall on legs, facing −y. */
export function buildBillboard(b: ObjectBuilder, rng: Rng): void {
  const w = rng.range(1.2, 8);
  const h = rng.range(1, 3.5);
  const foot = rng.range(0.3, 3.5);
  const paint = surface(varied(rng, [180, 160, 150], 50), rng.range(0.3, 0.8));
  b.box(0, 0, foot + h / 2, w, 0.2, h, paint);
  for (const x of w > 3 ? [-w / 3, w / 3] : [0]) b.column(x, 0.1, -0.3, foot + h * 0.5, 0.09, metal(rng));
}

/** Scaffolding before a wall at y = 0, along x. */
export function buildScaffold(b: ObjectBuilder, rng: Rng, length: number): void {
  const steel = metal(rng);
  const lifts = 2 + rng.int(3);
  for (let x = -length / 2; x <= length / 2; x += 2.5)
    for (const y of [-1.3, -0.4]) b.column(x, y, 0, lifts * 2 + 1, 0.03, steel);
  for (let i = 1; i <= lifts; i++) {
    b.span(-length / 2, length / 2, -1.3, -0.4, i * 2, i * 2 + 0.06, wood(rng));
    b.rod([-length / 2, -1.3, i * 2 + 1], [length / 2, -1.3, i * 2 + 1], 0.025, steel);
  }
  if (rng.chance(0.5))
    b.span(-length / 2, length / 2, -1.36, -1.33, 2, lifts * 2 + 1, { ...cloth(rng), pass: rng.range(0.2, 0.6) });
}
