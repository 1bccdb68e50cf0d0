import { IGNORE_LABEL, type Rng } from '../../core/index.ts';
import { cloth, metal, surface, varied, white, wood } from '../materials.ts';
import type { ObjectBuilder, Surface } from '../solids.ts';
import { BOOKSHELF, CABINET, COUNTER, REFRIGERATOR, SINK } from './classes.ts';
import type { Furniture } from './room-model.ts';

/** Door or drawer fronts that stand out from the carcass, with gaps and handles. */
function fronts(b: ObjectBuilder, rng: Rng, w: number, y: number, z0: number, z1: number, material: Surface): void {
  const columns = Math.max(1, Math.round(w / rng.range(0.38, 0.62)));
  const rows = Math.max(1, Math.round((z1 - z0) / rng.pick([0.22, 0.4, 0.8, 1.6])));
  const steel = metal(rng);
  const out = rng.range(0.015, 0.03);
  for (let i = 0; i < columns; i++) {
    for (let k = 0; k < rows; k++) {
      const cw = w / columns;
      const ch = (z1 - z0) / rows;
      const x = -w / 2 + (i + 0.5) * cw;
      const z = z0 + (k + 0.5) * ch;
      b.box(x, y + out / 2, z, cw - 0.025, out, ch - 0.025, material);
      if (ch < 0.45) b.box(x, y + out + 0.015, z + ch * 0.2, 0.14, 0.03, 0.022, steel);
      else b.box(x + (i % 2 ? -1 : 1) * cw * 0.38, y + out + 0.015, z, 0.022, 0.03, 0.16, steel);
    }
  }
}

export type CabinetKind = 'base' | 'wardrobe' | 'dresser' | 'sideboard' | 'file' | 'night';

const CABINET_SIZES: Readonly<Record<CabinetKind, readonly [number, number, number, number, number, number]>> = {
  base: [0.5, 1.4, 0.4, 0.6, 0.75, 0.95],
  wardrobe: [0.8, 2.2, 0.5, 0.65, 1.8, 2.3],
  dresser: [0.7, 1.3, 0.4, 0.55, 0.75, 1.25],
  sideboard: [1.1, 2.0, 0.35, 0.5, 0.4, 0.85],
  file: [0.38, 0.5, 0.45, 0.65, 0.6, 1.4],
  night: [0.38, 0.58, 0.35, 0.48, 0.42, 0.68],
};

export function planCabinet(rng: Rng, kind: CabinetKind): Furniture {
  const s = CABINET_SIZES[kind];
  const w = rng.range(s[0], s[1]);
  const d = rng.range(s[2], s[3]);
  const h = rng.range(s[4], s[5]);
  return {
    classId: CABINET,
    widthM: w,
    depthM: d,
    heightM: h,
    ...(h < 1.4 ? { top: { z: h, widthM: w * 0.85, depthM: d * 0.8 } } : {}),
    build(b) {
      const material = rng.chance(0.35) ? white(rng) : kind === 'file' ? metal(rng) : wood(rng);
      const foot = rng.range(0.03, 0.14);
      b.span(-w / 2, w / 2, -d / 2, d / 2 - 0.02, foot, h - 0.02, material);
      b.span(-w / 2 - 0.01, w / 2 + 0.01, -d / 2, d / 2 + 0.01, h - 0.03, h, material);
      for (const x of [-1, 1]) b.box(x * (w / 2 - 0.04), 0, foot / 2, 0.06, d * 0.9, foot, material);
      fronts(b, rng, w - 0.02, d / 2 - 0.02, foot + 0.02, h - 0.04, material);
    },
  };
}

/** A cupboard hung on the wall; its origin is still on the floor below. */
export function planWallCabinet(rng: Rng, width: number): Furniture {
  const d = rng.range(0.28, 0.38);
  const h = rng.range(0.5, 0.85);
  const z = rng.range(1.35, 1.5);
  return {
    classId: CABINET,
    widthM: width,
    depthM: d,
    heightM: z + h,
    build(b) {
      const material = rng.chance(0.5) ? white(rng) : wood(rng);
      b.span(-width / 2, width / 2, -d / 2, d / 2 - 0.02, z, z + h, material);
      fronts(b, rng, width, d / 2 - 0.02, z, z + h, material);
    },
  };
}

export function planBookshelf(rng: Rng): Furniture {
  const w = rng.range(0.6, 2.0);
  const d = rng.range(0.24, 0.38);
  const h = rng.range(0.9, 2.2);
  return {
    classId: BOOKSHELF,
    widthM: w,
    depthM: d,
    heightM: h,
    build(b) {
      const board = rng.chance(0.3) ? white(rng) : wood(rng);
      const thick = rng.range(0.018, 0.03);
      const levels = Math.max(2, Math.round(h / rng.range(0.28, 0.42)));
      const columns = Math.max(1, Math.round(w / rng.range(0.6, 1)));
      const fill = rng.range(0.35, 0.95);
      const closed = rng.chance(0.8);
      if (closed) b.span(-w / 2, w / 2, -d / 2, -d / 2 + 0.012, 0, h, board);
      for (let i = 0; i <= columns; i++) {
        const x = -w / 2 + (w * i) / columns;
        b.box(x, 0, h / 2, thick, d, h, board);
      }
      for (let level = 0; level <= levels; level++) {
        const z = Math.max(0.05, (h * level) / levels - thick);
        b.span(-w / 2, w / 2, -d / 2, d / 2, z, z + thick, board);
        if (level === levels) continue;
        for (let i = 0; i < columns; i++) {
          const room = h / levels - thick * 2;
          fillShelf(b, rng, -w / 2 + (w * i) / columns + thick, w / columns - thick * 2, d, z + thick, room, fill);
        }
      }
    },
  };
}

/** Books in clumps of one height and depth, boxes, and gaps. */
function fillShelf(
  b: ObjectBuilder,
  rng: Rng,
  x0: number,
  w: number,
  d: number,
  z: number,
  room: number,
  fill: number,
): void {
  let x = x0;
  while (x < x0 + w - 0.05) {
    const run = Math.min(x0 + w - x, rng.range(0.05, 0.3));
    if (rng.chance(fill)) {
      const tall = room * rng.range(0.45, 0.95);
      const deep = d * rng.range(0.5, 0.92);
      const front = d / 2 - rng.range(0, 0.06);
      const item = rng.chance(0.8) ? b : b.as(IGNORE_LABEL, 0);
      item.span(
        x,
        x + run - 0.006,
        front - deep,
        front,
        z,
        z + tall,
        surface(varied(rng, [140, 100, 85], 45), rng.range(0.2, 0.6)),
      );
    }
    x += run;
  }
}

export function planRefrigerator(rng: Rng): Furniture {
  const small = rng.chance(0.2);
  const w = small ? rng.range(0.48, 0.56) : rng.range(0.58, 0.92);
  const d = small ? rng.range(0.48, 0.58) : rng.range(0.6, 0.8);
  const h = small ? rng.range(0.8, 1.1) : rng.range(1.5, 1.88);
  return {
    classId: REFRIGERATOR,
    widthM: w,
    depthM: d,
    heightM: h,
    build(b) {
      const body = rng.chance(0.6) ? white(rng) : metal(rng);
      const door = 0.06;
      b.span(-w / 2, w / 2, -d / 2, d / 2 - door, 0.04, h, body);
      const split = h * rng.pick([0.3, 0.35, 0.62, 0.68]);
      b.span(-w / 2, w / 2, d / 2 - door + 0.012, d / 2, 0.08, split - 0.01, body);
      b.span(-w / 2, w / 2, d / 2 - door + 0.012, d / 2, split + 0.01, h, body);
      const steel = metal(rng);
      const side = rng.chance(0.5) ? 1 : -1;
      b.box((side * w) / 2 - side * 0.06, d / 2 + 0.03, split - 0.25, 0.025, 0.035, Math.min(0.35, split * 0.6), steel);
      b.box((side * w) / 2 - side * 0.06, d / 2 + 0.03, split + 0.2, 0.025, 0.035, 0.3, steel);
    },
  };
}

/** A kitchen run: worktop (counter) on base cabinets, maybe with sink, hob or cooker. */
export function planCounter(rng: Rng, width: number, withSink: boolean, heightM = rng.range(0.85, 0.95)): Furniture {
  const d = rng.range(0.55, 0.66);
  return {
    classId: COUNTER,
    widthM: width,
    depthM: d,
    heightM,
    top: { z: heightM, widthM: width * 0.8, depthM: d * 0.5 },
    build(b, model) {
      const stone = surface(varied(rng, [110, 105, 100], 30), 0.35);
      const thick = rng.range(0.03, 0.06);
      const top = heightM - thick;
      const body = rng.chance(0.5) ? white(rng) : wood(rng);
      const cabinet = model.object(CABINET, b.pose);
      cabinet.span(-width / 2, width / 2, -d / 2, d / 2 - 0.06, 0, 0.1, body);
      cabinet.span(-width / 2, width / 2, -d / 2, d / 2 - 0.04, 0.1, top, body);
      fronts(cabinet, rng, width, d / 2 - 0.04, 0.12, top - 0.02, body);
      if (!withSink) {
        b.span(-width / 2, width / 2, -d / 2, d / 2, top, heightM, stone);
      } else {
        const sw = Math.min(rng.range(0.42, 0.8), width * 0.7);
        const x = rng.range(-width / 2 + sw / 2 + 0.05, width / 2 - sw / 2 - 0.05);
        const y0 = -d / 2 + 0.12;
        const y1 = d / 2 - 0.08;
        b.span(-width / 2, x - sw / 2, -d / 2, d / 2, top, heightM, stone);
        b.span(x + sw / 2, width / 2, -d / 2, d / 2, top, heightM, stone);
        b.span(x - sw / 2, x + sw / 2, -d / 2, y0, top, heightM, stone);
        b.span(x - sw / 2, x + sw / 2, y1, d / 2, top, heightM, stone);
        buildBasin(model.object(SINK, b.pose), rng, x, y0, y1, sw, heightM);
      }
      if (rng.chance(0.5))
        b.span(-width / 2, width / 2, -d / 2, -d / 2 + 0.02, heightM, heightM + rng.range(0.05, 0.15), stone);
    },
  };
}

/** An open basin let into a top, rim a little above it, with a tap behind. */
export function buildBasin(b: ObjectBuilder, rng: Rng, x: number, y0: number, y1: number, w: number, z: number): void {
  const steel = rng.chance(0.6) ? metal(rng) : white(rng);
  const deep = rng.range(0.12, 0.2);
  const rim = rng.range(0.02, 0.04);
  const lip = z + rng.range(0.005, 0.03);
  b.span(x - w / 2, x + w / 2, y0, y1, z - deep - 0.01, z - deep, steel);
  b.span(x - w / 2 - 0.01, x - w / 2 + rim, y0, y1, z - deep, lip, steel);
  b.span(x + w / 2 - rim, x + w / 2 + 0.01, y0, y1, z - deep, lip, steel);
  b.span(x - w / 2, x + w / 2, y0 - 0.01, y0 + rim, z - deep, lip, steel);
  b.span(x - w / 2, x + w / 2, y1 - rim, y1 + 0.01, z - deep, lip, steel);
  b.rod([x, y0 - 0.03, z], [x, y0 - 0.03, z + 0.24], 0.016, steel);
  b.rod([x, y0 - 0.03, z + 0.24], [x, y0 + 0.14, z + 0.2], 0.014, steel);
}

/** A free-standing cooker with a hood is a kitchen landmark without a class of its own. */
export function planCooker(rng: Rng): Furniture {
  const w = rng.range(0.55, 0.76);
  return {
    classId: IGNORE_LABEL,
    widthM: w,
    depthM: 0.62,
    heightM: 0.92,
    build(b) {
      const body = rng.chance(0.5) ? white(rng) : metal(rng);
      b.span(-w / 2, w / 2, -0.31, 0.29, 0.02, 0.91, body);
      b.span(-w / 2 + 0.04, w / 2 - 0.04, 0.29, 0.31, 0.2, 0.7, cloth(rng));
      b.box(0, 0.34, 0.72, w * 0.8, 0.03, 0.03, metal(rng));
      for (const x of [-1, 1]) for (const y of [-1, 1]) b.column(x * w * 0.23, y * 0.14, 0.91, 0.93, 0.09, metal(rng));
    },
  };
}
