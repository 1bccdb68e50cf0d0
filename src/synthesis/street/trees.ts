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
export function leaves(rng: Rng, stopsPerM: number): Surface {
  return surface(varied(rng, rng.pick(LEAVES), 14), rng.range(0.3, 0.6), stopsPerM);
}

export const bark = (rng: Rng): Surface => surface(varied(rng, [95, 78, 62], 12), rng.range(0.25, 0.5));

export type TreeKind = 'broad' | 'umbrella' | 'column' | 'conifer' | 'palm' | 'bare' | 'sapling' | 'many-stemmed';

const KINDS: readonly TreeKind[] = [
  'broad',
  'broad',
  'broad',
  'broad',
  'umbrella',
  'column',
  'conifer',
  'palm',
  'bare',
  'sapling',
  'sapling',
  'many-stemmed',
];

/** A tree with its foot at z = 0. Crowns run from closed to so sparse that most pulses pass: real ones are scattered through their volume. */
export function buildTree(b: ObjectBuilder, rng: Rng, kind: TreeKind = rng.pick(KINDS)): void {
  switch (kind) {
    case 'conifer':
      conifer(b, rng);
      return;
    case 'palm':
      palm(b, rng);
      return;
    case 'bare':
      bare(b, rng);
      return;
    case 'sapling':
      sapling(b, rng);
      return;
    case 'column':
      crowned(b, rng, {
        height: rng.range(5, 14),
        fork: rng.range(0.1, 0.25),
        width: rng.range(0.08, 0.14),
        stems: 1,
      });
      return;
    case 'umbrella':
      crowned(b, rng, {
        height: rng.range(7, 16),
        fork: rng.range(0.45, 0.65),
        width: rng.range(0.35, 0.6),
        stems: 1,
      });
      return;
    case 'many-stemmed':
      crowned(b, rng, {
        height: rng.range(2.5, 6),
        fork: rng.range(0.12, 0.3),
        width: rng.range(0.25, 0.45),
        stems: 2 + rng.int(4),
      });
      return;
    case 'broad':
      crowned(b, rng, {
        height: rng.range(4, 14),
        fork: rng.range(0.2, 0.48),
        width: rng.range(0.2, 0.38),
        stems: 1,
      });
      return;
  }
}

interface Crown {
  readonly height: number;
  /** Where the crown begins, as a share of the height. */
  readonly fork: number;
  /** Crown radius as a share of the height. */
  readonly width: number;
  readonly stems: number;
}

function crowned(b: ObjectBuilder, rng: Rng, { height, fork: forkShare, width, stems }: Crown): void {
  const wood = bark(rng);
  const leaf = leaves(rng, 0.08 * 10 ** rng.range(0, 1.45));
  const fork = height * forkShare;
  const crown = height * width;
  const trunk = rng.range(0.05, 0.2) * (0.5 + height / 12);
  const lean = rng.normal(0, 0.25);
  const leanY = rng.normal(0, 0.25);
  for (let s = 0; s < stems; s++) {
    const spread = stems > 1 ? crown * 0.6 : 0;
    b.rod(
      [rng.normal(0, spread * 0.15), rng.normal(0, spread * 0.15), -0.3],
      [lean + rng.normal(0, spread), leanY + rng.normal(0, spread), fork],
      trunk / Math.sqrt(stems),
      wood,
    );
  }
  if (rng.chance(0.3))
    b.taper([-trunk * 1.8, trunk * 1.8, -trunk * 1.8, trunk * 1.8], [-trunk, trunk, -trunk, trunk], -0.1, 0.3, wood);
  for (let i = 3 + rng.int(4); i > 0; i--) {
    const angle = rng.range(0, 6.28);
    const reach = crown * rng.range(0.4, 0.9);
    b.rod(
      [lean, leanY, fork - 0.05],
      [lean + reach * Math.cos(angle), leanY + reach * Math.sin(angle), rng.range(fork + 0.4, height * 0.9)],
      Math.max(0.02, trunk * 0.4),
      wood,
    );
  }
  const ragged = rng.range(0.16, 0.42);
  const clusters = 12 + rng.int(22);
  for (let i = 0; i < clusters; i++) {
    const angle = rng.range(0, 6.28);
    const out = Math.sqrt(rng.unit()) * crown;
    const up = rng.range(-1, 1);
    const shrink = Math.sqrt(1 - 0.75 * up * up);
    const r = Math.max(0.3, crown * rng.range(0.6, 1.3) * ragged);
    b.foliage(
      lean + out * shrink * Math.cos(angle),
      leanY + out * shrink * Math.sin(angle),
      (fork + height) / 2 + (up * (height - fork)) / 2,
      r,
      r * rng.range(0.7, 1.2),
      r * rng.range(0.5, 0.9),
      leaf,
      { yaw: rng.range(0, 3) },
    );
  }
}

function conifer(b: ObjectBuilder, rng: Rng): void {
  const height = rng.range(1.6, 15);
  const leaf = leaves(rng, rng.range(0.4, 3));
  b.rod([0, 0, -0.2], [0, 0, height * 0.85], 0.04 + height * 0.012, bark(rng));
  const layers = 5 + rng.int(6);
  const foot = Math.min(height * 0.3, rng.range(0.1, 1.6));
  const base = height * rng.range(0.12, 0.24);
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

function palm(b: ObjectBuilder, rng: Rng): void {
  const height = rng.range(3, 12);
  const leanX = rng.normal(0, 0.5);
  b.rod([0, 0, -0.2], [leanX, 0, height], rng.range(0.1, 0.22), bark(rng));
  const leaf = leaves(rng, rng.range(1, 4));
  const fronds = 8 + rng.int(8);
  const reach = rng.range(1, 2.2);
  for (let i = 0; i < fronds; i++) {
    const yaw = (6.28 * i) / fronds + rng.normal(0, 0.15);
    const drop = rng.range(-0.5, 0.7);
    b.foliage(
      leanX + Math.cos(yaw) * reach * 0.5,
      Math.sin(yaw) * reach * 0.5,
      height - Math.sin(drop) * reach * 0.4,
      reach * 0.55,
      0.22,
      0.16,
      leaf,
      {
        yaw,
        pitch: drop,
      },
    );
  }
}

/** Winter: limbs and twigs, hardly a leaf. */
function bare(b: ObjectBuilder, rng: Rng): void {
  const height = rng.range(4, 12);
  const wood = bark(rng);
  const fork = height * rng.range(0.2, 0.4);
  const trunk = rng.range(0.07, 0.22);
  b.rod([0, 0, -0.2], [0, 0, fork], trunk, wood);
  for (let i = 5 + rng.int(5); i > 0; i--) {
    const yaw = rng.range(0, 6.28);
    const reach = height * rng.range(0.12, 0.3);
    const tip = [Math.cos(yaw) * reach, Math.sin(yaw) * reach, rng.range(fork + 1, height)];
    b.rod([0, 0, fork * rng.range(0.8, 1)], tip, trunk * 0.35, wood);
    for (let k = 0; k < 3; k++) {
      const bend = yaw + rng.normal(0, 0.9);
      const t = rng.range(0.4, 0.9);
      const from = [tip[0] * t, tip[1] * t, fork + (tip[2] - fork) * t];
      b.rod(
        from,
        [from[0] + Math.cos(bend) * reach * 0.5, from[1] + Math.sin(bend) * reach * 0.5, from[2] + rng.range(0.2, 1.5)],
        0.025,
        wood,
      );
    }
  }
  b.foliage(
    0,
    0,
    (fork + height) / 2 + 0.3,
    height * 0.26,
    height * 0.26,
    (height - fork) * 0.5,
    leaves(rng, rng.range(0.05, 0.25)),
  );
}

/** A young street tree: a pole's trunk, a little crown, often tied to stakes. */
function sapling(b: ObjectBuilder, rng: Rng): void {
  const height = rng.range(2.2, 5.5);
  const fork = height * rng.range(0.4, 0.6);
  const wood = bark(rng);
  b.rod([0, 0, -0.1], [rng.normal(0, 0.08), rng.normal(0, 0.08), height * 0.85], rng.range(0.025, 0.06), wood);
  const leaf = leaves(rng, rng.range(0.4, 3));
  const crown = rng.range(0.4, 1.1);
  for (let i = 5 + rng.int(6); i > 0; i--)
    b.foliage(
      rng.normal(0, crown * 0.45),
      rng.normal(0, crown * 0.45),
      rng.range(fork, height),
      crown * 0.5,
      crown * 0.5,
      rng.range(0.25, 0.5),
      leaf,
    );
  const stakes = rng.chance(0.5) ? 1 + rng.int(3) : 0;
  for (let i = 0; i < stakes; i++)
    b.rod(
      [Math.cos(2.1 * i) * 0.3, Math.sin(2.1 * i) * 0.3, -0.1],
      [Math.cos(2.1 * i) * 0.25, Math.sin(2.1 * i) * 0.25, rng.range(1, 1.8)],
      0.035,
      wood,
    );
}
