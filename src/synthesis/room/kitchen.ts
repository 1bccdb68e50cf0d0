import { IGNORE_LABEL, type Rng } from '../../core/index.ts';
import { cloth, dark, metal, surface, varied, white, wood } from '../materials.ts';
import type { ObjectBuilder, Surface } from '../solids.ts';
import { buildBasin } from './bathroom.ts';
import { fronts } from './cabinets.ts';
import { CABINET, COUNTER, REFRIGERATOR, SINK } from './classes.ts';
import type { Furniture } from './room-model.ts';

export function planRefrigerator(rng: Rng, small = rng.chance(0.25)): Furniture {
  const w = small ? rng.range(0.45, 0.58) : rng.range(0.55, 0.95);
  const d = small ? rng.range(0.45, 0.6) : rng.range(0.6, 0.85);
  const h = small ? rng.range(0.5, 1.1) : rng.range(1.45, 2);
  return {
    classId: REFRIGERATOR,
    widthM: w,
    depthM: d,
    heightM: h,
    ...(rng.chance(0.6) ? { top: { z: h, widthM: w * 0.8, depthM: d * 0.7 } } : {}),
    build(b) {
      const body = rng.chance(0.6) ? white(rng) : rng.chance(0.5) ? metal(rng) : dark(rng);
      const door = rng.range(0.05, 0.08);
      b.span(-w / 2, w / 2, -d / 2, d / 2 - door, 0.03, h, body);
      const gap = rng.range(0.008, 0.025);
      const front = d / 2 - door + gap;
      const steel = rng.chance(0.5) ? body : metal(rng);
      const handle = (x: number, z: number, tall: number) => b.box(x, d / 2 + 0.035, z, 0.03, 0.05, tall, steel);
      const side = rng.chance(0.5) ? 1 : -1;
      if (w > 0.8 && rng.chance(0.5)) {
        // Side by side.
        for (const x of [-1, 1]) {
          b.span(Math.min(0, (x * w) / 2) + gap / 2, Math.max(0, (x * w) / 2) - gap / 2, front, d / 2, 0.08, h, body);
          handle(x * 0.06, h * 0.6, h * 0.4);
        }
      } else if (small && rng.chance(0.7)) {
        b.span(-w / 2, w / 2, front, d / 2, 0.06, h - 0.02, body);
        handle((side * w) / 2 - side * 0.05, h * 0.8, 0.15);
      } else {
        const split = h * rng.pick([0.3, 0.35, 0.62, 0.7]);
        b.span(-w / 2, w / 2, front, d / 2, 0.08, split - gap / 2, body);
        b.span(-w / 2, w / 2, front, d / 2, split + gap / 2, h, body);
        handle((side * w) / 2 - side * 0.06, split - 0.28, Math.min(0.4, split * 0.6));
        handle((side * w) / 2 - side * 0.06, split + 0.2, 0.28);
      }
      // Notes and magnets.
      const loose = b.as(IGNORE_LABEL, 0);
      for (let i = rng.int(4); i > 0; i--)
        loose.box(rng.range(-w / 3, w / 3), d / 2 + 0.004, h * rng.range(0.5, 0.9), 0.15, 0.008, 0.2, cloth(rng));
    },
  };
}

/** A kitchen run: worktop (counter) on base cabinets, maybe with sink and hob. */
export function planCounter(rng: Rng, width: number, withSink: boolean, heightM = rng.range(0.83, 0.97)): Furniture {
  const d = rng.range(0.52, 0.68);
  return {
    classId: COUNTER,
    widthM: width,
    depthM: d,
    heightM,
    top: { z: heightM, widthM: width * 0.92, depthM: d * 0.75 },
    build(b, model) {
      const stone = surface(varied(rng, [110, 105, 100], 30), rng.range(0.1, 0.5));
      const thick = rng.range(0.025, 0.06);
      const top = heightM - thick;
      const body = rng.chance(0.5) ? white(rng) : wood(rng);
      const cabinet = model.object(CABINET, b.pose);
      cabinet.span(-width / 2, width / 2, -d / 2, d / 2 - 0.07, 0, 0.1, body);
      cabinet.span(-width / 2, width / 2, -d / 2, d / 2 - 0.04, 0.1, top, body);
      fronts(cabinet, rng, width, d / 2 - 0.04, 0.12, top - 0.02, body);
      if (!withSink) {
        b.span(-width / 2, width / 2, -d / 2, d / 2, top, heightM, stone);
        if (rng.chance(0.3)) buildHob(b.as(IGNORE_LABEL, 0), rng, rng.range(-width / 3, width / 3), heightM);
      } else {
        const sw = Math.min(rng.range(0.38, 0.85), width * 0.75);
        const x = rng.range(-width / 2 + sw / 2 + 0.04, width / 2 - sw / 2 - 0.04);
        const y0 = -d / 2 + rng.range(0.09, 0.16);
        const y1 = d / 2 - rng.range(0.05, 0.1);
        b.span(-width / 2, x - sw / 2, -d / 2, d / 2, top, heightM, stone);
        b.span(x + sw / 2, width / 2, -d / 2, d / 2, top, heightM, stone);
        b.span(x - sw / 2, x + sw / 2, -d / 2, y0, top, heightM, stone);
        b.span(x - sw / 2, x + sw / 2, y1, d / 2, top, heightM, stone);
        buildBasin(model.object(SINK, b.pose), rng, x, y0, y1, sw, heightM);
      }
      if (rng.chance(0.5))
        b.span(-width / 2, width / 2, -d / 2, -d / 2 + 0.02, heightM, heightM + rng.range(0.05, 0.6), stone);
    },
  };
}

function buildHob(b: ObjectBuilder, rng: Rng, x: number, z: number): void {
  for (const side of [-1, 1])
    for (const y of [-1, 1]) b.column(x + side * 0.14, y * 0.13, z, z + rng.range(0.01, 0.04), 0.09, metal(rng));
}

/** A bar or peninsula: the worktop and the half wall under it are both counter. */
export function planBar(rng: Rng): Furniture {
  const w = rng.range(1.2, 2.8);
  const d = rng.range(0.3, 0.8);
  const h = rng.range(0.9, 1.25);
  return {
    classId: COUNTER,
    widthM: w,
    depthM: d,
    heightM: h,
    top: { z: h, widthM: w * 0.9, depthM: d * 0.8 },
    build(b) {
      const body = rng.chance(0.5) ? white(rng) : wood(rng);
      b.span(-w / 2, w / 2, -d / 2, d / 2, h - rng.range(0.03, 0.07), h, wood(rng));
      b.span(-w / 2 + 0.03, w / 2 - 0.03, -d / 2, d / 2 - rng.range(0.03, d * 0.5), 0, h - 0.03, body);
    },
  };
}

/** A free-standing cooker is a kitchen landmark without a class of its own. */
export function planCooker(rng: Rng): Furniture {
  const w = rng.range(0.5, 0.78);
  const h = rng.range(0.86, 0.96);
  return {
    classId: IGNORE_LABEL,
    widthM: w,
    depthM: 0.62,
    heightM: h,
    build(b) {
      const body: Surface = rng.chance(0.5) ? white(rng) : metal(rng);
      b.span(-w / 2, w / 2, -0.31, 0.29, 0.02, h - 0.01, body);
      b.span(-w / 2 + 0.04, w / 2 - 0.04, 0.29, 0.31, 0.2, 0.7, dark(rng));
      b.box(0, 0.34, 0.72, w * 0.8, 0.03, 0.03, metal(rng));
      if (rng.chance(0.6)) b.span(-w / 2, w / 2, -0.31, -0.25, h, h + rng.range(0.05, 0.25), body);
      for (const x of [-1, 1])
        for (const y of [-1, 1]) b.column(x * w * 0.23, y * 0.14, h - 0.01, h + 0.015, 0.09, metal(rng));
      if (rng.chance(0.4)) b.column(w * 0.2, 0.12, h, h + rng.range(0.08, 0.25), 0.12, metal(rng));
      if (rng.chance(0.5)) {
        b.taper([-w / 2, w / 2, -0.31, 0.19], [-0.15, 0.15, -0.31, -0.05], 1.6, 1.85, body);
        b.span(-0.15, 0.15, -0.31, -0.05, 1.85, 2.3, body);
      }
    },
  };
}
