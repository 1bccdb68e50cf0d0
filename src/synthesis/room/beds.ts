import { IGNORE_LABEL, type Rng } from '../../core/index.ts';
import { cloth, white, wood } from '../materials.ts';
import { BED } from './classes.ts';
import type { Furniture } from './room-model.ts';

/** Head end at −y. */
export function planBed(rng: Rng, widest: number): Furniture {
  const w = Math.min(widest, rng.pick([0.95, 1.05, 1.4, 1.6, 1.8]) + rng.normal(0, 0.04));
  const d = rng.range(1.98, 2.25);
  const head = rng.chance(0.75) ? rng.range(0.65, 1.25) : 0;
  const bunk = w < 1.2 && rng.chance(0.12);
  return {
    classId: BED,
    widthM: w,
    depthM: d,
    heightM: bunk ? 1.8 : Math.max(head, 0.6),
    build(b) {
      const frame = wood(rng);
      const sheet = rng.chance(0.5) ? white(rng) : cloth(rng);
      const cover = cloth(rng);
      const base = rng.range(0.18, 0.38);
      const top = base + rng.range(0.18, 0.3);
      if (rng.chance(0.55)) b.span(-w / 2, w / 2, -d / 2, d / 2, 0.04, base, frame);
      else {
        b.span(-w / 2, w / 2, -d / 2, d / 2, base - 0.12, base, frame);
        for (const x of [-1, 1])
          for (const y of [-1, 1]) b.box(x * (w / 2 - 0.05), y * (d / 2 - 0.05), base / 2, 0.08, 0.08, base, frame);
      }
      b.span(-w / 2 + 0.03, w / 2 - 0.03, -d / 2 + 0.04, d / 2 - 0.03, base, top, sheet);
      // The cover hangs over the edges and lies in folds.
      const fold = rng.range(-0.6, 0.5);
      b.span(-w / 2 - 0.02, w / 2 + 0.02, fold, d / 2 + 0.01, base - rng.range(0, 0.2), top + 0.03, cover);
      for (let i = 0; i < 4; i++) {
        b.ellipsoid(
          rng.range(-w / 2.6, w / 2.6),
          rng.range(fold, d / 2 - 0.2),
          top + 0.02,
          rng.range(0.15, 0.5),
          rng.range(0.1, 0.25),
          rng.range(0.03, 0.1),
          cover,
          { yaw: rng.range(0, 3) },
        );
      }
      const pillows = w > 1.25 ? 2 : 1;
      const pillow = rng.chance(0.5) ? b : b.as(IGNORE_LABEL, 0);
      for (let i = 0; i < pillows; i++) {
        const x = pillows === 1 ? 0 : (i - 0.5) * w * 0.48;
        pillow.ellipsoid(x, -d / 2 + 0.28, top + 0.07, 0.33, 0.22, 0.09, sheet, { roll: -rng.range(0, 0.5) });
      }
      if (head > 0)
        b.span(-w / 2 - 0.03, w / 2 + 0.03, -d / 2 - 0.05, -d / 2 + 0.02, 0, head, rng.chance(0.6) ? frame : cover);
      if (rng.chance(0.25)) b.span(-w / 2, w / 2, d / 2, d / 2 + 0.05, 0, rng.range(0.4, 0.75), frame);
      if (bunk) {
        b.span(-w / 2, w / 2, -d / 2, d / 2, 1.35, 1.6, frame);
        for (const x of [-1, 1])
          for (const y of [-1, 1]) b.box(x * (w / 2 - 0.03), y * (d / 2 - 0.03), 0.9, 0.07, 0.07, 1.8, frame);
      }
    },
  };
}
