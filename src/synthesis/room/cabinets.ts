import { IGNORE_LABEL, type Rng } from '../../core/index.ts';
import { cloth, metal, white, wood } from '../materials.ts';
import type { ObjectBuilder, Surface } from '../solids.ts';
import { CABINET, OTHER_FURNITURE } from './classes.ts';
import type { Furniture } from './room-model.ts';

/** Door or drawer fronts: standing out from the carcass with gaps and handles, or one flush face. */
export function fronts(
  b: ObjectBuilder,
  rng: Rng,
  w: number,
  y: number,
  z0: number,
  z1: number,
  material: Surface,
): void {
  const columns = Math.max(1, Math.round(w / rng.range(0.36, 0.7)));
  const rows = Math.max(1, Math.round((z1 - z0) / rng.pick([0.2, 0.4, 0.8, 1.6, 2.4])));
  const steel = metal(rng);
  const out = rng.range(0.01, 0.03);
  const gap = rng.range(0.004, 0.03);
  const handles = rng.chance(0.7);
  const sunk = rng.chance(0.3) ? rng.range(0.008, 0.02) : 0;
  for (let i = 0; i < columns; i++) {
    for (let k = 0; k < rows; k++) {
      const cw = w / columns;
      const ch = (z1 - z0) / rows;
      const x = -w / 2 + (i + 0.5) * cw;
      const z = z0 + (k + 0.5) * ch;
      b.box(x, y + (out - sunk) / 2, z, cw - gap, out - sunk, ch - gap, material);
      if (sunk > 0) {
        for (const side of [-1, 1]) {
          b.box(x + side * (cw / 2 - gap / 2 - 0.03), y + out / 2, z, 0.06, out, ch - gap, material);
          b.box(x, y + out / 2, z + side * (ch / 2 - gap / 2 - 0.03), cw - gap, out, 0.06, material);
        }
      }
      if (!handles) continue;
      if (ch < 0.45) b.box(x, y + out + 0.015, z + ch * 0.2, 0.14, 0.03, 0.022, steel);
      else b.box(x + (i % 2 ? -1 : 1) * cw * 0.38, y + out + 0.015, z, 0.022, 0.03, 0.16, steel);
    }
  }
}

export type CabinetKind = 'base' | 'wardrobe' | 'dresser' | 'sideboard' | 'file' | 'night' | 'closet' | 'media';

/** Width, depth, height: from, to. */
const SIZES: Readonly<Record<CabinetKind, readonly [number, number, number, number, number, number]>> = {
  base: [0.5, 1.6, 0.35, 0.65, 0.7, 1.3],
  wardrobe: [0.5, 3, 0.25, 0.7, 1.7, 2.5],
  dresser: [0.7, 1.6, 0.4, 0.55, 0.7, 1.3],
  sideboard: [1.0, 2.2, 0.35, 0.55, 0.4, 0.95],
  file: [0.36, 0.95, 0.45, 0.68, 0.6, 1.5],
  night: [0.36, 0.62, 0.35, 0.5, 0.4, 0.72],
  closet: [0.8, 2, 0.5, 0.65, 1.6, 2.1],
  media: [1.0, 2.0, 0.35, 0.5, 0.35, 0.65],
};

/** ScanNet's classes: dressers and night stands are not judged, open wardrobes and TV stands are other furniture. */
const CLASSES: Readonly<Record<CabinetKind, number>> = {
  base: CABINET,
  wardrobe: CABINET,
  dresser: IGNORE_LABEL,
  sideboard: CABINET,
  file: CABINET,
  night: IGNORE_LABEL,
  closet: OTHER_FURNITURE,
  media: OTHER_FURNITURE,
};

export function planCabinet(rng: Rng, kind: CabinetKind): Furniture {
  const s = SIZES[kind];
  const w = rng.range(s[0], s[1]);
  const d = rng.range(s[2], s[3]);
  const h = rng.range(s[4], s[5]);
  return {
    classId: CLASSES[kind],
    widthM: w,
    depthM: d,
    heightM: h,
    ...(h < 1.45 || rng.chance(0.35) ? { top: { z: h, widthM: w * 0.85, depthM: d * 0.8 } } : {}),
    build(b) {
      const material = rng.chance(0.35) ? white(rng) : kind === 'file' ? metal(rng) : wood(rng);
      const foot = rng.chance(0.4) ? 0 : rng.range(0.03, 0.16);
      if (kind === 'closet' || kind === 'media') buildOpen(b, rng, w, d, h, material, kind === 'closet');
      else {
        b.span(-w / 2, w / 2, -d / 2, d / 2 - 0.02, foot, h - 0.02, material);
        const lip = rng.chance(0.6) ? 0.012 : 0;
        b.span(-w / 2 - lip, w / 2 + lip, -d / 2, d / 2 + lip, h - 0.03, h, material);
        if (foot > 0) for (const x of [-1, 1]) b.box(x * (w / 2 - 0.04), 0, foot / 2, 0.06, d * 0.9, foot, material);
        fronts(b, rng, w - 0.02, d / 2 - 0.02, foot + 0.02, h - 0.04, material);
        if (rng.chance(0.08)) {
          // A door or drawer left open.
          const at = b.at(-w / 2 + 0.02, d / 2, 0, { yaw: rng.range(0.6, 1.7) });
          at.box(Math.min(0.5, w * 0.4) / 2, 0, h / 2, Math.min(0.5, w * 0.4), 0.02, h * 0.85, material);
        }
      }
    },
  };
}

/** A carcass without doors: clothes on a rail, or gear on boards. */
function buildOpen(
  b: ObjectBuilder,
  rng: Rng,
  w: number,
  d: number,
  h: number,
  material: Surface,
  rail: boolean,
): void {
  for (const x of [-1, 1]) b.box(x * (w / 2 - 0.015), 0, h / 2, 0.03, d, h, material);
  for (const z of [0.06, h - 0.02]) b.box(0, 0, z, w, d, 0.035, material);
  if (rng.chance(0.7)) b.box(0, -d / 2 + 0.01, h / 2, w, 0.02, h, material);
  const loose = b.as(IGNORE_LABEL, 0);
  if (!rail) {
    b.box(0, 0, h * 0.5, w, d, 0.025, material);
    for (let i = rng.int(5); i > 0; i--)
      loose.box(rng.range(-w / 2.6, w / 2.6), 0, h * 0.5 + 0.06, rng.range(0.15, 0.42), d * 0.6, 0.08, metal(rng));
    return;
  }
  b.rod([-w / 2, 0, h * 0.9], [w / 2, 0, h * 0.9], 0.015, metal(rng));
  for (let x = -w / 2 + 0.08; x < w / 2 - 0.05; x += rng.range(0.05, 0.16))
    loose.taper(
      [x - 0.025, x + 0.025, -d * 0.4, d * 0.4],
      [x - 0.02, x + 0.02, -d * 0.3, d * 0.3],
      h * rng.range(0.25, 0.5),
      h * 0.88,
      cloth(rng),
    );
}

/** A cupboard hung on the wall; its origin is still on the floor below. */
export function planWallCabinet(rng: Rng, width: number, z = rng.range(1.3, 1.55)): Furniture {
  const d = rng.range(0.26, 0.42);
  const h = rng.range(0.5, 1.1);
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
