import { IGNORE_LABEL, type Rng } from '../../core/index.ts';
import { cloth, dark, metal, white, wood } from '../materials.ts';
import type { ObjectBuilder, Surface } from '../solids.ts';
import { OTHER_FURNITURE } from './classes.ts';
import type { Furniture } from './room-model.ts';
import { fillShelf } from './shelves.ts';

export type OtherKind = keyof typeof KINDS;

interface Kind {
  /** Width, depth, height: from, to. */
  readonly size: readonly [number, number, number, number, number, number];
  build(b: ObjectBuilder, rng: Rng, w: number, d: number, h: number): void;
}

/** What ScanNet counts as furniture without a class of its own. */
const KINDS = {
  bin: { size: [0.2, 0.45, 0.2, 0.42, 0.25, 0.75], build: buildBin },
  ottoman: {
    size: [0.4, 1, 0.4, 0.75, 0.34, 0.5],
    build(b, rng, w, d, h) {
      const fabric = cloth(rng);
      if (rng.chance(0.25)) b.column(0, 0, 0.02, h, w / 2, fabric);
      else if (rng.chance(0.5)) b.span(-w / 2, w / 2, -d / 2, d / 2, 0.02, h, fabric);
      else
        b.taper(
          [-w / 2 + 0.03, w / 2 - 0.03, -d / 2 + 0.03, d / 2 - 0.03],
          [-w / 2, w / 2, -d / 2, d / 2],
          0.02,
          h,
          fabric,
        );
    },
  },
  bench: {
    size: [0.8, 1.7, 0.3, 0.5, 0.4, 0.5],
    build(b, rng, w, d, h) {
      const board = wood(rng);
      b.span(-w / 2, w / 2, -d / 2, d / 2, h - 0.06, h, rng.chance(0.4) ? cloth(rng) : board);
      for (const x of [-1, 1]) b.box(x * (w / 2 - 0.08), 0, (h - 0.05) / 2, 0.06, d * 0.9, h - 0.05, board);
    },
  },
  rack: {
    size: [0.4, 1, 0.28, 0.5, 0.7, 1.8],
    build(b, rng, w, d, h) {
      const board = rng.chance(0.5) ? metal(rng) : wood(rng);
      const levels = 2 + rng.int(3);
      for (let i = 1; i <= levels; i++) {
        const z = (h * i) / levels;
        b.span(-w / 2, w / 2, -d / 2, d / 2, z - 0.03, z, board);
        fillShelf(b.as(IGNORE_LABEL, 0), rng, -w / 2, w, d, z, (h / levels) * 0.7, rng.range(0.1, 0.7), 0);
      }
      for (const x of [-1, 1])
        for (const y of [-1, 1]) b.column(x * (w / 2 - 0.02), y * (d / 2 - 0.02), 0, h, 0.018, board);
    },
  },
  clothesRail: {
    size: [0.8, 1.4, 0.4, 0.5, 1.3, 1.7],
    build(b, rng, w, d, h) {
      const steel = metal(rng);
      b.rod([-w / 2, 0, h], [w / 2, 0, h], 0.02, steel);
      for (const x of [-1, 1]) {
        b.rod([(x * w) / 2, 0, 0], [(x * w) / 2, 0, h], 0.02, steel);
        b.box((x * w) / 2, 0, 0.03, 0.05, d, 0.05, steel);
      }
      for (let x = -w * 0.42; x < w * 0.42; x += rng.range(0.06, 0.2))
        b.taper(
          [x - 0.03, x + 0.03, -0.22, 0.22],
          [x - 0.02, x + 0.02, -0.16, 0.16],
          h * rng.range(0.3, 0.55),
          h - 0.05,
          cloth(rng),
        );
    },
  },
  washer: {
    size: [0.55, 0.7, 0.55, 0.7, 0.82, 1.1],
    build(b, rng, w, d, h) {
      const body = white(rng);
      b.span(-w / 2, w / 2, -d / 2, d / 2, 0.02, h * 0.92, body);
      const front = rng.chance(0.6);
      if (front) b.rod([0, d / 2 - 0.01, h * 0.45], [0, d / 2 + 0.03, h * 0.45], w * 0.3, dark(rng));
      if (front && rng.chance(0.7)) b.span(-w / 2, w / 2, -d / 2, d / 2, h * 0.88, h * 0.92, metal(rng));
      else b.span(-w / 2, w / 2, -d / 2, -d / 2 + 0.12, h * 0.92, h, body);
    },
  },
  waterCooler: {
    size: [0.3, 0.4, 0.3, 0.4, 1, 1.4],
    build(b, rng, w, d, h) {
      b.span(-w / 2, w / 2, -d / 2, d / 2, 0, h * 0.72, white(rng));
      b.column(0, 0, h * 0.72, h, w * 0.38, metal(rng));
    },
  },
  piano: {
    size: [1.2, 1.55, 0.5, 0.65, 0.8, 1.3],
    build(b, rng, w, d, h) {
      const body: Surface = rng.chance(0.5) ? dark(rng) : wood(rng);
      b.span(-w / 2, w / 2, -d / 2, 0, 0, h, body);
      b.span(-w / 2, w / 2, 0, d / 2, 0.6, 0.75, body);
      for (const x of [-1, 1]) b.box(x * (w / 2 - 0.05), d / 2 - 0.05, 0.3, 0.08, 0.08, 0.6, body);
    },
  },
  ironingBoard: {
    size: [1.1, 1.4, 0.32, 0.4, 0.75, 0.95],
    build(b, rng, w, d, h) {
      b.box(0, 0, h - 0.02, w, d, 0.04, cloth(rng));
      for (const y of [-1, 1]) {
        b.rod([-w * 0.35, y * 0.12, 0], [w * 0.25, y * 0.12, h - 0.04], 0.015, metal(rng));
        b.rod([w * 0.35, y * 0.12, 0], [-w * 0.25, y * 0.12, h - 0.04], 0.015, metal(rng));
      }
    },
  },
  ladder: {
    size: [0.4, 0.55, 0.3, 0.7, 1, 1.8],
    build(b, rng, w, d, h) {
      const steel = metal(rng);
      for (const x of [-w / 2, w / 2]) {
        b.rod([x, d / 2, 0], [x * 0.8, -0.05, h], 0.022, steel);
        b.rod([x, -d / 2, 0], [x * 0.8, -0.05, h], 0.018, steel);
      }
      for (let z = 0.25; z < h; z += 0.27) b.box(0, d / 2 - (d / 2) * (z / h), z, w * 0.9, 0.08, 0.025, steel);
    },
  },
} satisfies Readonly<Record<string, Kind>>;

function buildBin(b: ObjectBuilder, rng: Rng, w: number, d: number, h: number): void {
  const plastic = rng.chance(0.4) ? cloth(rng) : rng.chance(0.5) ? metal(rng) : white(rng);
  if (rng.chance(0.45)) b.column(0, 0, 0, h, w / 2, plastic);
  else b.taper([-w * 0.38, w * 0.38, -d * 0.38, d * 0.38], [-w / 2, w / 2, -d / 2, d / 2], 0, h, plastic);
  if (rng.chance(0.3)) b.ellipsoid(0, 0, h, w * 0.45, d * 0.45, 0.08, plastic);
  // A bag's rim, or a lid ajar.
  if (rng.chance(0.15)) b.box(0, -d / 2, h + w * 0.3, w, 0.02, w * 0.6, plastic, { roll: 0.25 });
}

const COMMON: readonly OtherKind[] = [
  'bin',
  'bin',
  'bin',
  'ottoman',
  'bench',
  'rack',
  'clothesRail',
  'piano',
  'ironingBoard',
  'ladder',
  'waterCooler',
];

export function planOtherFurniture(rng: Rng, kind: OtherKind = rng.pick(COMMON)): Furniture {
  const { size, build }: Kind = KINDS[kind];
  const w = rng.range(size[0], size[1]);
  const d = rng.range(size[2], size[3]);
  const h = rng.range(size[4], size[5]);
  return {
    classId: OTHER_FURNITURE,
    widthM: w,
    depthM: d,
    heightM: h,
    ...(kind === 'washer' || kind === 'piano' ? { top: { z: h * 0.92, widthM: w * 0.8, depthM: d * 0.5 } } : {}),
    build: (b) => build(b, rng, w, d, h),
  };
}
