import { IGNORE_LABEL, type Rng } from '../../core/index.ts';
import { cloth, dark, metal, surface, varied, white, wood } from '../materials.ts';
import type { ObjectBuilder } from '../solids.ts';
import { OTHER_FURNITURE } from './classes.ts';
import type { Furniture } from './room-model.ts';

/** Floor-standing things that count as furniture without a class of their own. */
export function planOtherFurniture(rng: Rng): Furniture {
  const kind = rng.int(7);
  const w = [0.3, 0.55, 0.5, 0.9, 0.6, 1.1, 0.45][kind] * rng.range(0.8, 1.2);
  const d = [0.3, 0.45, 0.4, 0.12, 0.5, 0.4, 0.45][kind] * rng.range(0.8, 1.2);
  const h = [0.4, 0.42, 0.9, 0.6, 1.0, 1.5, 0.75][kind] * rng.range(0.8, 1.2);
  return {
    classId: OTHER_FURNITURE,
    widthM: w,
    depthM: d,
    heightM: h,
    build(b) {
      if (kind === 0) buildBin(b, rng, w, h);
      else if (kind === 1)
        b.taper(
          [-w / 2 + 0.03, w / 2 - 0.03, -d / 2 + 0.03, d / 2 - 0.03],
          [-w / 2, w / 2, -d / 2, d / 2],
          0.02,
          h,
          cloth(rng),
        );
      else if (kind === 2) {
        b.span(-w / 2, w / 2, -d / 2, d / 2, 0, h * 0.7, metal(rng));
        b.taper([-w / 2, w / 2, -d / 2, d / 2], [-w / 2, w / 2, -d / 2, d / 4], h * 0.7, h, white(rng));
      } else if (kind === 3) {
        const steel = white(rng);
        for (let x = -w / 2; x < w / 2; x += 0.09) b.span(x, x + 0.06, -d / 2, d / 2, 0.1, h, steel);
      } else if (kind === 4) {
        for (const z of [0.15, h * 0.55, h]) b.span(-w / 2, w / 2, -d / 2, d / 2, z - 0.03, z, wood(rng));
        for (const x of [-1, 1])
          for (const y of [-1, 1]) b.column(x * (w / 2 - 0.02), y * (d / 2 - 0.02), 0, h, 0.015, metal(rng));
      } else if (kind === 5) {
        const steel = metal(rng);
        b.rod([-w / 2, 0, h], [w / 2, 0, h], 0.02, steel);
        for (const x of [-1, 1]) {
          b.rod([(x * w) / 2, 0, 0], [(x * w) / 2, 0, h], 0.02, steel);
          b.box((x * w) / 2, 0, 0.03, 0.05, d, 0.05, steel);
        }
        for (let x = -w * 0.4; x < w * 0.4; x += rng.range(0.07, 0.16))
          b.taper(
            [x - 0.02, x + 0.02, -0.2, 0.2],
            [x - 0.015, x + 0.015, -0.15, 0.15],
            h * rng.range(0.35, 0.55),
            h - 0.06,
            cloth(rng),
          );
      } else {
        b.column(0, 0, 0, h * 0.15, w / 2, metal(rng));
        b.column(0, 0, h * 0.15, h * 0.6, 0.04, metal(rng));
        b.ellipsoid(0, 0, h * 0.8, w / 2, 0.1, h * 0.22, metal(rng));
      }
    },
  };
}

function buildBin(b: ObjectBuilder, rng: Rng, w: number, h: number): void {
  const plastic = rng.chance(0.5) ? dark(rng) : white(rng);
  if (rng.chance(0.5)) b.column(0, 0, 0, h, w / 2, plastic);
  else b.taper([-w * 0.4, w * 0.4, -w * 0.4, w * 0.4], [-w / 2, w / 2, -w / 2, w / 2], 0, h, plastic);
}

/** Loose things without a class: boxes, bags, clothes, plants, lamps. */
export function planLoose(rng: Rng): Furniture {
  const kind = rng.int(6);
  const w = rng.range(0.2, 0.55);
  const d = rng.range(0.2, 0.5);
  const h = kind === 5 ? rng.range(1.3, 1.8) : kind === 4 ? rng.range(0.5, 1.4) : rng.range(0.12, 0.5);
  return {
    classId: IGNORE_LABEL,
    widthM: w,
    depthM: d,
    heightM: h,
    build(b) {
      if (kind <= 1)
        b.box(0, 0, h / 2, w, d, h, surface(varied(rng, [170, 130, 85], 20), 0.4), { yaw: rng.range(0, 3) });
      else if (kind === 2) {
        b.ellipsoid(0, 0, h * 0.45, w / 2, d / 2, h * 0.5, cloth(rng));
        b.ellipsoid(w * 0.1, 0, h * 0.8, w * 0.3, d * 0.25, h * 0.25, cloth(rng));
      } else if (kind === 3) {
        for (let i = 0; i < 4; i++)
          b.ellipsoid(
            rng.normal(0, 0.1),
            rng.normal(0, 0.1),
            rng.range(0.02, 0.12),
            rng.range(0.1, 0.28),
            rng.range(0.1, 0.25),
            rng.range(0.03, 0.1),
            cloth(rng),
            { yaw: rng.range(0, 3) },
          );
      } else if (kind === 4) {
        const leaf = surface(varied(rng, [70, 110, 60], 15), 0.4, rng.range(5, 14));
        b.taper([-0.1, 0.1, -0.1, 0.1], [-0.14, 0.14, -0.14, 0.14], 0, 0.28, dark(rng));
        for (let i = 0; i < 6; i++)
          b.foliage(rng.normal(0, 0.12), rng.normal(0, 0.12), 0.3 + rng.unit() * (h - 0.3), 0.16, 0.16, 0.14, leaf);
      } else {
        b.column(0, 0, 0, 0.03, 0.14, metal(rng));
        b.column(0, 0, 0, h, 0.014, metal(rng));
        b.taper([-0.2, 0.2, -0.2, 0.2], [-0.12, 0.12, -0.12, 0.12], h - 0.05, h + 0.2, white(rng));
      }
    },
  };
}

/** Small things on a top whose middle is the frame's origin: unlabelled. `desk` adds screens and keyboards. */
export function scatter(
  b: ObjectBuilder,
  rng: Rng,
  widthM: number,
  depthM: number,
  count: number,
  desk: boolean,
): void {
  const loose = b.as(IGNORE_LABEL, 0);
  if (desk) {
    const screens = 1 + rng.int(2);
    for (let i = 0; i < screens; i++) {
      const x = (i - (screens - 1) / 2) * 0.58 + rng.normal(0, 0.05);
      const screen = loose.at(x, -depthM * 0.25, 0, { yaw: rng.normal(0, 0.2) });
      screen.box(0, 0, 0.3, rng.range(0.42, 0.58), 0.045, rng.range(0.26, 0.36), dark(rng));
      screen.box(0, 0, 0.07, 0.06, 0.05, 0.16, dark(rng));
      screen.box(0, 0, 0.01, 0.24, 0.18, 0.02, dark(rng));
    }
    loose.box(rng.normal(0, 0.05), depthM * 0.2, 0.012, 0.43, 0.14, 0.024, dark(rng));
  }
  for (let i = 0; i < count; i++) {
    const x = rng.range(-widthM / 2, widthM / 2);
    const y = rng.range(-depthM / 2, depthM / 2);
    const kind = rng.int(4);
    if (kind === 0) loose.column(x, y, 0, rng.range(0.06, 0.28), rng.range(0.03, 0.07), cloth(rng));
    else if (kind === 1)
      loose.box(x, y, 0.03, rng.range(0.12, 0.3), rng.range(0.12, 0.25), rng.range(0.02, 0.09), cloth(rng), {
        yaw: rng.range(0, 3),
      });
    else if (kind === 2) {
      const h = rng.range(0.08, 0.3);
      loose.box(x, y, h / 2, rng.range(0.08, 0.3), rng.range(0.08, 0.25), h, cloth(rng), { yaw: rng.range(0, 3) });
    } else loose.ellipsoid(x, y, 0.06, rng.range(0.05, 0.12), rng.range(0.05, 0.12), 0.07, cloth(rng));
  }
}
