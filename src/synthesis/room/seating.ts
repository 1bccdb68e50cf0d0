import { IGNORE_LABEL, type Rng } from '../../core/index.ts';
import { cloth, dark, metal, wood } from '../materials.ts';
import type { ObjectBuilder, Surface } from '../solids.ts';
import { CHAIR, OTHER_FURNITURE, SOFA } from './classes.ts';
import type { Furniture } from './room-model.ts';

function legs(b: ObjectBuilder, rng: Rng, w: number, d: number, top: number, thick: number, material: Surface): void {
  const splay = rng.chance(0.4) ? rng.range(0.01, 0.06) : 0;
  for (const x of [-1, 1]) {
    for (const y of [-1, 1]) {
      b.rod(
        [x * (w / 2 - thick), y * (d / 2 - thick), top],
        [x * (w / 2 - thick + splay), y * (d / 2 - thick + splay), 0],
        thick / 2,
        material,
      );
    }
  }
}

export type ChairKind = 'wood' | 'office' | 'shell' | 'padded' | 'folding' | 'stool';

export function planChair(rng: Rng, kind: ChairKind): Furniture {
  const w = kind === 'office' ? rng.range(0.5, 0.62) : kind === 'padded' ? rng.range(0.6, 0.85) : rng.range(0.4, 0.52);
  const d = kind === 'padded' ? rng.range(0.6, 0.85) : rng.range(0.38, 0.5);
  const seat = kind === 'padded' ? rng.range(0.36, 0.45) : rng.range(0.42, 0.5);
  const back = kind === 'stool' ? 0 : rng.range(0.36, 0.56);
  return {
    classId: CHAIR,
    widthM: w,
    depthM: d,
    heightM: seat + back,
    build: (b) => buildChair(b, rng, kind, w, d, seat, back),
  };
}

function buildChair(
  b: ObjectBuilder,
  rng: Rng,
  kind: ChairKind,
  w: number,
  d: number,
  seat: number,
  back: number,
): void {
  const frame = rng.chance(0.5) ? wood(rng) : metal(rng);
  const fabric = cloth(rng);
  const tilt = rng.range(0.05, 0.25);
  if (kind === 'office') {
    buildOfficeChair(b, rng, w, d, seat, back);
    return;
  }
  if (kind === 'padded') {
    const arm = rng.range(0.1, 0.16);
    b.span(-w / 2 + arm, w / 2 - arm, -d / 2 + 0.1, d / 2, seat - 0.18, seat, fabric);
    b.span(-w / 2, w / 2, -d / 2 + 0.05, d / 2 - 0.04, 0.1, seat - 0.15, fabric);
    for (const x of [-1, 1]) b.box(x * (w / 2 - arm / 2), 0, (seat + 0.28) / 2, arm, d * 0.95, seat + 0.18, fabric);
    b.box(0, -d / 2 + 0.1, seat + back / 2 - 0.05, w * 0.95, 0.16, back + 0.15, fabric, { roll: tilt });
    legs(b, rng, w, d, 0.12, 0.05, frame);
    return;
  }
  const thick = rng.range(0.025, 0.07);
  if (rng.chance(0.2) && kind === 'stool') b.column(0, 0, seat - thick, seat, w / 2, frame);
  else b.box(0, 0, seat - thick / 2, w, d, thick, rng.chance(0.4) ? fabric : frame);
  if (kind === 'folding') {
    for (const x of [-w / 2, w / 2]) {
      b.rod([x, -d / 2 - 0.02, seat + back], [x, d / 2, 0], 0.014, frame);
      b.rod([x * 0.92, d * 0.3, seat], [x * 0.92, -d / 2, 0], 0.014, frame);
    }
    b.box(0, -d / 2 + 0.02, seat + back * 0.75, w, 0.025, back * 0.45, frame, { roll: tilt });
    return;
  }
  legs(b, rng, w, d, seat - thick, rng.range(0.025, 0.055), frame);
  if (rng.chance(0.5))
    for (const x of [-1, 1])
      b.rod([x * (w / 2 - 0.03), -d / 2, seat * 0.35], [x * (w / 2 - 0.03), d / 2, seat * 0.35], 0.012, frame);
  if (kind === 'stool') return;
  const rear = -d / 2 + 0.02;
  const sag = back * Math.sin(tilt);
  if (kind === 'shell') b.box(0, rear - sag / 2, seat + back / 2, w, 0.03, back, frame, { roll: tilt });
  else {
    for (const x of [-1, 1])
      b.rod([x * (w / 2 - 0.02), rear, seat - 0.03], [x * (w / 2 - 0.02), rear - sag, seat + back], 0.02, frame);
    const bars = rng.int(3);
    if (bars === 0) b.box(0, rear - sag / 2, seat + back / 2, w - 0.04, 0.03, back * 0.9, frame, { roll: tilt });
    else if (bars === 1) {
      for (let i = 1; i <= 3; i++)
        b.box(0, rear - (sag * i) / 3.3, seat + (back * i) / 3.15, w - 0.04, 0.02, 0.07, frame);
    } else {
      b.box(0, rear - sag, seat + back - 0.04, w, 0.03, 0.08, frame);
      for (let i = -2; i <= 2; i++)
        b.rod([(i * w) / 5.5, rear, seat], [(i * w) / 5.5, rear - sag, seat + back - 0.05], 0.012, frame);
    }
  }
  if (rng.chance(0.3)) {
    for (const x of [-1, 1]) {
      b.box(x * (w / 2 + 0.01), 0, seat + 0.2, 0.045, d * 0.85, 0.03, frame);
      b.rod([x * (w / 2 + 0.01), d * 0.38, seat - 0.02], [x * (w / 2 + 0.01), d * 0.38, seat + 0.2], 0.018, frame);
    }
  }
}

function buildOfficeChair(b: ObjectBuilder, rng: Rng, w: number, d: number, seat: number, back: number): void {
  const shell = dark(rng);
  const fabric = rng.chance(0.6) ? shell : cloth(rng);
  b.taper(
    [-w / 2 + 0.02, w / 2 - 0.02, -d / 2, d / 2],
    [-w / 2, w / 2, -d / 2, d / 2 + 0.02],
    seat - 0.1,
    seat,
    fabric,
  );
  b.column(0, 0, 0.08, seat - 0.08, 0.03, metal(rng));
  const turn = rng.range(0, 1.25);
  for (let i = 0; i < 5; i++) {
    const a = turn + (i * 2 * Math.PI) / 5;
    const r = w * 0.55;
    b.rod([0, 0, 0.12], [r * Math.cos(a), r * Math.sin(a), 0.07], 0.022, shell);
    b.ellipsoid(r * Math.cos(a), r * Math.sin(a), 0.03, 0.03, 0.03, 0.03, shell);
  }
  const tall = back * rng.range(1, 1.35);
  b.box(0, -d / 2 - 0.04, seat + 0.1 + tall / 2, w * 0.88, 0.07, tall, fabric, { roll: rng.range(0.05, 0.22) });
  b.rod([0, -d / 2 + 0.05, seat - 0.08], [0, -d / 2 - 0.02, seat + 0.2], 0.03, shell);
  if (rng.chance(0.7)) {
    for (const x of [-1, 1]) {
      b.box(x * (w / 2 + 0.02), 0, seat + 0.2, 0.06, 0.26, 0.035, shell);
      b.rod([x * (w / 2 + 0.02), -0.02, seat - 0.06], [x * (w / 2 + 0.02), -0.02, seat + 0.19], 0.02, shell);
    }
  }
}

export function planSofa(rng: Rng, most: number): Furniture {
  const w = Math.min(most, rng.range(1.3, 2.6));
  const d = rng.range(0.82, 1.05);
  const h = rng.range(0.69, 0.97);
  return {
    classId: SOFA,
    widthM: w,
    depthM: d,
    heightM: h,
    build(b, model) {
      const fabric = cloth(rng);
      const arm = rng.chance(0.85) ? rng.range(0.1, 0.26) : 0.02;
      const armTop = rng.range(0.5, 0.68);
      const seat = rng.range(0.38, 0.46);
      const base = rng.range(0.05, 0.15);
      b.span(-w / 2, w / 2, -d / 2, d / 2 - 0.03, base, seat - 0.14, fabric);
      const seats = Math.max(1, Math.round((w - 2 * arm) / 0.68));
      const pitch = (w - 2 * arm) / seats;
      for (let i = 0; i < seats; i++) {
        const x = -w / 2 + arm + (i + 0.5) * pitch;
        const lift = rng.range(-0.015, 0.015);
        b.box(x, 0.08, seat - 0.07 + lift, pitch - 0.015, d - 0.18, 0.15, fabric);
        b.box(x, -d / 2 + 0.27, seat + (h - seat) / 2, pitch - 0.02, 0.16, h - seat, fabric, {
          roll: rng.range(0.1, 0.3),
        });
        if (rng.chance(0.3)) {
          b.as(IGNORE_LABEL, 0).ellipsoid(
            x + rng.normal(0, 0.1),
            -d / 2 + 0.42,
            seat + 0.18,
            0.21,
            0.07,
            0.2,
            cloth(rng),
            { roll: 0.35 },
          );
        }
      }
      b.box(0, -d / 2 + 0.1, h / 2 + base / 2, w, 0.2, h - base - 0.04, fabric, { roll: 0.05 });
      const round = rng.chance(0.35);
      for (const x of [-1, 1]) {
        const at = x * (w / 2 - arm / 2);
        b.box(at, 0, (armTop + base) / 2, arm, d, armTop - base, fabric);
        if (round) b.rod([at, -d / 2, armTop], [at, d / 2, armTop], arm * 0.55, fabric);
      }
      if (base > 0.08) legs(b, rng, w, d, base, 0.05, wood(rng));
      if (w > 1.9 && rng.chance(0.35)) {
        const side = rng.chance(0.5) ? 1 : -1;
        b.box(side * (w / 2 - 0.4), d / 2 + 0.3, seat / 2 + base / 2, 0.75, 0.65, seat - base, fabric);
      }
      if (rng.chance(0.15)) {
        const ottoman = model.object(OTHER_FURNITURE, b.at(rng.normal(0, 0.4), d / 2 + 0.75, 0).pose);
        ottoman.box(0, 0, 0.21, rng.range(0.45, 0.8), rng.range(0.4, 0.55), 0.42, fabric);
      }
    },
  };
}
