import type { Rng } from '../../core/index.ts';
import { headsOf, type LaserHead, type SensorName } from './laser-heads.ts';

/** A sensor and the day it is used on. */
export interface LidarProfile {
  readonly name: SensorName;
  readonly heads: readonly LaserHead[];
  readonly rangeSigmaM: number;
  /** Spread of the beams' own offsets. */
  readonly biasSigmaM: number;
  readonly quantumM: number;
  /** Probability that a clean return is lost. */
  readonly drop: number;
  /** Signal threshold and steepness of the loss of weak returns. */
  readonly weakSignal: number;
  readonly weakSlope: number;
  /** Probability that a return is a spurious one. */
  readonly ghost: number;
  /** Probability that a pulse on an edge reports a range between the two surfaces. */
  readonly mixed: number;
  /** Probability that a pulse on a pane or a wet road comes back from what is mirrored in it. */
  readonly mirror: number;
  readonly wet: boolean;
  /** Probability that a pulse stops at a drop or flake near the sensor. */
  readonly rain: number;
  /** Share of the pulses on the own car that are kept (as unlabelled points). */
  readonly ownCar: number;
  /** Height of the blades over the soil that a pulse meets, metres. */
  readonly grassM: number;
  /** Probability that leaves swallow a pulse that met them. */
  readonly leafDrop: number;
  /** Unevenness of paving that a pulse sees. */
  readonly pavingM: number;
  readonly sweepS: number;
  readonly speedMps: number;
  readonly yawRate: number;
  /** The cloud is stored as if the car had stood still. */
  readonly deskewed: boolean;
  /** Azimuth sectors [from, to) in which only a share of the returns is kept. */
  readonly sectors: readonly { readonly from: number; readonly to: number; readonly keep: number }[];
}

const NAMES: readonly SensorName[] = [
  'hdl64',
  'hdl64',
  'hdl64',
  'hdl32',
  'hdl32',
  'hdl32',
  'roof-and-sides',
  'roof-and-sides',
  'twin32',
  'twin32',
  'random',
  'random',
  'vlp16',
];

/** A new sensor for every scene: six families, all their numbers varied. `only` takes that family. */
export function drawProfile(rng: Rng, only?: SensorName): LidarProfile {
  const name = only ?? rng.pick(NAMES);
  const far = rng.range(60, 110);
  const rainy = rng.chance(0.1);
  const wet = rainy || rng.chance(0.05);
  const moving = rng.chance(0.7);
  return {
    name,
    heads: headsOf(name, rng, far),
    // Real units scatter between a millimetre and two centimetres on flat asphalt: as many decades as it takes.
    rangeSigmaM: 0.0015 * 10 ** rng.range(0, 1.15),
    biasSigmaM: rng.range(0, 0.006),
    quantumM: rng.range(0.001, 0.008),
    drop: rng.range(0, 0.03),
    weakSignal: rng.range(0.002, 0.014) * (wet ? 2 : 1),
    weakSlope: rng.range(150, 500),
    ghost: rng.chance(0.5) ? rng.range(0, 0.003) : 0,
    mixed: rng.chance(0.7) ? rng.range(0.01, 0.15) : 0,
    mirror: rng.chance(0.6) ? rng.range(0.05, 0.6) : 0,
    wet,
    rain: rainy ? rng.range(0.001, 0.02) : 0,
    ownCar: rng.chance(0.35) ? rng.range(0.1, 1) : 0,
    grassM: 0.003 * 10 ** rng.range(0, 1),
    leafDrop: rng.range(0, 0.4),
    pavingM: rng.range(0, 0.004),
    sweepS: name === 'hdl32' || rng.chance(0.2) ? 0.05 : 0.1,
    speedMps: moving ? rng.range(0, 15) : 0,
    yawRate: moving ? rng.normal(0, 0.08) : 0,
    // Sets with several heads are always deskewed: their heads look at one thing at different times.
    deskewed: rng.chance(0.5) || name === 'twin32' || name === 'roof-and-sides',
    sectors: drawSectors(rng),
  };
}

/** Blocked or thinned sectors, and clouds that are cut to the view of a camera. */
function drawSectors(rng: Rng): LidarProfile['sectors'] {
  const kind = rng.unit();
  const from = rng.range(0, 2 * Math.PI);
  if (kind < 0.06) return [{ from, to: from + rng.range(3.6, 4.8), keep: 0 }];
  if (kind < 0.2)
    return Array.from({ length: 1 + rng.int(2) }, () => {
      const start = rng.range(0, 2 * Math.PI);
      return { from: start, to: start + rng.range(0.2, 1.2), keep: rng.chance(0.4) ? 0 : rng.range(0.2, 0.7) };
    });
  return [];
}
