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

export interface LidarProfile {
  readonly name: 'hdl64' | 'hdl32' | 'roof-and-sides' | 'twin32' | 'random';
  readonly heads: readonly LaserHead[];
  readonly rangeSigmaM: number;
  readonly quantumM: number;
  /** Probability that a clean return is lost. */
  readonly drop: number;
  /** Signal threshold and steepness of the loss of weak returns. */
  readonly weakSignal: number;
  readonly weakSlope: number;
  /** Probability that a return is a spurious one. */
  readonly ghost: number;
}

const DEG = Math.PI / 180;

/** Elevations of a 32-beam unit whose beams crowd at the horizon, degrees. */
const HORIZON_DENSE_32 = [
  -25, -15.639, -11.311, -8.843, -7.255, -6.148, -5.334, -4.667, -4, -3.667, -3.334, -3, -2.667, -2.333, -2.001, -1.667,
  -1.333, -1, -0.667, -0.333, 0, 0.332, 0.667, 1, 1.332, 1.667, 2.333, 3.333, 4.667, 7, 10.334, 15,
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

/** A new sensor for every scene: five families in equal shares, all their numbers varied. Columns keep a scan near 30–90 k returns. */
export function drawProfile(rng: Rng): LidarProfile {
  const name = rng.pick(['hdl64', 'hdl32', 'roof-and-sides', 'twin32', 'random'] as const);
  const far = rng.range(60, 110);
  const common = {
    name,
    rangeSigmaM: rng.range(0.003, 0.025),
    quantumM: rng.range(0.002, 0.008),
    drop: rng.range(0, 0.03),
    weakSignal: rng.range(0.002, 0.014),
    weakSlope: rng.range(150, 500),
    ghost: rng.chance(0.5) ? rng.range(0, 0.003) : 0,
  };
  return { ...common, heads: headsOf(name, rng, far) };
}

function headsOf(name: LidarProfile['name'], rng: Rng, far: number): LaserHead[] {
  switch (name) {
    case 'hdl64':
      return [makeHead(rng, [...evenly(2, -8.33, 32), ...evenly(-8.83, -24.33, 32)], 1100 + rng.int(600), far)];
    case 'hdl32':
      return [makeHead(rng, evenly(10.7, -30.63, 32), 1000 + rng.int(180), far)];
    case 'roof-and-sides': {
      const top = evenly(0, 1, 64).map((t) => 2.4 - 20 * t ** 1.45);
      const side = (yaw: number, x: number, y: number) =>
        makeHead(rng, evenly(25, -80, 40), 150, 20, { x, y, z: -0.9, azimuthFrom: yaw - 1.4, azimuthSpan: 2.8 });
      return [
        makeHead(rng, top, 950 + rng.int(200), Math.min(far, 80)),
        side(0, 2.3, 0),
        side(Math.PI, -2.4, 0),
        side(Math.PI / 2, 1.5, 1.05),
        side(-Math.PI / 2, 1.5, -1.05),
      ];
    }
    case 'twin32':
      return [0, 1].map((i) => makeHead(rng, HORIZON_DENSE_32, 1000 + rng.int(250), far, { z: -0.15 * i, x: 0.1 * i }));
    case 'random': {
      const beams = rng.pick([16, 32, 40, 64, 128]);
      const bottom = rng.range(-30, -12);
      const top = rng.range(0, 15);
      const power = rng.chance(0.5) ? 1 : rng.range(1, 2.5);
      // Beams crowd at the horizon as the power grows.
      const elevations = evenly(-1, 1, beams).map((t) => (t < 0 ? bottom : top) * Math.abs(t) ** power);
      const dead = new Set(Array.from({ length: rng.int(3) }, () => rng.int(beams)));
      const columns = Math.min(2200, Math.round(rng.range(60_000, 95_000) / beams));
      return [
        makeHead(
          rng,
          elevations.filter((_, i) => !dead.has(i)),
          columns,
          far,
        ),
      ];
    }
  }
}
