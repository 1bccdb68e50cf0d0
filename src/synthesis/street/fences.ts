import type { Rng } from '../../core/index.ts';
import { concrete, dark, metal, surface, varied, wood } from '../materials.ts';
import type { ObjectBuilder } from '../solids.ts';

/** A fence that one can see through or over, along x: mesh, bars, pickets, boards, rails. */
export function buildFence(b: ObjectBuilder, rng: Rng, length: number): void {
  const height = rng.range(0.7, 2.2);
  const half = length / 2;
  const stuff = rng.chance(0.5) ? wood(rng) : metal(rng);
  switch (rng.int(6)) {
    case 0:
      b.span(-half, half, -0.015, 0.015, 0.05, height, { ...stuff, pass: rng.range(0.45, 0.85) });
      posts(b, rng, half, height, 2.5);
      return;
    case 1:
      for (const z of [0.25 * height, 0.9 * height]) b.span(-half, half, -0.03, 0.03, z - 0.04, z + 0.04, stuff);
      for (let x = -half; x < half; x += 0.16) b.span(x, x + 0.09, -0.02, 0.02, 0.05, height, stuff);
      return;
    case 2:
      b.span(-half, half, -0.03, 0.03, 0.05, height, stuff);
      posts(b, rng, half, height + 0.1, 2);
      return;
    case 3:
      for (let z = 0.35; z < height; z += rng.range(0.3, 0.5))
        b.span(-half, half, -0.03, 0.03, z - 0.05, z + 0.05, stuff);
      posts(b, rng, half, height, rng.range(1.8, 3));
      return;
    case 4:
      // A low wall that carries a railing.
      b.span(-half, half, -0.12, 0.12, -0.4, height * 0.45, concrete(rng));
      b.span(-half, half, -0.02, 0.02, height * 0.45, height, { ...metal(rng), pass: rng.range(0.4, 0.75) });
      posts(b, rng, half, height, 2);
      return;
    default:
      posts(b, rng, half, height, rng.range(0.8, 2.5));
      return;
  }
}

function posts(b: ObjectBuilder, rng: Rng, half: number, height: number, step: number): void {
  const stuff = rng.chance(0.5) ? wood(rng) : metal(rng);
  const radius = rng.range(0.025, 0.07);
  for (let x = -half; x <= half; x += step) b.column(x, 0, -0.2, height, radius, stuff);
}

/** A masonry or concrete wall, along x: garden, retaining or noise wall; the caller says how high. */
export function buildWall(b: ObjectBuilder, rng: Rng, length: number, height: number): void {
  const half = length / 2;
  const thick = rng.range(0.15, 0.4);
  const stone = concrete(rng);
  b.span(-half, half, -thick / 2, thick / 2, -0.6, height, stone);
  if (rng.chance(0.5)) b.span(-half, half, -thick / 2 - 0.05, thick / 2 + 0.05, height, height + 0.1, stone);
  const step = rng.range(2.5, 5);
  if (rng.chance(0.5))
    for (let x = -half; x <= half; x += step) b.box(x, 0, height / 2, 0.4, thick + 0.2, height + 0.25, stone);
  if (rng.chance(0.3))
    for (let x = -half; x <= half; x += 1.2) b.box(x, -thick / 2, height / 2, 0.5, 0.1, height * 0.8, stone);
}

export function buildGuardRail(b: ObjectBuilder, rng: Rng, length: number): void {
  const steel = metal(rng);
  const low = rng.range(0.4, 0.5);
  b.span(-length / 2, length / 2, -0.04, 0.04, low, low + 0.32, steel);
  for (let x = -length / 2; x <= length / 2; x += 2) b.span(x, x + 0.1, 0.04, 0.12, -0.2, low + 0.25, steel);
}

/** Concrete barriers of a motorway or of roadworks, along x. */
export function buildJersey(b: ObjectBuilder, rng: Rng, length: number): void {
  const height = rng.range(0.75, 1.15);
  const stone = rng.chance(0.7) ? concrete(rng) : surface(varied(rng, [200, 80, 50], 20), 0.5);
  const piece = rng.range(1.2, 4);
  for (let x = -length / 2; x < length / 2; x += piece) {
    const to = x + piece - 0.04;
    b.taper([x, to, -0.3, 0.3], [x, to, -0.14, 0.14], 0, height * 0.35, stone);
    b.taper([x, to, -0.14, 0.14], [x, to, -0.08, 0.08], height * 0.35, height, stone);
  }
}

/** Board hoarding round a building site, along x. */
export function buildHoarding(b: ObjectBuilder, rng: Rng, length: number): void {
  const height = rng.range(1.8, 2.6);
  const board = rng.chance(0.5) ? wood(rng) : metal(rng);
  for (let x = -length / 2; x < length / 2; x += 2.5) {
    b.span(x, x + 2.48, -0.03, 0.03, 0.02, height + rng.normal(0, 0.03), board);
    b.rod([x + 0.1, 0.05, height * 0.8], [x + 0.1, 1, 0], 0.04, dark(rng));
  }
}
