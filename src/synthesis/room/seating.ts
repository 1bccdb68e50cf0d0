import { IGNORE_LABEL, type Rng } from '../../core/index.ts';
import { cloth, dark, metal, wood } from '../materials.ts';
import type { ObjectBuilder, Surface } from '../solids.ts';
import { CHAIR } from './classes.ts';
import type { Furniture } from './room-model.ts';

export function legs(
  b: ObjectBuilder,
  rng: Rng,
  w: number,
  d: number,
  top: number,
  thick: number,
  material: Surface,
): void {
  const splay = rng.chance(0.4) ? rng.range(0.01, 0.07) : 0;
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

export type ChairKind = 'wood' | 'office' | 'shell' | 'padded' | 'folding' | 'stool' | 'cantilever' | 'tub' | 'stack';

export const CHAIR_KINDS: readonly ChairKind[] = [
  'wood',
  'wood',
  'wood',
  'shell',
  'folding',
  'office',
  'office',
  'padded',
  'padded',
  'cantilever',
  'tub',
  'stool',
];

export function planChair(rng: Rng, kind: ChairKind): Furniture {
  const big = kind === 'padded' || kind === 'tub';
  const w = kind === 'office' ? rng.range(0.46, 0.64) : big ? rng.range(0.56, 0.95) : rng.range(0.38, 0.56);
  const d = big ? rng.range(0.55, 0.92) : rng.range(0.38, 0.54);
  const bar = kind === 'stool' && rng.chance(0.5);
  const seat = bar ? rng.range(0.6, 0.78) : big ? rng.range(0.34, 0.46) : rng.range(0.41, 0.51);
  const back = kind === 'stool' ? 0 : rng.range(0.3, big ? 0.6 : 0.56);
  return {
    // Stools are props in ScanNet's table, and not judged.
    classId: kind === 'stool' ? IGNORE_LABEL : CHAIR,
    widthM: w,
    depthM: d,
    heightM: seat + back,
    build(b) {
      buildChair(b, rng, kind, w, d, seat, back);
      if (kind !== 'stool' && rng.chance(0.14)) dressChair(b.as(IGNORE_LABEL, 0), rng, w, d, seat, back);
    },
  };
}

/** A jacket over the back, a bag or a cushion on the seat. */
function dressChair(b: ObjectBuilder, rng: Rng, w: number, d: number, seat: number, back: number): void {
  if (rng.chance(0.5)) b.box(0, -d / 2, seat + back * 0.65, w * 0.95, 0.14, back * 0.7, cloth(rng), { roll: 0.12 });
  else b.ellipsoid(0, 0, seat + 0.09, w * 0.35, d * 0.3, rng.range(0.06, 0.18), cloth(rng));
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
  switch (kind) {
    case 'office':
      buildOfficeChair(b, rng, w, d, seat, back);
      break;
    case 'padded':
      buildPadded(b, rng, w, d, seat, back);
      break;
    case 'tub':
      buildTub(b, rng, w, d, seat, back);
      break;
    case 'stack':
      for (let i = 0, most = 2 + rng.int(4); i < most; i++)
        buildPlain(b.at(0, i * 0.03, i * 0.12), rng, 'shell', w, d, seat, back);
      break;
    default:
      buildPlain(b, rng, kind, w, d, seat, back);
  }
}

/** An armchair of upholstered blocks. */
function buildPadded(b: ObjectBuilder, rng: Rng, w: number, d: number, seat: number, back: number): void {
  const fabric = cloth(rng);
  const arm = rng.range(0.08, 0.2);
  const foot = rng.range(0.02, 0.16);
  const armTop = seat + rng.range(0.1, 0.28);
  b.span(-w / 2 + arm, w / 2 - arm, -d / 2 + 0.1, d / 2, seat - 0.18, seat, fabric);
  b.span(-w / 2, w / 2, -d / 2 + 0.05, d / 2 - 0.04, foot, seat - 0.15, fabric);
  for (const x of [-1, 1]) {
    b.span(
      Math.min(x * (w / 2 - arm), (x * w) / 2),
      Math.max(x * (w / 2 - arm), (x * w) / 2),
      -d / 2,
      d / 2 - 0.03,
      foot,
      armTop,
      fabric,
    );
    if (rng.chance(0.4))
      b.rod([x * (w / 2 - arm / 2), -d / 2, armTop], [x * (w / 2 - arm / 2), d / 2 - 0.03, armTop], arm * 0.55, fabric);
  }
  b.box(0, -d / 2 + 0.1, seat + back / 2 - 0.05, w * 0.95, rng.range(0.12, 0.24), back + 0.15, fabric, {
    roll: rng.range(0.05, 0.3),
  });
  if (foot > 0.05) legs(b, rng, w, d, foot, 0.05, rng.chance(0.5) ? wood(rng) : metal(rng));
  if (rng.chance(0.2)) b.span(-w / 2 + arm, w / 2 - arm, d / 2, d / 2 + 0.4, seat - 0.12, seat - 0.02, fabric);
}

/** A bucket: back and arms are one curved shell. */
function buildTub(b: ObjectBuilder, rng: Rng, w: number, d: number, seat: number, back: number): void {
  const fabric = cloth(rng);
  b.column(0, 0, seat - 0.16, seat, w * 0.46, fabric, d * 0.48);
  const parts = 9;
  for (let i = 0; i <= parts; i++) {
    const angle = Math.PI * (0.95 + (i / parts) * 1.1);
    const rise = back * (0.55 + 0.45 * Math.sin((Math.PI * i) / parts));
    const at = [Math.cos(angle) * w * 0.47, Math.sin(angle) * d * 0.47];
    b.box(at[0], at[1], seat - 0.1 + rise / 2, w * 0.22, 0.07, rise + 0.15, fabric, { yaw: angle + Math.PI / 2 });
  }
  if (rng.chance(0.5)) legs(b, rng, w * 0.75, d * 0.75, seat - 0.15, 0.04, metal(rng));
  else {
    b.column(0, 0, 0.02, seat - 0.15, 0.04, metal(rng));
    b.column(0, 0, 0, 0.03, w * 0.35, metal(rng));
  }
}

function buildPlain(
  b: ObjectBuilder,
  rng: Rng,
  kind: ChairKind,
  w: number,
  d: number,
  seat: number,
  back: number,
): void {
  const frame = rng.chance(0.5) ? wood(rng) : metal(rng);
  const pad = rng.chance(0.4) ? cloth(rng) : frame;
  const tilt = rng.range(0.03, 0.28);
  const thick = rng.range(0.025, 0.09);
  if (kind === 'stool' && rng.chance(0.6)) b.column(0, 0, seat - thick, seat, w / 2, pad);
  else b.box(0, 0, seat - thick / 2, w, d, thick, pad);
  const rear = -d / 2 + 0.02;
  const sag = back * Math.sin(tilt);
  if (kind === 'folding') {
    for (const x of [-w / 2, w / 2]) {
      b.rod([x, -d / 2 - 0.02, seat + back], [x, d / 2, 0], 0.016, frame);
      b.rod([x * 0.92, d * 0.3, seat], [x * 0.92, -d / 2, 0], 0.016, frame);
    }
    b.box(0, rear, seat + back * 0.75, w, 0.03, back * 0.45, frame, { roll: tilt });
    return;
  }
  if (kind === 'cantilever') {
    for (const x of [-1, 1]) {
      const at = x * (w / 2 - 0.015);
      b.rod([at, -d / 2, 0.02], [at, d / 2, 0.02], 0.018, frame);
      b.rod([at, d / 2, 0.02], [at, d / 2, seat], 0.018, frame);
      b.rod([at, rear, seat], [at, rear - sag, seat + back], 0.018, frame);
    }
  } else if (kind === 'stool' && rng.chance(0.3)) {
    b.column(0, 0, 0.02, seat - thick, 0.035, frame);
    b.column(0, 0, 0, 0.03, w * 0.45, frame);
  } else {
    const leg = rng.range(0.025, 0.06);
    legs(b, rng, w, d, seat - thick, leg, frame);
    if (rng.chance(0.5))
      for (const x of [-1, 1])
        b.rod([x * (w / 2 - 0.03), -d / 2, seat * 0.35], [x * (w / 2 - 0.03), d / 2, seat * 0.35], 0.014, frame);
  }
  if (kind === 'stool') return;
  buildBack(b, rng, kind, w, rear, seat, back, sag, tilt, rng.chance(0.5) ? pad : frame);
  if (rng.chance(0.35)) {
    for (const x of [-1, 1]) {
      b.box(x * (w / 2 + 0.01), 0, seat + 0.2, 0.05, d * 0.85, 0.03, frame);
      b.rod([x * (w / 2 + 0.01), d * 0.38, seat - 0.02], [x * (w / 2 + 0.01), d * 0.38, seat + 0.2], 0.018, frame);
    }
  }
}

function buildBack(
  b: ObjectBuilder,
  rng: Rng,
  kind: ChairKind,
  w: number,
  rear: number,
  seat: number,
  back: number,
  sag: number,
  tilt: number,
  material: Surface,
): void {
  if (kind === 'shell' || kind === 'cantilever') {
    const low = rng.range(0, back * 0.4);
    b.box(0, rear - sag / 2, seat + (back + low) / 2, w, rng.range(0.03, 0.06), back - low, material, { roll: tilt });
    return;
  }
  for (const x of [-1, 1])
    b.rod([x * (w / 2 - 0.02), rear, seat - 0.03], [x * (w / 2 - 0.02), rear - sag, seat + back], 0.021, material);
  const bars = rng.int(3);
  if (bars === 0) b.box(0, rear - sag / 2, seat + back / 2, w - 0.04, 0.035, back * 0.9, material, { roll: tilt });
  else if (bars === 1) {
    for (let i = 1; i <= 3; i++)
      b.box(0, rear - (sag * i) / 3.3, seat + (back * i) / 3.15, w - 0.04, 0.025, 0.08, material);
  } else {
    b.box(0, rear - sag, seat + back - 0.04, w, 0.035, 0.09, material);
    for (let i = -2; i <= 2; i++)
      b.rod([(i * w) / 5.5, rear, seat], [(i * w) / 5.5, rear - sag, seat + back - 0.05], 0.013, material);
  }
}

function buildOfficeChair(b: ObjectBuilder, rng: Rng, w: number, d: number, seat: number, back: number): void {
  // Half of them darker than a depth camera likes.
  const shell = rng.chance(0.5) ? dark(rng) : cloth(rng);
  const fabric = rng.chance(0.6) ? shell : cloth(rng);
  b.taper(
    [-w / 2 + 0.02, w / 2 - 0.02, -d / 2, d / 2],
    [-w / 2, w / 2, -d / 2, d / 2 + 0.02],
    seat - rng.range(0.06, 0.12),
    seat,
    fabric,
  );
  b.column(0, 0, 0.08, seat - 0.08, 0.032, metal(rng));
  const turn = rng.range(0, 1.25);
  const reach = w * rng.range(0.48, 0.62);
  for (let i = 0; i < 5; i++) {
    const a = turn + (i * 2 * Math.PI) / 5;
    b.rod([0, 0, 0.12], [reach * Math.cos(a), reach * Math.sin(a), 0.07], 0.025, shell);
    b.ellipsoid(reach * Math.cos(a), reach * Math.sin(a), 0.03, 0.035, 0.035, 0.03, shell);
  }
  const tall = back * rng.range(0.9, 1.5);
  const gap = rng.range(0.02, 0.16);
  const wide = w * rng.range(0.75, 0.95);
  const lean = rng.range(0.03, 0.25);
  b.box(0, -d / 2 - 0.04, seat + gap + tall / 2, wide, rng.range(0.05, 0.12), tall, fabric, { roll: lean });
  if (rng.chance(0.2)) b.box(0, -d / 2 - 0.1, seat + gap + tall + 0.1, wide * 0.5, 0.07, 0.16, fabric, { roll: lean });
  b.rod([0, -d / 2 + 0.05, seat - 0.08], [0, -d / 2 - 0.02, seat + 0.2], 0.03, shell);
  if (rng.chance(0.7)) {
    for (const x of [-1, 1]) {
      b.box(x * (w / 2 + 0.02), 0, seat + 0.2, 0.06, 0.26, 0.035, shell);
      b.rod([x * (w / 2 + 0.02), -0.02, seat - 0.06], [x * (w / 2 + 0.02), -0.02, seat + 0.19], 0.02, shell);
    }
  }
}
