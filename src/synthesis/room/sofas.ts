import { IGNORE_LABEL, type Rng } from '../../core/index.ts';
import { cloth, wood } from '../materials.ts';
import type { ObjectBuilder, Surface } from '../solids.ts';
import { OTHER_FURNITURE, SOFA } from './classes.ts';
import type { Furniture } from './room-model.ts';
import { legs } from './seating.ts';

interface SofaShape {
  readonly depth: number;
  readonly height: number;
  readonly seat: number;
  readonly base: number;
  readonly arm: number;
  readonly armTop: number;
  readonly backThick: number;
  readonly loose: boolean;
  readonly round: boolean;
}

export function planSofa(rng: Rng, most: number): Furniture {
  const corner = most > 1.9 && rng.chance(0.4);
  const w = Math.min(most, corner ? rng.range(1.8, 3.2) : rng.range(1.2, 2.7));
  const shape: SofaShape = {
    depth: rng.range(0.75, 1.08),
    height: rng.range(0.65, 1.02),
    seat: rng.range(0.34, 0.48),
    base: rng.range(0, 0.15),
    arm: rng.chance(0.88) ? rng.range(0.08, 0.3) : 0.02,
    armTop: rng.range(0.46, 0.7),
    backThick: rng.range(0.12, 0.28),
    loose: rng.chance(0.7),
    round: rng.chance(0.4),
  };
  const wing = corner ? rng.range(0.5, 1.6) : 0;
  const d = shape.depth + wing;
  return {
    classId: SOFA,
    widthM: w,
    depthM: d,
    heightM: shape.height,
    build(b, model) {
      const fabric = cloth(rng);
      const main = b.at(0, -wing / 2, 0);
      buildSeats(main, rng, w, shape, fabric, true, wing === 0);
      if (wing > 0) {
        const side = rng.chance(0.5) ? 1 : -1;
        const length = wing + shape.depth;
        // The wing's own seats run along the side of the room, back outwards; a chaise has none.
        const at = b.at(side * (w / 2 - shape.depth / 2), 0, 0, { yaw: (side * Math.PI) / 2 });
        if (rng.chance(0.6)) buildSeats(at, rng, length, shape, fabric, true, false);
        else at.span(-length / 2, length / 2, -shape.depth / 2, shape.depth / 2, shape.base, shape.seat, fabric);
      }
      if (shape.base > 0.06) legs(main, rng, w, shape.depth, shape.base, 0.05, wood(rng));
      throwThings(main.as(IGNORE_LABEL, 0), rng, w, shape);
      if (rng.chance(0.15)) {
        const stool = model.object(OTHER_FURNITURE, b.at(rng.normal(0, 0.3), d / 2 + 0.6, 0).pose);
        stool.box(0, 0, 0.21, rng.range(0.45, 0.9), rng.range(0.4, 0.6), 0.42, fabric);
      }
    },
  };
}

function buildSeats(
  b: ObjectBuilder,
  rng: Rng,
  w: number,
  s: SofaShape,
  fabric: Surface,
  back: boolean,
  bothArms: boolean,
): void {
  const d = s.depth;
  b.span(-w / 2, w / 2, -d / 2, d / 2 - 0.03, s.base, s.seat - (s.loose ? 0.14 : 0), fabric);
  const inner = w - 2 * s.arm;
  const seats = Math.max(1, Math.round(inner / rng.range(0.55, 0.85)));
  const pitch = inner / seats;
  for (let i = 0; i < seats && s.loose; i++) {
    const x = -w / 2 + s.arm + (i + 0.5) * pitch;
    b.box(x, 0.06, s.seat - 0.07 + rng.range(-0.02, 0.02), pitch - 0.012, d - 0.14, 0.15, fabric, {
      roll: rng.range(-0.03, 0.05),
    });
    if (back && rng.chance(0.92))
      b.box(
        x,
        -d / 2 + s.backThick + 0.06,
        s.seat + (s.height - s.seat) / 2,
        pitch - 0.02,
        0.17,
        s.height - s.seat,
        fabric,
        {
          roll: rng.range(0.05, 0.35),
        },
      );
  }
  if (back)
    b.box(0, -d / 2 + s.backThick / 2, (s.height + s.base) / 2, w, s.backThick, s.height - s.base, fabric, {
      roll: rng.range(0, 0.12),
    });
  for (const x of bothArms ? [-1, 1] : [rng.chance(0.5) ? 1 : -1]) {
    const at = x * (w / 2 - s.arm / 2);
    b.box(at, 0, (s.armTop + s.base) / 2, s.arm, d, s.armTop - s.base, fabric);
    if (s.round) b.rod([at, -d / 2, s.armTop], [at, d / 2, s.armTop], s.arm * 0.55, fabric);
  }
}

/** Cushions, blankets, clothes and bags that lie on it: not judged. */
function throwThings(b: ObjectBuilder, rng: Rng, w: number, s: SofaShape): void {
  for (let i = rng.int(5); i > 0; i--) {
    const x = rng.range(-w / 2.4, w / 2.4);
    if (rng.chance(0.7))
      b.ellipsoid(x, -s.depth / 2 + s.backThick + rng.range(0.15, 0.3), s.seat + 0.18, 0.22, 0.08, 0.2, cloth(rng), {
        roll: rng.range(0.1, 0.5),
        yaw: rng.normal(0, 0.3),
      });
    else
      b.ellipsoid(
        x,
        rng.range(-0.1, 0.25),
        s.seat + 0.03,
        rng.range(0.15, 0.45),
        rng.range(0.12, 0.3),
        rng.range(0.03, 0.12),
        cloth(rng),
        {
          yaw: rng.range(0, 3),
        },
      );
  }
}
