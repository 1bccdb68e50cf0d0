import { IGNORE_LABEL, type Rng } from '../../core/index.ts';
import { cloth, dark, glass, metal, surface, varied, white, wood } from '../materials.ts';
import type { ObjectBuilder, Surface } from '../solids.ts';
import { BOOKSHELF } from './classes.ts';
import type { Furniture } from './room-model.ts';

export type ShelfKind = 'open' | 'wallUnit' | 'rack' | 'low';

export function planBookshelf(
  rng: Rng,
  kind: ShelfKind = rng.pick(['open', 'open', 'open', 'wallUnit', 'wallUnit', 'low'] as const),
  widest = 4,
): Furniture {
  const unit = kind === 'wallUnit';
  const w = Math.min(widest, unit ? rng.range(1.4, 4) : kind === 'rack' ? rng.range(0.8, 2) : rng.range(0.45, 2.4));
  const d = rng.range(0.22, unit ? 0.55 : 0.42);
  const h = kind === 'low' ? rng.range(0.6, 1.2) : rng.range(unit ? 1.9 : 1.4, 2.45);
  return {
    // Metal racks are shelves, not bookshelves, and shelves are not judged.
    classId: kind === 'rack' ? IGNORE_LABEL : BOOKSHELF,
    widthM: w,
    depthM: d,
    heightM: h,
    ...(kind === 'low' ? { top: { z: h, widthM: w * 0.9, depthM: d * 0.7 } } : {}),
    build(b) {
      const board = kind === 'rack' ? metal(rng) : rng.chance(0.35) ? white(rng) : wood(rng);
      const thick = rng.range(0.018, 0.045);
      const levels = Math.max(2, Math.round(h / rng.range(0.26, 0.46)));
      const columns = Math.max(1, Math.round(w / rng.range(0.45, 1.1)));
      const fill = rng.chance(0.15) ? rng.range(0, 0.3) : rng.range(0.4, 1);
      const shut = unit ? rng.range(0.25, 0.95) : rng.chance(0.2) ? rng.range(0.1, 0.4) : 0;
      const glazed = rng.chance(0.1);
      if (kind !== 'rack' && rng.chance(0.85)) b.span(-w / 2, w / 2, -d / 2, -d / 2 + 0.012, 0, h, board);
      for (let i = 0; i <= columns; i++) b.box(-w / 2 + (w * i) / columns, 0, h / 2, thick, d, h, board);
      const bay = w / columns - thick;
      for (let level = 0; level <= levels; level++) {
        const z = Math.min(h - thick, Math.max(0.04, (h * level) / levels - thick));
        b.span(-w / 2, w / 2, -d / 2, d / 2, z, z + thick, board);
        if (level === levels) continue;
        const room = h / levels - thick * 1.5;
        for (let i = 0; i < columns; i++) {
          const x = -w / 2 + (w * i) / columns + thick / 2;
          if (rng.chance(level === 0 ? Math.min(1, shut * 1.6) : shut)) {
            b.span(x, x + bay, d / 2 - 0.03, d / 2 - rng.range(0, 0.012), z, z + room + thick, board);
          } else {
            fillShelf(b, rng, x, bay, d, z + thick, room, fill, 0.8);
            if (glazed) b.span(x, x + bay, d / 2 - 0.02, d / 2 - 0.01, z, z + room, glass(0.6));
          }
        }
      }
      if (unit && rng.chance(0.6)) {
        // The set stands in the middle bay, before the boards.
        const screen = b.as(IGNORE_LABEL, 0);
        const wide = Math.min(w * 0.5, rng.range(0.7, 1.3));
        screen.box(0, d / 2 + 0.02, h * 0.5, wide, 0.06, wide * 0.58, dark(rng));
      }
    },
  };
}

/** Books in clumps of one height and depth, lying piles, boxes, ornaments, gaps. `own`: share that counts as part of the shelf. */
export function fillShelf(
  b: ObjectBuilder,
  rng: Rng,
  x0: number,
  w: number,
  d: number,
  z: number,
  room: number,
  fill: number,
  own: number,
): void {
  let x = x0;
  while (x < x0 + w - 0.05) {
    const run = Math.min(x0 + w - x, rng.range(0.06, 0.34));
    if (rng.chance(fill)) {
      const item = rng.chance(own) ? b : b.as(IGNORE_LABEL, 0);
      const deep = d * rng.range(0.5, 0.92);
      const front = d / 2 - rng.range(0, 0.07);
      const kind = rng.unit();
      const tall = room * (kind < 0.65 ? rng.range(0.55, 0.95) : rng.range(0.15, 0.6));
      if (kind > 0.93) item.column(x + run / 2, 0, z, z + tall, Math.min(run, d) * 0.35, content(rng));
      else item.span(x, x + run - 0.006, front - deep, front, z, z + tall, content(rng));
    }
    x += run;
  }
}

function content(rng: Rng): Surface {
  return rng.chance(0.2) ? cloth(rng) : surface(varied(rng, [140, 100, 85], 45), rng.range(0.15, 0.6));
}
