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

/** A folded sheet along x between z0 and z1: a row of upright strips that follow the folds. */
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
  const step = Math.max(0.025, folds[0].waveM / 4);
  const swings = folds.map(({ waveM, swingM }) => ({
    rate: (2 * Math.PI) / waveM,
    swingM,
    phase: rng.range(0, 6),
    beat: rng.range(0.5, 2) / waveM,
  }));
  const at = (x: number) =>
    swings.reduce((y, s) => y + s.swingM * Math.sin(x * s.rate + s.phase) * (1 + 0.35 * Math.sin(x * s.beat)), 0);
  for (let x = x0; x < x1; x += step) {
    const end = Math.min(x + step, x1);
    const y = at(x);
    const next = at(end);
    b.box((x + end) / 2, (y + next) / 2, (z0 + z1) / 2, Math.hypot(end - x, next - y) + 0.008, 0.012, z1 - z0, fabric, {
      yaw: Math.atan2(next - y, end - x),
    });
  }
}

/** Curtains on a rod about the middle of `pose` (on the wall, y into the room): one or two wings, or one sheet drawn across. */
export function hangCurtains(
  model: RoomModel,
  pose: Pose,
  rng: Rng,
  widthM: number,
  bottom: number,
  top: number,
): void {
  const fabric = surface(varied(rng, rng.pick(FABRICS), 12), rng.range(0.2, 0.6));
  const reach = widthM / 2;
  const folds = drawFolds(rng);
  const drawn = rng.chance(0.6) ? 1 : rng.range(0.2, 0.85);
  const out = rng.range(0.05, 0.14) + folds.reduce((sum, { swingM }) => sum + swingM, 0);
  const sides = drawn === 1 && rng.chance(0.65) ? [0] : rng.chance(0.75) ? [-1, 1] : [rng.pick([-1, 1])];
  for (const side of sides) {
    const b = model.object(CURTAIN, composePose(pose, makePose(0, out, 0)));
    const inner = side === 0 ? -reach : reach * (1 - drawn);
    buildFolds(b, rng, side < 0 ? -reach : inner, side < 0 ? -inner : reach, bottom, top, fabric, folds);
    if (rng.chance(0.5))
      b.rod([side > 0 ? 0 : -reach, 0, top + 0.02], [side < 0 ? 0 : reach, 0, top + 0.02], 0.014, metal(rng));
  }
}
