import { IGNORE_LABEL, type Rng } from '../../core/index.ts';
import { cloth, metal, white } from '../materials.ts';
import type { ObjectBuilder, Surface } from '../solids.ts';
import { BATHTUB, SHOWER_CURTAIN, SINK, TOILET } from './classes.ts';
import type { Furniture } from './room-model.ts';

export function planToilet(rng: Rng): Furniture {
  const d = rng.range(0.62, 0.75);
  const seat = rng.range(0.38, 0.46);
  const tank = rng.range(0.7, 0.86);
  return {
    classId: TOILET,
    widthM: 0.42,
    depthM: d,
    heightM: tank,
    build(b) {
      const china = white(rng);
      const back = -d / 2;
      const bowl = d / 2 - 0.21;
      b.span(-0.2, 0.2, back, back + rng.range(0.16, 0.2), seat - 0.04, tank, china);
      b.span(-0.21, 0.21, back, back + 0.21, tank - 0.03, tank, china);
      b.taper([-0.11, 0.11, back + 0.1, bowl + 0.04], [-0.15, 0.15, back + 0.1, bowl + 0.1], 0, seat - 0.06, china);
      b.column(0, bowl - 0.05, seat - 0.16, seat - 0.03, 0.185, china, 0.25);
      b.column(0, bowl - 0.05, seat - 0.03, seat, 0.19, china, 0.26);
      if (rng.chance(0.45)) b.box(0, back + 0.24, seat + 0.2, 0.36, 0.03, 0.42, china, { roll: 0.12 });
    },
  };
}

/** A basin on a pedestal or on brackets. */
export function planWashbasin(rng: Rng): Furniture {
  const w = rng.range(0.45, 0.65);
  const d = rng.range(0.38, 0.52);
  const h = rng.range(0.8, 0.9);
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
  const w = Math.min(longest, rng.range(1.45, 1.85));
  const d = rng.range(0.7, 0.85);
  const h = rng.range(0.42, 0.62);
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

/** A folded sheet along x between z0 and z1: a row of upright half-folds of changing phase. */
export function buildFolds(
  b: ObjectBuilder,
  rng: Rng,
  x0: number,
  x1: number,
  z0: number,
  z1: number,
  fabric: Surface,
): void {
  const wave = rng.range(0.09, 0.2);
  const swing = rng.range(0.02, 0.055);
  const step = wave / 4;
  const phase = rng.range(0, 6);
  for (let x = x0; x < x1; x += step) {
    const y = swing * Math.sin((x / wave) * 2 * Math.PI + phase) * (1 + 0.3 * Math.sin(x * 9));
    const next = swing * Math.sin(((x + step) / wave) * 2 * Math.PI + phase) * (1 + 0.3 * Math.sin((x + step) * 9));
    b.box(x + step / 2, (y + next) / 2, (z0 + z1) / 2, Math.hypot(step, next - y) + 0.006, 0.008, z1 - z0, fabric, {
      yaw: Math.atan2(next - y, step),
    });
  }
}

/** Hangs on a rod over the front edge of a tub or tray; x along the rod. */
export function planShowerCurtain(rng: Rng, width: number): Furniture {
  const shut = rng.range(0.3, 0.9);
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
      buildFolds(b, rng, x0, x0 + width * shut, rng.range(0.15, 0.4), top, fabric);
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
