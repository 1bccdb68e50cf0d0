import type { Rng } from '../../core/index.ts';
import { cloth, concrete, dark, metal, surface, varied, wood } from '../materials.ts';
import type { ObjectBuilder } from '../solids.ts';
import { VEGETATION } from './classes.ts';
import { buildUprightShrub } from './shrubs.ts';

type Maker = (b: ObjectBuilder, rng: Rng) => void;

/** Anything about as high and wide as a person that is not one: what false pedestrians are made of. */
const UPRIGHT: readonly Maker[] = [
  function bollard(b, rng) {
    b.column(0, 0, -0.1, rng.range(0.5, 1.2), rng.range(0.05, 0.16), metal(rng));
  },
  function bin(b, rng) {
    const r = rng.range(0.18, 0.38);
    const top = rng.range(0.7, 1.3);
    if (rng.chance(0.5)) b.column(0, 0, rng.range(0, 0.2), top, r, dark(rng));
    else b.taper([-r * 0.8, r * 0.8, -r * 0.8, r * 0.8], [-r, r, -r, r], 0, top, dark(rng));
    if (rng.chance(0.3)) b.ellipsoid(0, 0, top, r, r, 0.15, dark(rng));
  },
  function wheelieBins(b, rng) {
    const plastic = dark(rng);
    for (let i = rng.int(4); i >= 0; i--) {
      const x = i * 0.68 + rng.normal(0, 0.04);
      b.taper([x - 0.24, x + 0.24, -0.27, 0.27], [x - 0.29, x + 0.29, -0.35, 0.35], 0.05, 1.02, plastic);
      b.box(x, -0.03, 1.06, 0.6, 0.72, 0.07, plastic, { roll: rng.normal(0, 0.05) });
    }
  },
  function hydrant(b, rng) {
    const paint = surface(varied(rng, [190, 60, 40], 30), 0.5);
    b.column(0, 0, 0, rng.range(0.5, 0.75), 0.11, paint);
    b.rod([0, -0.2, 0.42], [0, 0.2, 0.42], 0.07, paint);
    b.ellipsoid(0, 0, 0.68, 0.13, 0.13, 0.1, paint);
  },
  function meter(b, rng) {
    b.column(0, 0, 0, rng.range(0.9, 1.2), 0.035, metal(rng));
    b.box(0, 0, 1.3, rng.range(0.12, 0.35), rng.range(0.15, 0.4), rng.range(0.25, 0.6), metal(rng));
  },
  function payStation(b, rng) {
    const h = rng.range(1.3, 1.9);
    b.box(0, 0, h / 2, rng.range(0.25, 0.5), rng.range(0.3, 0.6), h, metal(rng));
  },
  function mailbox(b, rng) {
    const h = rng.range(0.9, 1.4);
    b.box(0, 0, h * 0.6, 0.4, 0.5, h * 0.7, surface(varied(rng, [60, 80, 150], 40), 0.4));
    for (const y of [-0.18, 0.18]) b.column(0, y, 0, h * 0.3, 0.04, metal(rng));
  },
  function cabinet(b, rng) {
    const h = rng.range(0.9, 1.8);
    b.box(0, 0, h / 2, rng.range(0.3, 0.7), rng.range(0.5, 1.6), h, metal(rng));
  },
  function cone(b, rng) {
    const h = rng.range(0.4, 1.05);
    b.box(0, 0, 0.02, 0.38, 0.38, 0.05, dark(rng));
    b.taper([-0.17, 0.17, -0.17, 0.17], [-0.03, 0.03, -0.03, 0.03], 0.03, h, surface([220, 90, 40], 0.6));
  },
  function barrel(b, rng) {
    b.column(0, 0, 0, rng.range(0.8, 1.1), rng.range(0.22, 0.32), surface(varied(rng, [220, 110, 40], 40), 0.5));
  },
  function aBoard(b, rng) {
    const w = rng.range(0.5, 0.8);
    const h = rng.range(0.8, 1.2);
    for (const side of [-1, 1]) b.box(side * 0.18, 0, h / 2, 0.04, w, h, wood(rng), { pitch: -side * 0.22 });
  },
  function stump(b, rng) {
    b.rod([0, 0, -0.1], [rng.normal(0, 0.1), rng.normal(0, 0.1), rng.range(0.4, 2.2)], rng.range(0.1, 0.3), wood(rng));
  },
  function gatePost(b, rng) {
    const h = rng.range(0.9, 2.1);
    const w = rng.range(0.2, 0.5);
    b.box(0, 0, h / 2, w, w, h, concrete(rng));
    if (rng.chance(0.5)) b.ellipsoid(0, 0, h + 0.12, w * 0.45, w * 0.45, 0.16, concrete(rng));
  },
  function plantTub(b, rng) {
    const r = rng.range(0.2, 0.5);
    b.column(0, 0, 0, rng.range(0.35, 0.7), r, concrete(rng));
    buildUprightShrub(b.as(VEGETATION, 0).at(0, 0, 0.45), rng);
  },
  function closedParasol(b, rng) {
    b.column(0, 0, 0, 2.5, 0.03, metal(rng));
    b.column(0, 0, 0, 0.12, 0.3, concrete(rng));
    b.taper([-0.16, 0.16, -0.16, 0.16], [-0.04, 0.04, -0.04, 0.04], 1.1, 2.5, cloth(rng));
  },
  function statue(b, rng) {
    const h = rng.range(0.4, 1.2);
    b.box(0, 0, h / 2, 0.7, 0.7, h, concrete(rng));
    b.ellipsoid(0, 0, h + 0.5, 0.25, 0.25, 0.55, concrete(rng));
  },
  function delineator(b, rng) {
    b.box(0, 0, rng.range(0.4, 0.55), 0.06, 0.13, 1, surface([235, 235, 235], 0.8));
  },
  function sacks(b, rng) {
    for (let i = 1 + rng.int(5); i > 0; i--)
      b.ellipsoid(rng.normal(0, 0.35), rng.normal(0, 0.3), rng.range(0.15, 0.5), 0.28, 0.25, 0.28, dark(rng));
  },
  function cafeParasol(b, rng) {
    b.column(0, 0, 0, 2.4, 0.03, metal(rng));
    b.taper([-1.3, 1.3, -1.3, 1.3], [-0.1, 0.1, -0.1, 0.1], 2.05, 2.5, cloth(rng));
    b.column(0, 0, 0.68, 0.73, 0.45, wood(rng));
  },
];

/** Wider or lower things. */
const BROAD: readonly Maker[] = [
  function bench(b, rng) {
    const seat = wood(rng);
    const w = rng.range(1.2, 2);
    b.box(0, 0, 0.45, w, 0.45, 0.05, seat);
    if (rng.chance(0.7)) b.box(0, 0.22, 0.68, w, 0.05, 0.4, seat, { roll: -0.2 });
    for (const x of [-0.4, 0.4]) b.box(x * w, 0, 0.2, 0.08, 0.4, 0.45, concrete(rng));
  },
  function dumpster(b, rng) {
    const w = rng.range(1.1, 2.2);
    const h = rng.range(1, 1.5);
    b.taper([-w / 2, w / 2, -0.45, 0.45], [-w / 2 - 0.05, w / 2 + 0.05, -0.55, 0.55], 0.12, h, dark(rng));
    b.box(0, 0, h + 0.05, w + 0.1, 1.1, 0.08, dark(rng), { roll: rng.normal(0, 0.05) });
  },
  function planter(b, rng) {
    const w = rng.range(0.7, 2.4);
    const h = rng.range(0.35, 0.9);
    b.box(0, 0, h / 2, w, rng.range(0.4, 0.9), h, concrete(rng));
  },
  function block(b, rng) {
    const h = rng.range(0.25, 0.9);
    b.box(0, 0, h / 2, rng.range(0.5, 2), rng.range(0.4, 1), h, concrete(rng), { yaw: rng.range(0, 3) });
  },
  function rock(b, rng) {
    b.ellipsoid(0, 0, 0.1, rng.range(0.3, 0.9), rng.range(0.3, 0.7), rng.range(0.25, 0.8), concrete(rng), {
      yaw: rng.range(0, 3),
    });
  },
  function table(b, rng) {
    b.column(0, 0, 0.68, 0.73, rng.range(0.35, 0.5), wood(rng));
    b.column(0, 0, 0, 0.7, 0.05, metal(rng));
    for (let i = 1 + rng.int(3); i > 0; i--)
      chair(b.at(0.72 * Math.cos(i * 2), 0.72 * Math.sin(i * 2), 0, { yaw: i * 2 }), rng);
  },
  function rack(b, rng) {
    const hoop = metal(rng);
    for (let i = 2 + rng.int(4); i > 0; i--) {
      const x = i * 0.8;
      for (const y of [-0.35, 0.35]) b.column(x, y, 0, 0.8, 0.025, hoop);
      b.rod([x, -0.35, 0.8], [x, 0.35, 0.8], 0.025, hoop);
    }
  },
  function crates(b, rng) {
    for (let i = 1 + rng.int(6); i > 0; i--) {
      const s = rng.range(0.3, 1.1);
      b.box(rng.normal(0, 0.5), rng.normal(0, 0.4), s * rng.range(0.4, 1.2), s, s * rng.range(0.6, 1.3), s, wood(rng), {
        yaw: rng.normal(0, 0.3),
      });
    }
  },
  function barrier(b, rng) {
    const w = rng.range(1.2, 2.5);
    b.box(0, 0, 0.85, w, 0.04, rng.range(0.15, 0.35), surface([230, 90, 70], 0.7));
    if (rng.chance(0.6)) b.box(0, 0, 0.45, w, 0.03, 0.2, surface([235, 235, 235], 0.7));
    for (const x of [-w / 2 + 0.1, w / 2 - 0.1]) b.box(x, 0, 0.5, 0.05, 0.5, 1, metal(rng), { roll: 0.1 });
  },
  function cart(b, rng) {
    const basket = { ...metal(rng), pass: rng.range(0.3, 0.7) };
    for (let i = rng.int(4); i >= 0; i--)
      b.taper(
        [i * 0.3 - 0.4, i * 0.3 + 0.4, -0.25, 0.25],
        [i * 0.3 - 0.45, i * 0.3 + 0.5, -0.28, 0.28],
        0.3,
        0.98,
        basket,
      );
  },
  function pipes(b, rng) {
    for (let i = 2 + rng.int(5); i > 0; i--)
      b.rod(
        [-2, i * 0.25, rng.range(0.1, 0.4)],
        [2, i * 0.25, rng.range(0.1, 0.4)],
        rng.range(0.06, 0.2),
        concrete(rng),
      );
  },
];

const HULKS: readonly Maker[] = [
  function skip(b, rng) {
    const w = rng.range(2.5, 4.5);
    b.taper([-w / 2 + 0.5, w / 2 - 0.5, -0.8, 0.8], [-w / 2, w / 2, -0.9, 0.9], 0.1, rng.range(1, 1.7), metal(rng));
    for (let i = rng.int(5); i > 0; i--)
      b.box(rng.normal(0, w / 5), rng.normal(0, 0.3), 1.3, 0.8, 0.5, 0.5, wood(rng), {
        yaw: rng.range(0, 3),
        pitch: rng.normal(0, 0.3),
      });
  },
  function container(b, rng) {
    const w = rng.pick([2.4, 6, 6, 12]);
    b.box(0, 0, 1.3, w, 2.4, 2.6, metal(rng));
    for (let x = -w / 2 + 0.3; x < w / 2; x += 0.5)
      for (const y of [-1.2, 1.2]) b.box(x, y, 1.3, 0.22, 0.08, 2.4, metal(rng));
  },
  function heap(b, rng) {
    const r = rng.range(0.6, 2);
    b.ellipsoid(0, 0, 0, r, r * rng.range(0.7, 1.3), r * rng.range(0.35, 0.6), concrete(rng));
    for (let i = 4; i > 0; i--)
      b.ellipsoid(rng.normal(0, r * 0.5), rng.normal(0, r * 0.5), 0.05, r * 0.5, r * 0.5, r * 0.35, concrete(rng));
  },
];

function chair(b: ObjectBuilder, rng: Rng): void {
  const seat = cloth(rng);
  b.box(0, 0, 0.45, 0.42, 0.42, 0.05, seat);
  b.box(0.2, 0, 0.66, 0.05, 0.42, 0.42, seat);
  for (const x of [-0.18, 0.18]) for (const y of [-0.18, 0.18]) b.column(x, y, 0, 0.45, 0.02, metal(rng));
}

/** One thing of a person's build, about (0, 0). */
export function buildUpright(b: ObjectBuilder, rng: Rng): void {
  rng.pick(UPRIGHT)(b, rng);
}

/** Something wider; what fills a parking space is drawn less often than what stands on a walk. */
export function buildClutter(b: ObjectBuilder, rng: Rng): void {
  rng.pick(rng.chance(0.15) ? HULKS : BROAD)(b, rng);
}
