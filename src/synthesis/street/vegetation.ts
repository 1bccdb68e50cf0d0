import type { Rng } from '../../core/index.ts';
import { surface, varied } from '../materials.ts';
import type { ObjectBuilder, Rgb, Surface } from '../solids.ts';

const LEAVES: readonly Rgb[] = [
  [70, 105, 50],
  [95, 125, 60],
  [55, 85, 55],
  [125, 120, 60],
];

/** Scatterers per metre: a foliage solid's `pass`. */
function leaves(rng: Rng, stopsPerM: number): Surface {
  return surface(varied(rng, rng.pick(LEAVES), 14), rng.range(0.3, 0.6), stopsPerM);
}

const bark = (rng: Rng): Surface => surface(varied(rng, [95, 78, 62], 12), rng.range(0.25, 0.5));

/** Trunk and crown, foot at z = 0. */
export function buildTree(b: ObjectBuilder, rng: Rng): void {
  const height = rng.range(3.5, 13);
  const trunk = rng.range(0.06, 0.2) * (0.5 + height / 12);
  const leaf = leaves(rng, rng.range(0.6, 3));
  const wood = bark(rng);
  const fork = height * rng.range(0.22, 0.45);
  const lean = rng.normal(0, 0.25);
  const leanY = rng.normal(0, 0.25);
  b.rod([0, 0, -0.2], [lean, leanY, fork], trunk, wood);
  if (rng.chance(0.2)) {
    buildConifer(b, rng, height, leaf);
    return;
  }
  const crown = height * rng.range(0.2, 0.36);
  const middle = (fork + height) / 2;
  const branches = 3 + rng.int(4);
  for (let i = 0; i < branches; i++) {
    const angle = rng.range(0, 6.28);
    const reach = crown * rng.range(0.4, 0.9);
    b.rod(
      [lean, leanY, fork - 0.05],
      [lean + reach * Math.cos(angle), leanY + reach * Math.sin(angle), rng.range(fork + 0.4, height * 0.9)],
      trunk * 0.4,
      wood,
    );
  }
  const clusters = 14 + rng.int(22);
  for (let i = 0; i < clusters; i++) {
    const angle = rng.range(0, 6.28);
    const out = Math.sqrt(rng.unit()) * crown;
    const up = rng.range(-1, 1);
    const shrink = Math.sqrt(1 - 0.75 * up * up);
    const r = crown * rng.range(0.22, 0.5);
    b.foliage(
      lean + out * shrink * Math.cos(angle),
      leanY + out * shrink * Math.sin(angle),
      middle + (up * (height - fork)) / 2,
      r,
      r * rng.range(0.7, 1.2),
      r * rng.range(0.5, 0.9),
      leaf,
      { yaw: rng.range(0, 3) },
    );
  }
}

function buildConifer(b: ObjectBuilder, rng: Rng, height: number, leaf: Surface): void {
  const layers = 6 + rng.int(5);
  const foot = rng.range(0.3, 1.2);
  const base = height * rng.range(0.14, 0.24);
  for (let i = 0; i < layers; i++) {
    const t = i / layers;
    const r = base * (1 - 0.85 * t);
    b.foliage(
      rng.normal(0, 0.05),
      rng.normal(0, 0.05),
      foot + t * (height - foot) + 0.3,
      r,
      r,
      (height / layers) * 0.75,
      leaf,
    );
  }
}

/** A bush of a few clusters about (0, 0). */
export function buildBush(b: ObjectBuilder, rng: Rng, size = rng.range(0.35, 1.1)): void {
  const leaf = leaves(rng, rng.range(2, 7));
  const clusters = 3 + rng.int(6);
  for (let i = 0; i < clusters; i++) {
    const r = size * rng.range(0.4, 0.8);
    b.foliage(
      rng.normal(0, size * 0.5),
      rng.normal(0, size * 0.5),
      r * rng.range(0.5, 1),
      r,
      r,
      r * rng.range(0.7, 1.2),
      leaf,
    );
  }
}

/** A clipped hedge along x. */
export function buildHedge(b: ObjectBuilder, rng: Rng, length: number): void {
  const height = rng.range(0.6, 2);
  const depth = rng.range(0.4, 1);
  const leaf = leaves(rng, rng.range(4, 10));
  const step = depth * 0.7;
  for (let x = -length / 2; x < length / 2; x += step) {
    b.foliage(x, rng.normal(0, 0.04), height * 0.5, depth * 0.62, depth * 0.55, height * rng.range(0.52, 0.6), leaf);
    b.foliage(x, rng.normal(0, 0.04), height * 0.25, depth * 0.6, depth * 0.5, height * 0.3, leaf);
  }
}

/** Tall grass and weeds. */
export function buildTuft(b: ObjectBuilder, rng: Rng): void {
  const leaf = leaves(rng, rng.range(3, 8));
  const r = rng.range(0.2, 0.6);
  b.foliage(0, 0, 0.1, r, r * rng.range(0.6, 1.4), rng.range(0.15, 0.5), leaf);
}
