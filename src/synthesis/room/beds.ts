import { IGNORE_LABEL, type Rng } from '../../core/index.ts';
import { cloth, metal, white, wood } from '../materials.ts';
import type { ObjectBuilder, Surface } from '../solids.ts';
import { BED } from './classes.ts';
import type { Furniture } from './room-model.ts';

/** Head end at −y. */
export function planBed(rng: Rng, widest: number): Furniture {
  const w = Math.min(widest, rng.pick([0.8, 0.95, 1.05, 1.4, 1.6, 1.8, 2]) + rng.normal(0, 0.04));
  const d = rng.range(1.85, 2.25);
  const head = rng.chance(0.7) ? rng.range(0.6, 1.4) : 0;
  const bunk = w < 1.2 && rng.chance(0.2);
  return {
    classId: BED,
    widthM: w,
    depthM: d,
    heightM: bunk ? 1.8 : Math.max(head, 0.6),
    build(b) {
      const frame = rng.chance(0.8) ? wood(rng) : metal(rng);
      const base = rng.chance(0.2) ? rng.range(0.02, 0.1) : rng.range(0.14, 0.42);
      if (base > 0.1) buildFrame(b, rng, w, d, base, frame);
      const cover = cloth(rng);
      const top = base + rng.range(0.15, 0.35);
      dress(b, rng, w, d, base, top, cover);
      const headboard = rng.chance(0.6) ? frame : cover;
      if (head > 0) {
        const thick = rng.range(0.03, 0.14);
        if (rng.chance(0.75)) b.span(-w / 2 - 0.03, w / 2 + 0.03, -d / 2 - 0.02, -d / 2 + thick, 0, head, headboard);
        else
          for (let x = -w / 2; x <= w / 2 + 0.01; x += w / 8)
            b.rod([x, -d / 2, 0.1], [x, -d / 2, head], 0.016, headboard);
      }
      if (rng.chance(0.25)) b.span(-w / 2, w / 2, d / 2 - 0.05, d / 2, 0, rng.range(0.35, 0.8), frame);
      if (!bunk) return;
      const upper = rng.range(1.25, 1.5);
      b.span(-w / 2, w / 2, -d / 2, d / 2, upper, upper + 0.08, frame);
      dress(b, rng, w, d, upper + 0.08, upper + 0.25, cover);
      b.box(w / 2, 0, upper + 0.38, 0.04, d * 0.7, 0.12, frame);
      for (const x of [-1, 1])
        for (const y of [-1, 1]) b.box(x * (w / 2 - 0.03), y * (d / 2 - 0.03), 0.95, 0.07, 0.07, 1.9, frame);
      for (let z = 0.3; z < upper; z += 0.3)
        b.rod([w / 2 + 0.02, d / 2 - 0.5, z], [w / 2 + 0.02, d / 2 - 0.1, z], 0.02, frame);
    },
  };
}

function buildFrame(b: ObjectBuilder, rng: Rng, w: number, d: number, base: number, frame: Surface): void {
  if (rng.chance(0.6)) {
    const inset = rng.chance(0.3) ? rng.range(0.02, 0.1) : 0;
    b.span(-w / 2 + inset, w / 2 - inset, -d / 2, d / 2 - inset, 0.02, base, frame);
    return;
  }
  b.span(-w / 2, w / 2, -d / 2, d / 2, base - 0.1, base, frame);
  for (const x of [-1, 1])
    for (const y of [-1, 1]) b.box(x * (w / 2 - 0.05), y * (d / 2 - 0.05), base / 2, 0.08, 0.08, base, frame);
  // What lies under it.
  const loose = b.as(IGNORE_LABEL, 0);
  for (let i = rng.int(4); i > 0; i--)
    loose.box(rng.range(-w / 3, w / 3), rng.range(-d / 3, d / 3), base * 0.4, 0.4, 0.5, base * 0.7, cloth(rng));
}

/** Mattress, a cover that hangs over the edges or lies in a heap, pillows, and what was thrown on. */
function dress(b: ObjectBuilder, rng: Rng, w: number, d: number, base: number, top: number, cover: Surface): void {
  const sheet = rng.chance(0.5) ? white(rng) : cloth(rng);
  b.span(-w / 2 + 0.03, w / 2 - 0.03, -d / 2 + 0.04, d / 2 - 0.03, base, top, sheet);
  const made = rng.chance(0.6);
  const fold = made ? rng.range(-0.75, -0.2) : rng.range(-0.3, 0.7);
  const hang = Math.max(0.02, base - rng.range(0, made ? 0.35 : 0.15));
  b.span(-w / 2 - 0.025, w / 2 + 0.025, fold, d / 2 + 0.015, hang, top + rng.range(0.02, 0.06), cover);
  const lumps = made ? rng.int(4) : 4 + rng.int(7);
  for (let i = 0; i < lumps; i++) {
    b.ellipsoid(
      rng.range(-w / 2.4, w / 2.4),
      rng.range(Math.max(-d / 2.4, fold - 0.3), d / 2 - 0.2),
      top + 0.02,
      rng.range(0.12, 0.5),
      rng.range(0.08, 0.28),
      rng.range(0.04, 0.16),
      cover,
      { yaw: rng.range(0, 3) },
    );
  }
  const loose = b.as(IGNORE_LABEL, 0);
  const rows = rng.chance(0.3) ? 2 : 1;
  const across = w > 1.25 ? 2 : 1;
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < across; i++) {
      const x = across === 1 ? 0 : (i - 0.5) * w * 0.48;
      loose.ellipsoid(
        x + rng.normal(0, 0.05),
        -d / 2 + 0.26 + row * 0.25,
        top + 0.08,
        0.34,
        0.22,
        0.1,
        rng.chance(0.5) ? sheet : cloth(rng),
        {
          roll: -rng.range(0, row === 0 ? 1 : 0.6),
          yaw: rng.normal(0, 0.2),
        },
      );
    }
  }
  for (let i = rng.int(4); i > 0; i--) {
    const x = rng.range(-w / 3, w / 3);
    const y = rng.range(-d / 6, d / 2.5);
    if (rng.chance(0.5))
      loose.ellipsoid(
        x,
        y,
        top + 0.05,
        rng.range(0.12, 0.35),
        rng.range(0.1, 0.25),
        rng.range(0.04, 0.13),
        cloth(rng),
        { yaw: rng.range(0, 3) },
      );
    else
      loose.box(x, y, top + 0.08, rng.range(0.2, 0.5), rng.range(0.2, 0.4), rng.range(0.04, 0.3), cloth(rng), {
        yaw: rng.range(0, 3),
      });
  }
}
