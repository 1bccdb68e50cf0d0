import type { Rng } from '../../core/index.ts';
import { glass, metal, white, wood } from '../materials.ts';
import type { ObjectBuilder } from '../solids.ts';
import { DESK, TABLE } from './classes.ts';
import type { Furniture } from './room-model.ts';

export type TableKind = 'dining' | 'round' | 'coffee' | 'side' | 'meeting';

export function planTable(rng: Rng, kind: TableKind): Furniture {
  const [w, d, h] =
    kind === 'dining'
      ? [rng.range(0.7, 2.2), rng.range(0.6, 1.05), rng.range(0.66, 0.8)]
      : kind === 'meeting'
        ? [rng.range(1.4, 3.4), rng.range(0.7, 1.4), rng.range(0.68, 0.78)]
        : kind === 'coffee'
          ? [rng.range(0.6, 1.4), rng.range(0.45, 0.85), rng.range(0.28, 0.52)]
          : kind === 'side'
            ? [rng.range(0.35, 0.7), rng.range(0.35, 0.6), rng.range(0.4, 0.7)]
            : [rng.range(0.8, 1.3), 0, rng.range(0.68, 0.78)];
  const depth = kind === 'round' ? w : d;
  const disc = kind === 'round' || (kind !== 'dining' && kind !== 'meeting' && rng.chance(0.3));
  return {
    classId: TABLE,
    widthM: w,
    depthM: depth,
    heightM: h,
    top: { z: h, widthM: w * (disc ? 0.6 : 0.85), depthM: depth * (disc ? 0.6 : 0.85) },
    build(b) {
      const board = kind === 'coffee' && rng.chance(0.15) ? glass(0.5) : rng.chance(0.25) ? white(rng) : wood(rng);
      const thick = rng.range(0.02, 0.06);
      if (disc) b.column(0, 0, h - thick, h, w / 2, board, depth / 2);
      else b.box(0, 0, h - thick / 2, w, depth, thick, board);
      buildUnderframe(b, rng, disc ? w * 0.7 : w, disc ? depth * 0.7 : depth, h - thick, disc);
      if (kind === 'coffee' && rng.chance(0.4)) b.box(0, 0, 0.15, w * 0.8, depth * 0.8, 0.02, wood(rng));
    },
  };
}

function buildUnderframe(b: ObjectBuilder, rng: Rng, w: number, d: number, z: number, disc: boolean): void {
  const material = rng.chance(0.5) ? wood(rng) : metal(rng);
  const kind = disc ? rng.pick([0, 1, 1]) : rng.pick([0, 0, 0, 1, 2, 3]);
  if (kind === 1) {
    b.column(0, 0, 0.03, z, rng.range(0.035, 0.09), material);
    if (rng.chance(0.5)) b.column(0, 0, 0, 0.04, Math.min(w, d) * 0.36, material);
    else
      for (let i = 0; i < 4; i++) {
        const a = (i * Math.PI) / 2 + 0.78;
        b.rod(
          [0, 0, 0.12],
          [Math.min(w, d) * 0.4 * Math.cos(a), Math.min(w, d) * 0.4 * Math.sin(a), 0.03],
          0.03,
          material,
        );
      }
  } else if (kind === 2) {
    for (const x of [-1, 1]) b.box(x * w * 0.4, 0, z / 2, 0.04, d * 0.85, z, material);
    b.box(0, 0, z * 0.6, w * 0.8, 0.03, z * 0.4, material);
  } else if (kind === 3) {
    for (const x of [-1, 1]) {
      b.box(x * w * 0.42, 0, z / 2, 0.06, 0.06, z, material);
      b.box(x * w * 0.42, 0, 0.025, 0.07, d * 0.8, 0.05, material);
    }
  } else {
    const inset = rng.range(0.02, 0.1);
    const leg = rng.range(0.03, 0.08);
    for (const x of [-1, 1])
      for (const y of [-1, 1])
        b.box(x * (w / 2 - inset - leg / 2), y * (d / 2 - inset - leg / 2), z / 2, leg, leg, z, material);
    if (rng.chance(0.6)) {
      for (const y of [-1, 1]) b.box(0, y * (d / 2 - inset - 0.02), z - 0.05, w - 2 * inset, 0.025, 0.1, material);
      for (const x of [-1, 1]) b.box(x * (w / 2 - inset - 0.02), 0, z - 0.05, 0.025, d - 2 * inset, 0.1, material);
    }
  }
}

export function planDesk(rng: Rng): Furniture {
  const w = rng.range(0.75, 2.0);
  const d = rng.range(0.45, 0.85);
  const h = rng.range(0.66, 0.82);
  return {
    classId: DESK,
    widthM: w,
    depthM: d,
    heightM: h,
    top: { z: h, widthM: w * 0.9, depthM: d * 0.7 },
    build(b) {
      const board = rng.chance(0.4) ? white(rng) : wood(rng);
      const body = rng.chance(0.5) ? board : wood(rng);
      b.box(0, 0, h - 0.018, w, d, 0.036, board);
      const left = rng.int(3);
      const right = rng.int(3);
      for (const [side, kind] of [
        [-1, left],
        [1, right],
      ] as const) {
        if (kind === 0) {
          // Drawer pedestal with gaps between the fronts.
          const x = side * (w / 2 - 0.22);
          b.box(x, -0.02, h / 2, 0.4, d * 0.9, h - 0.06, body);
          for (let i = 0; i < 3; i++) {
            b.box(x, d * 0.45 - 0.02, 0.14 + (i * (h - 0.14)) / 3, 0.36, 0.04, (h - 0.2) / 3 - 0.03, body);
            b.box(x, d * 0.45 + 0.015, 0.16 + (i * (h - 0.14)) / 3, 0.12, 0.03, 0.02, metal(rng));
          }
        } else if (kind === 1) b.box(side * (w / 2 - 0.02), 0, h / 2, 0.035, d * 0.95, h - 0.04, body);
        else
          for (const y of [-1, 1]) b.box(side * (w / 2 - 0.04), y * (d / 2 - 0.05), h / 2, 0.05, 0.05, h - 0.04, body);
      }
      if (rng.chance(0.6)) b.box(0, -d / 2 + 0.04, h * 0.66, w * 0.94, 0.02, h * 0.55, body);
      if (rng.chance(0.2)) b.box(0, -d / 2 + 0.02, h + 0.22, w, 0.035, 0.44, board);
      if (rng.chance(0.15)) {
        // A hutch with boards above the top.
        const up = rng.range(0.4, 0.8);
        for (const x of [-1, 1]) b.box(x * (w / 2 - 0.015), -d / 2 + 0.13, h + up / 2, 0.03, 0.24, up, body);
        for (const z of [up * 0.5, up]) b.box(0, -d / 2 + 0.13, h + z, w, 0.24, 0.025, body);
        b.box(0, -d / 2 + 0.01, h + up / 2, w, 0.015, up, body);
      }
      if (rng.chance(0.18)) {
        b.box(w / 2 - d * 0.4, d / 2 + 0.35, h - 0.018, d * 0.8, 0.75, 0.036, board);
        b.box(w / 2 - d * 0.4, d / 2 + 0.7, h / 2, d * 0.75, 0.035, h - 0.04, body);
      }
    },
  };
}
