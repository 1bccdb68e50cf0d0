import { IGNORE_LABEL, type Rng } from '../../core/index.ts';
import { cloth, metal, white } from '../materials.ts';
import type { ObjectBuilder } from '../solids.ts';
import { BATHTUB, SHOWER_CURTAIN, SINK, TOILET } from './classes.ts';
import { buildFolds } from './curtains.ts';
import type { Furniture } from './room-model.ts';

export function planToilet(rng: Rng): Furniture {
  const d = rng.range(0.55, 0.78);
  const seat = rng.range(0.36, 0.47);
  const tank = rng.range(0.66, 0.95);
  const w = rng.range(0.34, 0.44);
  return {
    classId: TOILET,
    widthM: Math.max(w, 0.38),
    depthM: d,
    heightM: tank,
    build(b) {
      const china = white(rng);
      const back = -d / 2;
      const bowl = d / 2 - w * 0.55;
      const cistern = rng.range(0.14, 0.22);
      // The cistern stands behind the bowl, or is hidden in the wall.
      if (rng.chance(0.85)) {
        b.span(-w * 0.48, w * 0.48, back, back + cistern, seat - rng.range(0, 0.1), tank, china);
        b.span(-w / 2, w / 2, back, back + cistern + 0.015, tank - 0.03, tank, china);
      } else b.span(-w / 2, w / 2, back, back + cistern, 0, tank, china);
      if (rng.chance(0.85))
        b.taper(
          [-w * 0.28, w * 0.28, back + 0.08, bowl + 0.04],
          [-w * 0.38, w * 0.38, back + 0.08, bowl + 0.1],
          0,
          seat - 0.06,
          china,
        );
      b.column(0, bowl - 0.03, seat - rng.range(0.14, 0.26), seat - 0.03, w * 0.45, china, w * 0.58);
      b.column(0, bowl - 0.03, seat - 0.03, seat + 0.015, w * 0.47, china, w * 0.6);
      b.span(-w * 0.4, w * 0.4, back + cistern * 0.8, bowl, seat - 0.2, seat, china);
      if (rng.chance(0.4)) b.box(0, back + cistern + 0.05, seat + 0.2, w * 0.85, 0.03, 0.42, china, { roll: 0.12 });
    },
  };
}

/** A basin on a pedestal or on brackets. */
export function planWashbasin(rng: Rng): Furniture {
  const w = rng.range(0.38, 0.72);
  const d = rng.range(0.34, 0.55);
  const h = rng.range(0.76, 0.92);
  return {
    classId: SINK,
    widthM: w,
    depthM: d,
    heightM: h,
    build(b) {
      const china = white(rng);
      const rim = 0.045;
      b.taper(
        [-w / 2 + 0.08, w / 2 - 0.08, -d / 2, d / 2 - 0.1],
        [-w / 2, w / 2, -d / 2, d / 2],
        h - 0.18,
        h - 0.1,
        china,
      );
      b.span(-w / 2, -w / 2 + rim, -d / 2, d / 2, h - 0.1, h, china);
      b.span(w / 2 - rim, w / 2, -d / 2, d / 2, h - 0.1, h, china);
      b.span(-w / 2, w / 2, d / 2 - rim, d / 2, h - 0.1, h, china);
      b.span(-w / 2, w / 2, -d / 2, -d / 2 + 0.1, h - 0.1, h, china);
      b.rod([0, -d / 2 + 0.06, h], [0, -d / 2 + 0.06, h + 0.12], 0.016, metal(rng));
      b.rod([0, -d / 2 + 0.06, h + 0.12], [0, -d / 2 + 0.18, h + 0.1], 0.013, metal(rng));
      if (rng.chance(0.6)) b.column(0, -d * 0.15, 0, h - 0.15, 0.085, china);
    },
  };
}

/** Long side along x, open to the top. */
export function planBathtub(rng: Rng, longest: number): Furniture {
  const w = Math.min(longest, rng.range(1.35, 1.85));
  const d = rng.range(0.66, 0.9);
  const h = rng.range(0.36, 0.62);
  return {
    classId: BATHTUB,
    widthM: w,
    depthM: d,
    heightM: h,
    build(b) {
      const enamel = white(rng);
      const rim = rng.range(0.06, 0.1);
      const floor = rng.range(0.08, 0.15);
      b.span(-w / 2, w / 2, -d / 2, d / 2, 0, floor, enamel);
      b.span(-w / 2, w / 2, -d / 2, -d / 2 + rim, floor, h, enamel);
      b.span(-w / 2, w / 2, d / 2 - rim, d / 2, floor, h, enamel);
      b.span(-w / 2, -w / 2 + rim, -d / 2, d / 2, floor, h, enamel);
      b.span(w / 2 - rim, w / 2, -d / 2, d / 2, floor, h, enamel);
      // The sloping end one leans on.
      b.taper(
        [-w / 2 + rim, -w / 2 + rim + 0.28, -d / 2 + rim, d / 2 - rim],
        [-w / 2 + rim, -w / 2 + rim + 0.03, -d / 2 + rim, d / 2 - rim],
        floor,
        h - 0.03,
        enamel,
      );
      b.rod([w / 2 - 0.1, 0, h], [w / 2 - 0.1, 0, h + 0.18], 0.02, metal(rng));
    },
  };
}

/** An open basin let into a top, rim a little above it, with a tap behind. */
export function buildBasin(b: ObjectBuilder, rng: Rng, x: number, y0: number, y1: number, w: number, z: number): void {
  const steel = rng.chance(0.6) ? metal(rng) : white(rng);
  const deep = rng.range(0.1, 0.22);
  const rim = rng.range(0.02, 0.05);
  // Sunk into the top, or a bowl that stands on it.
  const lip = z + (rng.chance(0.15) ? rng.range(0.06, 0.14) : rng.range(0.003, 0.03));
  b.span(x - w / 2, x + w / 2, y0, y1, z - deep - 0.01, z - deep, steel);
  if (w > 0.6 && rng.chance(0.6)) b.span(x - 0.015, x + 0.015, y0, y1, z - deep, lip - 0.03, steel);
  b.span(x - w / 2 - 0.01, x - w / 2 + rim, y0, y1, z - deep, lip, steel);
  b.span(x + w / 2 - rim, x + w / 2 + 0.01, y0, y1, z - deep, lip, steel);
  b.span(x - w / 2, x + w / 2, y0 - 0.01, y0 + rim, z - deep, lip, steel);
  b.span(x - w / 2, x + w / 2, y1 - rim, y1 + 0.01, z - deep, lip, steel);
  b.rod([x, y0 - 0.03, z], [x, y0 - 0.03, z + 0.24], 0.018, steel);
  b.rod([x, y0 - 0.03, z + 0.24], [x, y0 + 0.14, z + 0.2], 0.014, steel);
}

/** Hangs on a rod over the front edge of a tub or tray; x along the rod. */
export function planShowerCurtain(rng: Rng, width: number): Furniture {
  const shut = rng.range(0.15, 1);
  return {
    classId: SHOWER_CURTAIN,
    widthM: width,
    depthM: 0.1,
    heightM: 2,
    build(b) {
      const fabric = rng.chance(0.5) ? white(rng) : cloth(rng);
      const top = rng.range(1.85, 2.05);
      const left = rng.chance(0.5);
      const x0 = left ? -width / 2 : width / 2 - width * shut;
      buildFolds(b, rng, x0, x0 + width * shut, rng.range(0.05, 0.4), top, fabric);
      b.rod([-width / 2, 0, top + 0.03], [width / 2, 0, top + 0.03], 0.013, metal(rng));
    },
  };
}

/** The low tray of a shower; it has no class of its own. */
export function planShowerTray(rng: Rng): Furniture {
  const w = rng.range(0.8, 1.2);
  const d = rng.range(0.75, 0.95);
  return {
    classId: IGNORE_LABEL,
    widthM: w,
    depthM: d,
    heightM: 0.14,
    build(b) {
      const enamel = white(rng);
      b.span(-w / 2, w / 2, -d / 2, d / 2, 0, 0.06, enamel);
      b.span(-w / 2, w / 2, d / 2 - 0.06, d / 2, 0.06, 0.14, enamel);
      b.rod([0, -d / 2 + 0.03, 1], [0, -d / 2 + 0.03, 2], 0.015, metal(rng));
      b.column(0, -d / 2 + 0.15, 1.97, 2, 0.08, metal(rng));
    },
  };
}
