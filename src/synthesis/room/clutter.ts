import { IGNORE_LABEL, type Rng } from '../../core/index.ts';
import { cloth, dark, metal, surface, varied, white, wood } from '../materials.ts';
import type { ObjectBuilder } from '../solids.ts';
import type { Furniture } from './room-model.ts';

type Shape = (b: ObjectBuilder, rng: Rng, w: number, d: number, h: number) => void;

const cardboard = (rng: Rng) => surface(varied(rng, [170, 130, 85], 20), 0.4);

/** Loose things on floors, by footprint and height (from, to): none has a class. */
const LOOSE: readonly (readonly [number, number, number, number, Shape])[] = [
  [0.2, 0.6, 0.12, 0.5, (b, rng, w, d, h) => b.box(0, 0, h / 2, w, d, h, cardboard(rng))],
  [
    0.3,
    0.6,
    0.4,
    1.2,
    (b, rng, w, d, h) => {
      // A stack, each box smaller and askew.
      let z = 0;
      for (let scale = 1; z < h - 0.1; scale *= rng.range(0.75, 1)) {
        const tall = rng.range(0.15, 0.4);
        b.box(rng.normal(0, 0.03), rng.normal(0, 0.03), z + tall / 2, w * scale, d * scale, tall, cardboard(rng), {
          yaw: rng.normal(0, 0.15),
        });
        z += tall;
      }
    },
  ],
  [
    0.25,
    0.5,
    0.3,
    0.6,
    (b, rng, w, d, h) => {
      const fabric = cloth(rng);
      b.ellipsoid(0, 0, h * 0.45, w / 2, d / 2.6, h * 0.5, fabric, { roll: rng.normal(0, 0.25) });
      b.ellipsoid(0, d * 0.2, h * 0.35, w * 0.36, d * 0.25, h * 0.3, fabric);
    },
  ],
  [
    0.3,
    1,
    0.1,
    0.4,
    (b, rng, w, d, h) => {
      for (let i = 3 + rng.int(6); i > 0; i--)
        b.ellipsoid(
          rng.normal(0, w / 5),
          rng.normal(0, d / 5),
          rng.range(0, h * 0.5),
          rng.range(0.1, 0.3),
          rng.range(0.08, 0.25),
          rng.range(0.03, h * 0.5),
          cloth(rng),
          { yaw: rng.range(0, 3) },
        );
    },
  ],
  [
    0.25,
    0.6,
    0.5,
    1.7,
    (b, rng, w, _d, h) => {
      const leaf = surface(varied(rng, [70, 110, 60], 15), 0.4, rng.range(5, 18));
      b.taper([-0.1, 0.1, -0.1, 0.1], [-0.15, 0.15, -0.15, 0.15], 0, 0.3, dark(rng));
      b.rod([0, 0, 0.3], [0, 0, h * 0.7], 0.015, wood(rng));
      for (let i = 0; i < 7; i++)
        b.foliage(rng.normal(0, w / 4), rng.normal(0, w / 4), 0.35 + rng.unit() * (h - 0.35), 0.17, 0.17, 0.15, leaf);
    },
  ],
  [
    0.28,
    0.4,
    1.3,
    1.9,
    (b, rng, _w, _d, h) => {
      b.column(0, 0, 0, 0.03, 0.14, metal(rng));
      b.column(0, 0, 0, h, 0.016, metal(rng));
      b.taper([-0.2, 0.2, -0.2, 0.2], [-0.13, 0.13, -0.13, 0.13], h - 0.1, h + 0.18, white(rng));
    },
  ],
  [
    0.4,
    0.55,
    0.5,
    0.78,
    (b, rng, w, d, h) => {
      const shell = rng.chance(0.5) ? cloth(rng) : dark(rng);
      b.box(0, 0, h / 2 + 0.03, w, d * 0.55, h - 0.06, shell);
      b.box(0, 0, h + 0.08, w * 0.5, 0.03, 0.16, metal(rng));
    },
  ],
  [
    0.35,
    0.5,
    0.4,
    0.65,
    (b, rng, w, d, h) => {
      // A laundry basket with what is in it.
      b.taper([-w * 0.4, w * 0.4, -d * 0.4, d * 0.4], [-w / 2, w / 2, -d / 2, d / 2], 0, h, white(rng));
      for (let i = rng.int(4); i > 0; i--)
        b.ellipsoid(rng.normal(0, 0.08), rng.normal(0, 0.08), h, 0.17, 0.14, 0.09, cloth(rng));
    },
  ],
  [
    0.25,
    0.35,
    0.06,
    0.12,
    (b, rng, _w, _d, h) => {
      for (const x of [-0.07, 0.07]) b.ellipsoid(x, rng.normal(0, 0.04), h / 2, 0.05, 0.14, h / 2, cloth(rng));
    },
  ],
  [
    0.16,
    0.24,
    0.38,
    0.5,
    (b, rng, w, d, h) => b.box(0, 0, h / 2, w, Math.max(d, 0.4), h, rng.chance(0.6) ? dark(rng) : white(rng)),
  ],
  [
    0.35,
    0.45,
    0.9,
    1.4,
    (b, rng, w, _d, h) => {
      // A standing fan.
      b.column(0, 0, 0, 0.04, w / 2, white(rng));
      b.column(0, 0, 0, h, 0.02, metal(rng));
      b.ellipsoid(0, 0.05, h, w / 2, 0.09, w / 2, white(rng));
    },
  ],
  [
    0.35,
    0.5,
    0.85,
    1.1,
    (b, rng, w, _d, h) => {
      // A guitar or the like leaning on something.
      const body = wood(rng);
      const lean = b.at(0, 0, 0, { roll: rng.range(0.1, 0.3) });
      lean.ellipsoid(0, 0, 0.22, w / 2, 0.06, 0.22, body);
      lean.ellipsoid(0, 0, 0.45, w * 0.38, 0.06, 0.16, body);
      lean.box(0, 0, h * 0.75, 0.05, 0.03, h * 0.5, body);
    },
  ],
  [0.5, 1.2, 0.005, 0.02, (b, rng, w, d, h) => b.box(0, 0, h / 2, w, d, h, cloth(rng))],
];

export function planLoose(rng: Rng): Furniture {
  const [small, large, low, high, build] = rng.pick(LOOSE);
  const w = rng.range(small, large);
  const d = rng.range(small, large);
  const h = rng.range(low, high);
  return {
    classId: IGNORE_LABEL,
    widthM: w,
    depthM: d,
    heightM: h,
    build: (b) => build(b.at(0, 0, 0, { yaw: rng.range(-0.6, 0.6) }), rng, w, d, h),
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
      const glossy = rng.chance(0.5) ? dark(rng) : metal(rng);
      screen.box(0, 0, 0.3, rng.range(0.4, 0.62), 0.05, rng.range(0.26, 0.38), glossy);
      screen.box(0, 0, 0.07, 0.06, 0.05, 0.16, glossy);
      screen.box(0, 0, 0.01, 0.24, 0.18, 0.02, glossy);
    }
    loose.box(rng.normal(0, 0.05), depthM * 0.2, 0.012, 0.43, 0.14, 0.024, dark(rng));
  }
  for (let i = 0; i < count; i++)
    putSmall(
      loose.at(rng.range(-widthM / 2, widthM / 2), rng.range(-depthM / 2, depthM / 2), 0, { yaw: rng.range(0, 3) }),
      rng,
    );
}

/** One thing of a hand's size to that of a microwave, standing in its frame's origin. */
export function putSmall(at: ObjectBuilder, rng: Rng): void {
  switch (rng.int(8)) {
    case 0:
      at.column(0, 0, 0, rng.range(0.06, 0.3), rng.range(0.03, 0.08), cloth(rng));
      break;
    case 1: {
      const h = rng.range(0.02, 0.1);
      at.box(0, 0, h / 2, rng.range(0.12, 0.34), rng.range(0.12, 0.26), h, cloth(rng));
      break;
    }
    case 2:
    case 3: {
      const h = rng.range(0.06, 0.32);
      at.box(
        0,
        0,
        h / 2,
        rng.range(0.08, 0.32),
        rng.range(0.08, 0.26),
        h,
        rng.chance(0.5) ? cloth(rng) : cardboard(rng),
      );
      break;
    }
    case 4:
      at.ellipsoid(0, 0, 0.06, rng.range(0.05, 0.14), rng.range(0.05, 0.14), 0.07, cloth(rng));
      break;
    case 5: {
      // Microwave, printer, toaster.
      const h = rng.range(0.16, 0.32);
      at.box(0, 0, h / 2, rng.range(0.25, 0.5), rng.range(0.2, 0.38), h, rng.chance(0.4) ? dark(rng) : white(rng));
      break;
    }
    case 6: {
      // A bottle with a neck, or a lamp.
      const h = rng.range(0.18, 0.45);
      const r = rng.range(0.03, 0.06);
      at.column(0, 0, 0, h * 0.65, r, white(rng));
      if (h < 0.32) at.column(0, 0, h * 0.65, h, r * 0.4, cloth(rng));
      else at.taper([-0.12, 0.12, -0.12, 0.12], [-0.08, 0.08, -0.08, 0.08], h * 0.6, h, white(rng));
      break;
    }
    default:
      for (let i = 2 + rng.int(4); i > 0; i--)
        at.ellipsoid(
          rng.normal(0, 0.08),
          rng.normal(0, 0.08),
          rng.range(0.01, 0.06),
          rng.range(0.05, 0.15),
          rng.range(0.04, 0.12),
          rng.range(0.015, 0.06),
          cloth(rng),
        );
  }
}
