import type { Rng } from '../../core/index.ts';
import type { ObjectBuilder } from '../solids.ts';
import { bark, leaves } from './trees.ts';

/** A bush of a few clusters about (0, 0); thickets are several times as dense as what stands alone. */
export function buildBush(b: ObjectBuilder, rng: Rng, size = rng.range(0.3, 1.2), thickness = 1): void {
  const leaf = leaves(rng, thickness * 0.5 * 10 ** rng.range(0, 1.1));
  const clusters = 3 + rng.int(7);
  for (let i = 0; i < clusters; i++) {
    const r = size * rng.range(0.3, 0.8);
    b.foliage(
      rng.normal(0, size * 0.5),
      rng.normal(0, size * 0.5),
      r * rng.range(0.4, 1.2),
      r,
      r * rng.range(0.7, 1.2),
      r * rng.range(0.6, 1.3),
      leaf,
    );
  }
}

/** A narrow shrub or small cypress of a person's size: what a sparse scan takes for somebody standing there. */
export function buildUprightShrub(b: ObjectBuilder, rng: Rng): void {
  const leaf = leaves(rng, rng.range(1.5, 8));
  const height = rng.range(0.9, 2.3);
  const r = rng.range(0.16, 0.42);
  if (rng.chance(0.4)) b.rod([0, 0, -0.1], [0, 0, height * 0.6], 0.03, bark(rng));
  const foot = rng.chance(0.4) ? height * rng.range(0.2, 0.5) : 0;
  const parts = 2 + rng.int(4);
  for (let i = 0; i < parts; i++) {
    const t = (i + 0.5) / parts;
    const taper = 1 - 0.5 * t * rng.unit();
    b.foliage(
      rng.normal(0, r * 0.25),
      rng.normal(0, r * 0.25),
      foot + t * (height - foot),
      r * taper,
      r * taper * rng.range(0.8, 1.3),
      ((height - foot) / parts) * rng.range(0.6, 0.9),
      leaf,
    );
  }
}

/** A hedge along x: clipped like a wall or grown out. */
export function buildHedge(b: ObjectBuilder, rng: Rng, length: number): void {
  const height = rng.range(0.5, 2.6);
  const depth = rng.range(0.35, 1.3);
  const wild = rng.chance(0.5) ? rng.range(0.05, 0.3) : 0.03;
  const leaf = leaves(rng, rng.range(1.2, 10));
  const step = depth * 0.7;
  for (let x = -length / 2; x < length / 2; x += step) {
    const h = height * (1 + rng.normal(0, wild));
    const y = rng.normal(0, wild * depth);
    b.foliage(x, y, h * 0.5, depth * 0.62, depth * 0.55, h * rng.range(0.52, 0.6), leaf);
    b.foliage(x, y, h * 0.25, depth * 0.6, depth * 0.5, h * 0.3, leaf);
  }
}

/** Tall grass and weeds. */
export function buildTuft(b: ObjectBuilder, rng: Rng): void {
  const leaf = leaves(rng, rng.range(2, 8));
  const r = rng.range(0.2, 0.7);
  b.foliage(0, 0, 0.08, r, r * rng.range(0.6, 1.4), rng.range(0.12, 0.55), leaf);
}

/** Creepers on a wall along x, growing towards −y. */
export function buildIvy(b: ObjectBuilder, rng: Rng, length: number, height: number): void {
  const leaf = leaves(rng, rng.range(4, 12));
  for (let i = Math.max(3, Math.round(length * height * 0.5)); i > 0; i--) {
    const r = rng.range(0.25, 0.7);
    b.foliage(rng.range(-length / 2, length / 2), -0.06, rng.range(0.1, height), r, rng.range(0.1, 0.25), r, leaf);
  }
}
