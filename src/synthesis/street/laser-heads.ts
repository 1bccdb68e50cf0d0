import type { Rng } from '../../core/index.ts';

/** One spinning head. Angles in radians, positions in metres from the cloud's origin. */
export interface LaserHead {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** Elevation of each beam. */
  readonly elevations: readonly number[];
  /** Azimuth offset of each beam. */
  readonly offsets: readonly number[];
  readonly columns: number;
  readonly azimuthFrom: number;
  readonly azimuthSpan: number;
  readonly maxRangeM: number;
}

export type SensorName = 'hdl64' | 'hdl32' | 'roof-and-sides' | 'twin32' | 'vlp16' | 'random';

const DEG = Math.PI / 180;

/** Elevations of a 32-beam unit whose beams crowd at the horizon, degrees (VLP-32C). */
const HORIZON_DENSE_32 = [
  -25, -15.639, -11.311, -8.843, -7.255, -6.148, -5.334, -4.667, -4, -3.667, -3.334, -3, -2.667, -2.333, -2.001, -1.667,
  -1.333, -1, -0.667, -0.333, 0, 0.332, 0.667, 1, 1.332, 1.667, 2.333, 3.333, 4.667, 7, 10.334, 15,
];

/** A 64-beam unit with a fine middle and sparse ends, degrees (Pandar64). */
const FINE_MIDDLE_64 = [
  -24.94,
  -18.93,
  ...evenly(-13.97, -6.1, 9),
  ...evenly(-5.94, 1.99, 47),
  3,
  5.02,
  8.02,
  10.99,
  12.9,
  14.84,
];

function evenly(from: number, to: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));
}

function makeHead(
  rng: Rng,
  elevationsDeg: readonly number[],
  columns: number,
  maxRangeM: number,
  place: Partial<LaserHead> = {},
): LaserHead {
  const jitter = rng.range(0, 0.05);
  const spread = rng.range(0, 0.1);
  return {
    x: 0,
    y: 0,
    z: 0,
    elevations: elevationsDeg.map((deg) => (deg + rng.normal(0, jitter)) * DEG),
    offsets: elevationsDeg.map(() => rng.range(-spread, spread) * DEG),
    columns,
    azimuthFrom: rng.range(-Math.PI, Math.PI),
    azimuthSpan: 2 * Math.PI,
    maxRangeM,
    ...place,
  };
}

/** Columns are those of the real units at the lower end of their range: a scene stays near 25–110 k returns. */
export function headsOf(name: SensorName, rng: Rng, far: number): LaserHead[] {
  switch (name) {
    case 'hdl64': {
      // Two blocks at different heights in one housing.
      const columns = 1350 + rng.int(650);
      const from = rng.range(-Math.PI, Math.PI);
      const upper = evenly(2 + rng.normal(0, 0.2), -8.33, 32);
      const lower = evenly(-8.83, -24.33 + rng.normal(0, 0.4), 32);
      return [
        makeHead(rng, upper, columns, far, { azimuthFrom: from }),
        makeHead(rng, lower, columns, far, { azimuthFrom: from, z: -0.1 }),
      ];
    }
    case 'hdl32':
      return [makeHead(rng, evenly(10.7, -30.63, 32), 1000 + rng.int(180), far)];
    case 'roof-and-sides': {
      const top = evenly(0, 1, 64).map((t) => 2.4 - 20 * t ** 1.45);
      const side = (yaw: number, x: number, y: number) =>
        makeHead(rng, evenly(25 + rng.range(0, 5), -85, 60), 160 + rng.int(100), 20, {
          x,
          y,
          z: -1.1 + rng.normal(0, 0.15),
          azimuthFrom: yaw - 1.5,
          azimuthSpan: 3,
        });
      return [
        makeHead(rng, top, 1050 + rng.int(500), Math.min(far, 80)),
        side(0, 2.5, 0),
        side(Math.PI, -2.5, 0),
        side(Math.PI / 2, 1.6, 1.08),
        side(-Math.PI / 2, 1.6, -1.08),
      ];
    }
    case 'twin32': {
      // One above the other, half a turn apart.
      const from = rng.range(-Math.PI, Math.PI);
      const columns = 1100 + rng.int(600);
      return [0, 1].map((i) =>
        makeHead(rng, HORIZON_DENSE_32, columns, far, { z: -0.2 * i, x: 0.05 * i, azimuthFrom: from + i * Math.PI }),
      );
    }
    case 'vlp16':
      return [makeHead(rng, evenly(15, -15, 16), 1500 + rng.int(400), far)];
    case 'random':
      return [randomHead(rng, far)];
  }
}

function randomHead(rng: Rng, far: number): LaserHead {
  if (rng.chance(0.2)) return makeHead(rng, FINE_MIDDLE_64, 1000 + rng.int(700), far);
  const beams = rng.pick([16, 32, 32, 40, 64, 128]);
  const bottom = rng.range(-30, -12);
  const top = rng.range(0, 15);
  const power = rng.chance(0.5) ? 1 : rng.range(1, 2.5);
  // Beams crowd at the horizon as the power grows.
  const elevations = evenly(-1, 1, beams).map((t) => (t < 0 ? bottom : top) * Math.abs(t) ** power);
  const dead = new Set(Array.from({ length: rng.int(3) }, () => rng.int(beams)));
  const columns = Math.min(2200, Math.round(rng.range(60_000, 100_000) / beams));
  return makeHead(
    rng,
    elevations.filter((_, i) => !dead.has(i)),
    columns,
    far,
  );
}
