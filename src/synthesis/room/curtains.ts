import type { Rng } from '../../core/index.ts';
import { metal, surface, varied } from '../materials.ts';
import { composePose, makePose, type Pose } from '../pose.ts';
import type { ObjectBuilder, Rgb, Surface } from '../solids.ts';
import { CURTAIN } from './classes.ts';
import type { RoomModel } from './room-model.ts';

const FABRICS: readonly Rgb[] = [
  [190, 180, 165],
  [120, 90, 80],
  [90, 110, 130],
  [225, 222, 215],
  [150, 155, 120],
  [70, 60, 75],
];

/** One swing of a hanging sheet: its length, and how far it goes to either side, metres. */
export interface Fold {
  readonly waveM: number;
  readonly swingM: number;
}

/**
 * Gathered, loose, or drawn tight, a scan of which is all but flat; over it the slow swings of cloth that hangs
 * unevenly: after fusion they are what is left of a long curtain's folds.
 */
export function drawFolds(rng: Rng): Fold[] {
  const waveM = rng.range(0.08, 0.3);
  const tight = rng.chance(0.4);
  const folds = [{ waveM, swingM: tight ? rng.range(0.006, 0.025) : rng.range(0.1, 0.3) * waveM + 0.01 }];
  if (rng.chance(0.6)) folds.push({ waveM: rng.range(0.3, 0.9), swingM: rng.range(0.01, 0.05) });
  if (rng.chance(0.6)) folds.push({ waveM: rng.range(1.2, 4), swingM: rng.range(0.01, 0.07) });
  return folds;
}

/** How a sheet's folds change on their way down, and what lies over them. */
interface Hang {
  /** Swings at the top and at the bottom, as shares of the folds'. */
  readonly top: number;
  readonly bottom: number;
  /** Metres that the hem stands out or in, and that the folds move along x from hem to rod. */
  readonly leanM: number;
  readonly slantM: number;
  /** Dents across the sheet: radians a metre along x and z, phase, metres. */
  readonly dents: readonly {
    readonly x: number;
    readonly z: number;
    readonly phase: number;
    readonly swingM: number;
  }[];
}

/** Rows of strips are about so high: from one to the next a fold moves by less than a scan's noise. */
const ROW_M = 0.4;

function drawHang(rng: Rng): Hang {
  const deep = rng.range(0, 0.015);
  return {
    top: rng.range(0.4, 1.1),
    bottom: rng.range(0.7, 1.7),
    leanM: rng.normal(0, 0.025),
    slantM: rng.normal(0, 0.06),
    dents: [1, 2, 3].map(() => ({
      x: (rng.chance(0.5) ? 1 : -1) * rng.range(4, 20),
      z: rng.range(2, 10),
      phase: rng.range(0, 6),
      swingM: deep * rng.range(0.3, 1),
    })),
  };
}

/**
 * A folded sheet along x between z0 and z1: rows of upright strips that follow the folds. Recorded sheets are pinched at the rod, flare, lean
 * and are dented; straight ones, the same at every height, are a mark of what is synthetic.
 */
export function buildFolds(
  b: ObjectBuilder,
  rng: Rng,
  x0: number,
  x1: number,
  z0: number,
  z1: number,
  fabric: Surface,
  folds: readonly Fold[] = drawFolds(rng),
): void {
  const step = Math.max(0.025, folds[0]!.waveM / 4);
  const swings = folds.map(({ waveM, swingM }) => ({
    rate: (2 * Math.PI) / waveM,
    swingM,
    phase: rng.range(0, 6),
    beat: rng.range(0.5, 2) / waveM,
  }));
  const hang = drawHang(rng);
  const at = (x: number, z: number, height: number): number => {
    const along = x + hang.slantM * height;
    const folded = swings.reduce(
      (y, s) => y + s.swingM * Math.sin(along * s.rate + s.phase) * (1 + 0.35 * Math.sin(along * s.beat)),
      0,
    );
    const dented = hang.dents.reduce((y, d) => y + d.swingM * Math.sin(d.x * x + d.z * z + d.phase), 0);
    return folded * (hang.bottom + (hang.top - hang.bottom) * height) + hang.leanM * (1 - height) + dented;
  };
  const rows = Math.max(1, Math.round((z1 - z0) / ROW_M));
  const rowM = (z1 - z0) / rows;
  for (let row = 0; row < rows; row++) {
    const z = z0 + (row + 0.5) * rowM;
    const height = (row + 0.5) / rows;
    for (let x = x0; x < x1; x += step) {
      const end = Math.min(x + step, x1);
      const y = at(x, z, height);
      const next = at(end, z, height);
      b.box((x + end) / 2, (y + next) / 2, z, Math.hypot(end - x, next - y) + 0.008, 0.012, rowM, fabric, {
        yaw: Math.atan2(next - y, end - x),
      });
    }
  }
}

/**
 * Curtains on a rod about the middle of `pose` (on the wall, y into the room): one or two wings, or one sheet drawn across; some
 * before a sheer one that covers the whole width.
 */
export function hangCurtains(
  model: RoomModel,
  pose: Pose,
  rng: Rng,
  widthM: number,
  bottom: number,
  top: number,
): void {
  const fabric = surface(varied(rng, rng.pick(FABRICS), 20), rng.range(0.2, 0.6));
  const reach = widthM / 2;
  const folds = drawFolds(rng);
  const drawn = rng.chance(0.6) ? 1 : rng.range(0.2, 0.85);
  const reachM = (sheet: readonly Fold[]) => sheet.reduce((sum, { swingM }) => sum + 1.5 * swingM, 0);
  const sheer = rng.chance(0.25) ? drawFolds(rng) : undefined;
  const behind = sheer ? 0.03 + reachM(sheer) : 0;
  const out = rng.range(0.05, 0.14) + reachM(folds) + (sheer ? behind + reachM(sheer) : 0);
  if (sheer) {
    const b = model.object(CURTAIN, composePose(pose, makePose(0, behind, 0)));
    buildFolds(b, rng, -reach, reach, bottom, top, surface(varied(rng, [232, 230, 226], 10), 0.3), sheer);
  }
  const sides = drawn === 1 && rng.chance(0.65) ? [0] : rng.chance(0.75) ? [-1, 1] : [rng.pick([-1, 1])];
  for (const side of sides) {
    const b = model.object(CURTAIN, composePose(pose, makePose(0, out, 0)));
    const inner = side === 0 ? -reach : reach * (1 - drawn);
    buildFolds(b, rng, side < 0 ? -reach : inner, side < 0 ? -inner : reach, bottom, top, fabric, folds);
    if (rng.chance(0.5))
      b.rod([side > 0 ? 0 : -reach, 0, top + 0.02], [side < 0 ? 0 : reach, 0, top + 0.02], 0.014, metal(rng));
  }
}
