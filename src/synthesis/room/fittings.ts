import { IGNORE_LABEL, type Rng } from '../../core/index.ts';
import { cloth, dark, metal, surface, varied, white, wood } from '../materials.ts';
import { composePose, makePose } from '../pose.ts';
import type { ObjectBuilder } from '../solids.ts';
import { OTHER_FURNITURE, PICTURE, WALL } from './classes.ts';
import { buildFolds } from './curtains.ts';
import type { RoomModel } from './room-model.ts';
import { findHungPlace, type RoomShell } from './shell.ts';
import { fillShelf } from './shelves.ts';

interface Fitting {
  readonly classId: number;
  readonly size: readonly [number, number, number, number];
  /** Height of the lower edge above the floor. */
  readonly z: readonly [number, number];
  build(b: ObjectBuilder, rng: Rng, w: number, h: number): void;
}

/** Things on a wall, drawn in the wall's frame with the lower edge at z = 0 and the wall at y = 0. Sizes: width from, to, height from, to. */
const FITTINGS: Readonly<Record<string, Fitting>> = {
  picture: {
    classId: PICTURE,
    size: [0.25, 1.2, 0.25, 0.95],
    z: [1, 1.6],
    build: (b, rng, w, h) => buildPicture(b, rng, w, h, rng.range(0.02, 0.06)),
  },
  // Flat to the wall: a label would teach a difference that shape does not show.
  poster: {
    classId: IGNORE_LABEL,
    size: [0.3, 1, 0.4, 1.2],
    z: [0.9, 1.4],
    build: (b, rng, w, h) => b.span(-w / 2, w / 2, 0, 0.006, 0, h, surface(varied(rng, [140, 130, 120], 50), 0.5)),
  },
  board: {
    classId: IGNORE_LABEL,
    size: [0.6, 3, 0.6, 1.25],
    z: [0.75, 1],
    build(b, rng, w, h) {
      b.span(-w / 2, w / 2, 0, rng.range(0.012, 0.03), 0, h, surface([235, 236, 238], rng.range(0.08, 0.5)));
      if (rng.chance(0.7)) b.span(-w / 2, w / 2, 0, 0.08, -0.02, 0, metal(rng));
    },
  },
  mirror: {
    classId: IGNORE_LABEL,
    size: [0.3, 1.3, 0.5, 1.6],
    z: [0.3, 1.1],
    // A depth camera sees the room behind a mirror, or nothing.
    build: (b, _rng, w, h) => b.span(-w / 2, w / 2, 0, 0.015, 0, h, surface([170, 180, 185], 0.05)),
  },
  tv: {
    classId: IGNORE_LABEL,
    size: [0.7, 1.5, 0.42, 0.85],
    z: [0.9, 1.3],
    build: (b, rng, w, h) => b.span(-w / 2, w / 2, 0.02, rng.range(0.06, 0.13), 0, h, dark(rng)),
  },
  shelf: {
    classId: IGNORE_LABEL,
    size: [0.4, 1.6, 0.3, 0.4],
    z: [1, 1.7],
    build(b, rng, w) {
      const d = rng.range(0.15, 0.3);
      const board = b.at(0, d / 2, 0);
      board.span(-w / 2, w / 2, -d / 2, d / 2, 0, 0.025, wood(rng));
      fillShelf(board, rng, -w / 2, w, d, 0.025, 0.32, rng.range(0.2, 0.9), 0);
    },
  },
  radiator: {
    classId: OTHER_FURNITURE,
    size: [0.4, 1.8, 0.4, 0.75],
    z: [0.08, 0.15],
    build(b, rng, w, h) {
      const out = rng.range(0.07, 0.16);
      const steel = white(rng);
      if (rng.chance(0.5)) b.span(-w / 2, w / 2, 0.03, out, 0, h, steel);
      else for (let x = -w / 2; x < w / 2; x += 0.075) b.span(x, x + 0.05, 0.03, out, 0, h, steel);
      b.rod([-w / 2, 0.06, -0.08], [-w / 2, 0.06, h * 0.2], 0.012, steel);
    },
  },
  airConditioner: {
    classId: IGNORE_LABEL,
    size: [0.7, 1, 0.25, 0.34],
    z: [1.9, 2.1],
    build: (b, rng, w, h) => b.taper([-w / 2, w / 2, 0, 0.17], [-w / 2, w / 2, 0, 0.22], 0, h, white(rng)),
  },
  clothes: {
    classId: IGNORE_LABEL,
    size: [0.3, 1.1, 0.6, 1.1],
    z: [0.7, 1],
    build(b, rng, w, h) {
      b.span(-w / 2, w / 2, 0, 0.03, h, h + 0.08, wood(rng));
      for (let x = -w / 2 + 0.12; x < w / 2; x += rng.range(0.12, 0.3))
        b.taper(
          [x - 0.17, x + 0.17, 0.02, rng.range(0.08, 0.22)],
          [x - 0.06, x + 0.06, 0.02, 0.1],
          h * rng.range(0, 0.45),
          h + 0.03,
          cloth(rng),
        );
    },
  },
  towel: {
    classId: IGNORE_LABEL,
    size: [0.3, 0.75, 0.35, 0.8],
    z: [0.7, 1.1],
    build(b, rng, w, h) {
      b.rod([-w / 2 - 0.03, 0.08, h], [w / 2 + 0.03, 0.08, h], 0.012, metal(rng));
      buildFolds(b.at(0, 0.08, 0), rng, -w / 2, w / 2, 0, h, cloth(rng), [
        { waveM: 0.25, swingM: rng.range(0.005, 0.03) },
      ]);
    },
  },
  dispenser: {
    classId: IGNORE_LABEL,
    size: [0.2, 0.4, 0.2, 0.5],
    z: [0.9, 1.4],
    build: (b, rng, w, h) => b.span(-w / 2, w / 2, 0, rng.range(0.08, 0.2), 0, h, white(rng)),
  },
  plates: {
    classId: WALL,
    size: [0.08, 0.3, 0.08, 0.12],
    z: [0.25, 1.2],
    build: (b, rng, w, h) => b.span(-w / 2, w / 2, 0, rng.range(0.008, 0.02), 0, h, white(rng)),
  },
  duct: {
    classId: WALL,
    size: [0.5, 2.5, 0.03, 0.1],
    z: [0.2, 2.1],
    build: (b, rng, w, h) => b.span(-w / 2, w / 2, 0, rng.range(0.02, 0.07), 0, h, white(rng)),
  },
  pipe: {
    classId: WALL,
    size: [0.03, 0.12, 2.1, 2.3],
    z: [0, 0.05],
    build: (b, rng, w, h) => b.column(0, w / 2 + 0.03, 0, h, w / 2, white(rng)),
  },
  panelling: {
    classId: WALL,
    size: [0.8, 2.6, 0.8, 1.3],
    z: [0, 0.02],
    build: (b, rng, w, h) => b.span(-w / 2, w / 2, 0, rng.range(0.015, 0.04), 0, h, wood(rng)),
  },
};

export type FittingKind = keyof typeof FITTINGS;

function buildPicture(b: ObjectBuilder, rng: Rng, w: number, h: number, thick: number): void {
  const frame = rng.chance(0.7) ? rng.range(0.02, 0.08) : 0;
  const face = frame > 0 ? thick * rng.range(0.4, 1) : thick;
  b.span(-w / 2 + frame, w / 2 - frame, 0, face, frame, h - frame, surface(varied(rng, [130, 120, 110], 50), 0.5));
  if (frame === 0) return;
  const moulding = wood(rng);
  for (const x of [-w / 2, w / 2 - frame]) b.span(x, x + frame, 0, thick, 0, h, moulding);
  for (const z of [0, h - frame]) b.span(-w / 2, w / 2, 0, thick, z, z + frame, moulding);
}

/** Hangs one on a free stretch of some wall; nothing where there is none. */
export function hangFitting(model: RoomModel, shell: RoomShell, rng: Rng, kind: FittingKind): void {
  const { classId, size, z, build } = FITTINGS[kind];
  const w = rng.range(size[0], size[1]);
  const h = rng.range(size[2], size[3]);
  const low = rng.range(z[0], z[1]);
  const place = findHungPlace(shell, rng, w, low, low + h);
  if (place) build(model.object(classId, composePose(place.wall.pose, makePose(place.u, 0, low))), rng, w, h);
}

const COMMON: readonly FittingKind[] = ['plates', 'plates', 'duct', 'pipe', 'panelling', 'radiator', 'shelf'];
const DRY: readonly FittingKind[] = [
  ...COMMON,
  'picture',
  'picture',
  'picture',
  'picture',
  'poster',
  'poster',
  'board',
  'mirror',
  'tv',
  'airConditioner',
  'clothes',
  'radiator',
];
const WET: readonly FittingKind[] = [...COMMON, 'mirror', 'mirror', 'towel', 'towel', 'towel', 'dispenser', 'picture'];

/** What the walls of such a room carry. */
export function hangFittings(model: RoomModel, shell: RoomShell, rng: Rng, wet: boolean): void {
  const count = rng.int(3 + Math.round((shell.widthM + shell.depthM) * 1.1));
  for (let i = 0; i < count; i++) hangFitting(model, shell, rng, rng.pick(wet ? WET : DRY));
}
