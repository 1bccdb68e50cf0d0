import type { Rng, Vec3 } from '../../core/index.ts';
import type { Rgb } from '../solids.ts';

export type CarStyle = 'micro' | 'hatchback' | 'sedan' | 'coupe' | 'suv' | 'estate' | 'minivan' | 'van' | 'pickup';
export type BodyStyle = CarStyle | 'truck' | 'lorry' | 'bus' | 'minibus' | 'tram' | 'trailer' | 'digger' | 'tractor';

export const PAINTS: readonly Rgb[] = [
  [225, 226, 228],
  [30, 31, 34],
  [120, 124, 130],
  [170, 175, 180],
  [140, 30, 32],
  [40, 60, 110],
  [60, 75, 65],
  [200, 190, 160],
];

const CARS: readonly CarStyle[] = [
  'micro',
  'hatchback',
  'hatchback',
  'hatchback',
  'sedan',
  'sedan',
  'sedan',
  'coupe',
  'suv',
  'suv',
  'suv',
  'estate',
  'estate',
  'minivan',
  'van',
  'van',
  'pickup',
];
const HEAVY: readonly BodyStyle[] = [
  'truck',
  'truck',
  'truck',
  'truck',
  'lorry',
  'bus',
  'bus',
  'minibus',
  'trailer',
  'tractor',
];

export function pickCar(rng: Rng): CarStyle {
  return rng.pick(CARS);
}

export function pickStyle(rng: Rng, heavyShare = 0.15): BodyStyle {
  if (rng.chance(heavyShare)) return rng.chance(0.06) ? rng.pick(['tram', 'digger'] as const) : rng.pick(HEAVY);
  return pickCar(rng);
}

/** Least and most length, width, height of the body without mirrors, metres (synth2real 3.1: KITTI small, nuScenes and AV2 large). */
const SIZES: Readonly<Record<BodyStyle, readonly [number, number, number, number, number, number]>> = {
  micro: [2.6, 3.5, 1.48, 1.65, 1.45, 1.62],
  hatchback: [3.5, 4.3, 1.6, 1.82, 1.4, 1.6],
  sedan: [4.2, 5.1, 1.68, 1.93, 1.36, 1.53],
  coupe: [4.0, 4.8, 1.7, 1.95, 1.2, 1.42],
  estate: [4.3, 4.95, 1.7, 1.9, 1.42, 1.58],
  suv: [4.2, 5.3, 1.78, 2.05, 1.6, 1.98],
  minivan: [4.3, 5.2, 1.75, 2.0, 1.6, 1.95],
  van: [4.6, 6.4, 1.85, 2.15, 1.85, 2.8],
  pickup: [5.0, 6.1, 1.8, 2.08, 1.7, 2.05],
  truck: [4.7, 10, 1.75, 2.6, 2.2, 3.9],
  lorry: [12, 17.5, 2.45, 2.65, 3.3, 4.1],
  bus: [9, 13, 2.45, 2.95, 2.9, 4.2],
  minibus: [5.5, 8, 2.0, 2.35, 2.3, 2.9],
  tram: [14, 24, 2.3, 2.65, 3.2, 3.6],
  trailer: [2.4, 7.5, 1.6, 2.4, 0.9, 2.9],
  digger: [5, 8, 2.2, 2.8, 2.7, 3.4],
  tractor: [3.2, 5, 1.7, 2.4, 2.2, 3],
};

/** Length, width, height of the body without mirrors, metres. */
export function vehicleSize(rng: Rng, style: BodyStyle): Vec3 {
  const [l0, l1, w0, w1, h0, h1] = SIZES[style];
  // Long ones of a kind are also wide and tall: one draw in common, one of their own.
  const common = rng.unit();
  const blend = (low: number, high: number) => low + (high - low) * (0.5 * common + 0.5 * rng.unit());
  return [blend(l0, l1), blend(w0, w1), blend(h0, h1)];
}
