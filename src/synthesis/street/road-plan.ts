import type { Rng } from '../../core/index.ts';

/** What kind of place the street runs through: decides widths, frontage and traffic. */
export type Setting = 'urban' | 'narrow' | 'suburb' | 'rural' | 'highway' | 'yard';

/** Ground beside the street: lawn, paved court, car park, embankment or ditch, rough land. */
export type YardKind = 'garden' | 'forecourt' | 'lot' | 'bank' | 'field';

/** A yard this much above the walk is held by a wall. */
export const RAISED_M = 0.4;

export interface Yard {
  readonly from: number;
  readonly to: number;
  readonly kind: YardKind;
  /** Step at its front edge, metres. */
  readonly levelM: number;
  /** Rise a metre outwards. */
  readonly slope: number;
  /** Metres outwards until the slope begins, and the height at which it ends. */
  readonly startM: number;
  readonly capM: number;
}

export interface RoadSide {
  /** Carriageway edge from the centre line, metres, parking lane included. */
  readonly edgeM: number;
  readonly parkingM: number;
  /** Grass between curb and sidewalk. */
  readonly vergeM: number;
  readonly sidewalkM: number;
  readonly curbM: number;
  /** Width over which the curb rises: centimetres for a cut stone, more for a rolled one. */
  readonly curbRunM: number;
  /** Cross fall of the sidewalk. */
  readonly walkSlope: number;
  /** Lowered curbs: from, to along the road. */
  readonly drives: readonly (readonly [number, number])[];
  readonly yards: readonly Yard[];
}

export interface Crossing {
  readonly x: number;
  readonly skew: number;
  readonly edgeM: number;
  readonly sidewalkM: number;
  /** 0: on both sides; −1 or 1: a T-junction to the right or left. */
  readonly only: -1 | 0 | 1;
}

export interface RoadPlan {
  readonly setting: Setting;
  readonly laneM: number;
  /** Lanes of each direction. */
  readonly lanes: number;
  readonly medianM: number;
  readonly sides: readonly [RoadSide, RoadSide];
  readonly crossing: Crossing | undefined;
}

const SETTINGS: readonly Setting[] = [
  'urban',
  'urban',
  'urban',
  'urban',
  'narrow',
  'narrow',
  'suburb',
  'suburb',
  'suburb',
  'rural',
  'highway',
  'yard',
];

/** Shares of yard kinds by setting; a fifth of all street sides are lawns or slopes right at the curb. */
const YARDS: Readonly<Record<Setting, readonly YardKind[]>> = {
  urban: ['forecourt', 'forecourt', 'garden', 'garden', 'garden', 'lot', 'bank'],
  narrow: ['forecourt', 'garden', 'garden', 'garden', 'bank'],
  suburb: ['garden', 'garden', 'garden', 'garden', 'lot', 'bank', 'forecourt'],
  rural: ['field', 'field', 'bank', 'garden', 'field'],
  highway: ['bank', 'bank', 'field', 'garden'],
  yard: ['lot', 'lot', 'lot', 'forecourt', 'garden', 'bank'],
};

export function drawPlan(rng: Rng): RoadPlan {
  const setting = rng.pick(SETTINGS);
  const laneM = setting === 'narrow' ? rng.range(1.9, 3.1) : rng.range(2.9, 3.7);
  const lanes = lanesOf(setting, rng);
  const medianM = lanes > 1 && rng.chance(0.4) ? rng.range(0.6, 4) : 0;
  const crossing = drawCrossing(rng, setting, laneM);
  const side = () => drawSide(rng, setting, lanes * laneM + medianM / 2);
  return { setting, laneM, lanes, medianM, sides: [side(), side()], crossing };
}

function lanesOf(setting: Setting, rng: Rng): number {
  if (setting === 'highway') return 2 + rng.int(3);
  return setting === 'urban' ? rng.pick([1, 1, 2, 2, 3]) : rng.pick([1, 1, 1, 1, 2]);
}

function drawCrossing(rng: Rng, setting: Setting, laneM: number): Crossing | undefined {
  if (!rng.chance(setting === 'highway' ? 0.1 : 0.55)) return undefined;
  return {
    x: rng.chance(0.35) ? rng.range(-9, 9) : rng.range(14, 45) * (rng.chance(0.6) ? 1 : -1),
    skew: rng.normal(0, 0.15),
    edgeM: rng.pick([1, 1, 2]) * laneM + rng.range(0.2, 2.4),
    sidewalkM: setting === 'rural' ? 0 : rng.range(1.2, 3.2),
    only: rng.pick([0, 0, -1, 1] as const),
  };
}

function drawSide(rng: Rng, setting: Setting, lanesEdgeM: number): RoadSide {
  const built = setting === 'urban' || setting === 'narrow' || setting === 'suburb';
  const parkingM =
    setting === 'highway' ? rng.range(0.3, 3) : rng.chance(0.6) ? rng.range(1.9, 2.5) : rng.range(0, 0.6);
  const walk = rng.chance(setting === 'urban' ? 0.94 : built ? 0.72 : 0.25);
  // A quarter of the curbs are level, lowered or rolled: where a road ends is then a matter of what lies beside it.
  const curbM = rng.chance(0.07) ? rng.range(0, 0.02) : rng.chance(0.18) ? rng.range(0.02, 0.06) : rng.range(0.07, 0.2);
  return {
    edgeM: lanesEdgeM + parkingM,
    parkingM,
    vergeM: rng.chance(setting === 'urban' ? 0.25 : 0.4) ? rng.range(0.6, setting === 'narrow' ? 1 : 3.5) : 0,
    sidewalkM: walk ? (setting === 'urban' ? rng.range(1.5, 6) : rng.range(0.9, 2.6)) : 0,
    curbM: walk || rng.chance(0.5) ? curbM : 0,
    curbRunM: rng.chance(0.65) ? rng.range(0.02, 0.06) : rng.range(0.06, 0.4),
    walkSlope: rng.normal(0.012, 0.012),
    drives: drawDrives(rng, setting),
    yards: drawYards(rng, setting),
  };
}

function drawDrives(rng: Rng, setting: Setting): [number, number][] {
  const drives: [number, number][] = [];
  if (setting === 'highway') return drives;
  const step = setting === 'suburb' ? rng.range(10, 22) : rng.range(20, 60);
  for (let x = -90 + rng.range(0, step); x < 90; x += step * rng.range(0.7, 1.4)) {
    if (rng.chance(0.3)) continue;
    drives.push([x, x + rng.range(2.6, 6)]);
  }
  return drives;
}

function drawYards(rng: Rng, setting: Setting): Yard[] {
  const yards: Yard[] = [];
  for (let from = -130; from < 130; ) {
    const kind = rng.pick(YARDS[setting]);
    const to = from + (kind === 'bank' || kind === 'field' ? rng.range(25, 90) : rng.range(10, 45));
    const up = rng.chance(0.65);
    const steep = rng.range(0.08, 0.6);
    yards.push({
      from,
      to,
      kind,
      levelM:
        kind === 'lot'
          ? 0
          : kind === 'garden'
            ? rng.chance(0.15)
              ? rng.range(RAISED_M, 1.4)
              : rng.range(-0.06, 0.25)
            : rng.range(-0.03, 0.06),
      slope:
        kind === 'bank' ? (up ? steep : -steep * 0.6) : kind === 'lot' ? rng.normal(0, 0.012) : rng.normal(0.01, 0.03),
      startM: kind === 'bank' ? rng.range(0, 9) : 0,
      capM: kind === 'bank' ? (up ? rng.range(0.4, 5) : rng.range(0.3, 1.6)) : 0.6,
    });
    from = to;
  }
  return yards;
}
