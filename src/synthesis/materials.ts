import type { Rng } from '../core/index.ts';
import type { Rgb, Surface } from './solids.ts';

export function surface(color: Rgb, reflectivity: number, pass = 0): Surface {
  return pass > 0 ? { color, reflectivity, pass } : { color, reflectivity };
}

/** The colour with brightness and tint moved a little, so that no two objects share one. */
export function varied(rng: Rng, color: Rgb, amount = 18): Rgb {
  const brightness = rng.normal(0, amount);
  const channel = (value: number) =>
    Math.max(0, Math.min(255, Math.round(value + brightness + rng.normal(0, amount / 3))));
  return [channel(color[0]), channel(color[1]), channel(color[2])];
}

const CLOTHS: readonly Rgb[] = [
  [40, 44, 60],
  [70, 80, 110],
  [150, 40, 45],
  [190, 190, 185],
  [60, 95, 70],
  [120, 100, 80],
  [210, 170, 70],
  [30, 30, 32],
];
const WOODS: readonly Rgb[] = [
  [150, 105, 65],
  [190, 150, 105],
  [95, 62, 40],
  [215, 195, 165],
  [235, 232, 225],
  [70, 60, 55],
];
const METALS: readonly Rgb[] = [
  [150, 152, 155],
  [90, 92, 96],
  [40, 42, 45],
  [200, 202, 205],
];

export const cloth = (rng: Rng): Surface => surface(varied(rng, rng.pick(CLOTHS)), rng.range(0.15, 0.7));
export const wood = (rng: Rng): Surface => surface(varied(rng, rng.pick(WOODS), 12), rng.range(0.25, 0.6));
export const metal = (rng: Rng): Surface => surface(varied(rng, rng.pick(METALS), 8), rng.range(0.2, 0.6));
export const white = (rng: Rng): Surface => surface(varied(rng, [232, 232, 228], 6), rng.range(0.6, 0.85));
export const glass = (pass: number): Surface => surface([120, 140, 150], 0.05, pass);
export const dark = (rng: Rng): Surface => surface(varied(rng, [42, 42, 46], 8), rng.range(0.05, 0.15));
export const concrete = (rng: Rng): Surface => surface(varied(rng, [165, 162, 155], 14), rng.range(0.3, 0.55));

const SKINS: readonly Rgb[] = [
  [224, 178, 150],
  [180, 130, 95],
  [110, 75, 55],
];
export const skin = (rng: Rng): Surface => surface(varied(rng, rng.pick(SKINS), 10), 0.4);
