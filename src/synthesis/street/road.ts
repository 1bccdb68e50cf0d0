import type { Rng } from '../../core/index.ts';
import { ROAD, SIDEWALK, TERRAIN } from './classes.ts';
import { GroundCaster } from './ground-caster.ts';
import { type Crossing, drawPlan, type RoadSide, type Setting, type Yard } from './road-plan.ts';

/** A place beside or on the road: `yaw` is the road's direction there. */
export interface RoadPlace {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly yaw: number;
}

/** Yards are looked up by whole metres along the road, within this. */
const HALF_TABLE_M = 128;
/** A yard's relief fades in over this from its ends and from a crossing, so that neighbours meet without cliffs. */
const FADE_M = 5;

/** The ground as a function of x and y in the road's frame: crowned carriageway, median, curbs, sidewalks, verges, yards, banks, a crossing. */
export class Road {
  readonly setting: Setting;
  readonly laneM: number;
  readonly lanes: number;
  readonly medianM: number;
  /** Right (y < 0) and left (y > 0). */
  readonly sides: readonly [RoadSide, RoadSide];
  readonly crossing: Crossing | undefined;
  /** Houses stand close and in rows. */
  readonly urban: boolean;
  readonly slopeX: number;
  readonly slopeY: number;
  /** Class of the last `heightAt` call. */
  region = ROAD;
  private readonly bend: number;
  private readonly sway: number;
  private readonly crown: number;
  private readonly tilt: number;
  private readonly medianCurbM: number;
  private readonly medianGreen: boolean;
  private readonly hillM: number;
  private readonly hillRate: number;
  private readonly roughM: number;
  private readonly fieldM: number;
  private readonly phases: readonly number[];
  private readonly cornerM: number;
  private readonly yardAt: readonly [Uint8Array, Uint8Array];
  private readonly driveAt: readonly [Uint8Array, Uint8Array];
  /** Made on first use: places are looked up long before rays are cast. */
  private caster: GroundCaster | undefined;

  constructor(rng: Rng) {
    const plan = drawPlan(rng);
    this.setting = plan.setting;
    this.laneM = plan.laneM;
    this.lanes = plan.lanes;
    this.medianM = plan.medianM;
    this.sides = plan.sides;
    this.crossing = plan.crossing;
    this.urban = plan.setting === 'urban' || plan.setting === 'narrow';
    this.bend = rng.chance(0.5) ? rng.normal(0, 0.003) : 0;
    this.sway = rng.chance(0.4) ? rng.normal(0, 1.2) : 0;
    const hilly = rng.chance(0.2) ? 0.05 : 0.015;
    this.slopeX = rng.normal(0, hilly);
    this.slopeY = rng.normal(0, hilly / 2);
    this.crown = rng.range(0, 0.035);
    this.tilt = rng.chance(0.4) ? rng.normal(0, 0.012) : 0;
    this.medianCurbM = rng.chance(0.2) ? rng.range(0, 0.03) : rng.range(0.08, 0.25);
    this.medianGreen = rng.chance(0.65);
    this.hillM = Math.abs(rng.normal(0, 0.35));
    this.hillRate = 1 / rng.range(14, 45);
    // Lawns are smooth at this scale (their blades are the sensor's business), rough land is not.
    this.roughM = 0.003 * 10 ** rng.range(0, 1.1);
    this.fieldM = rng.range(0.02, 0.1);
    this.phases = Array.from({ length: 8 }, () => rng.range(0, 6.28));
    this.cornerM = rng.range(1.5, 8);
    this.yardAt = [yardTable(plan.sides[0]), yardTable(plan.sides[1])];
    this.driveAt = [driveTable(plan.sides[0]), driveTable(plan.sides[1])];
  }

  centerAt(x: number): number {
    return this.bend * x * x + this.sway * Math.sin(x / 23);
  }

  /** Signed metres from the centre line, left positive. */
  lateral(x: number, y: number): number {
    const slope = 2 * this.bend * x + (this.sway / 23) * Math.cos(x / 23);
    return (y - this.centerAt(x)) / Math.sqrt(1 + slope * slope);
  }

  placeAt(along: number, lateral: number): RoadPlace {
    const yaw = Math.atan(2 * this.bend * along + (this.sway / 23) * Math.cos(along / 23));
    const x = along - lateral * Math.sin(yaw);
    const y = this.centerAt(along) + lateral * Math.cos(yaw);
    return { x, y, z: this.heightAt(x, y), yaw };
  }

  /** Middle of a lane: `lane` counts outwards from the centre line, `sign` is the side. */
  laneLateral(lane: number, sign: number): number {
    return sign * (this.medianM / 2 + (lane + 0.5) * this.laneM);
  }

  /** Metres outside the crossing road's carriageway; Infinity without one. */
  beyondCrossing(x: number, y: number): number {
    const c = this.crossing;
    if (!c || (c.only !== 0 && this.lateral(x, y) * c.only < 0)) return Infinity;
    return Math.abs(x - c.x - c.skew * y) - c.edgeM;
  }

  /** The ground kind beside the road at this place along it. */
  yard(along: number, sideIndex: number): Yard {
    return this.sides[sideIndex].yards[this.yardAt[sideIndex][tableSlot(along)]];
  }

  onDrive(along: number, sideIndex: number): boolean {
    return this.driveAt[sideIndex][tableSlot(along)] > 0;
  }

  heightAt(x: number, y: number): number {
    const lateral = this.lateral(x, y);
    const sideIndex = lateral < 0 ? 0 : 1;
    const side = this.sides[sideIndex];
    const off = Math.abs(lateral);
    const out = off - side.edgeM;
    const crossOut = this.beyondCrossing(x, y);
    const p = this.phases;
    const base =
      this.slopeX * x +
      this.slopeY * y +
      this.hillM * Math.sin(x * this.hillRate + p[0]) * Math.cos(y * 0.6 * this.hillRate + p[1]);
    const corner = this.cornerM;
    const rounded =
      out > 0 && crossOut > 0 && out < corner && crossOut < corner
        ? (corner - out) ** 2 + (corner - crossOut) ** 2 > corner ** 2
        : false;
    if (out <= 0 || crossOut <= 0 || rounded) {
      const inside = out <= 0 ? -out : 0;
      const z =
        base + this.crown * Math.min(inside, 5) + this.tilt * (out <= 0 ? lateral : Math.sign(lateral) * side.edgeM);
      if (off < this.medianM / 2 && crossOut > 0) {
        this.region = this.medianGreen ? TERRAIN : SIDEWALK;
        return z + this.medianCurbM * Math.min(1, (this.medianM / 2 - off) / 0.08);
      }
      this.region = ROAD;
      return z;
    }
    const edge = base + this.tilt * Math.sign(lateral) * side.edgeM;
    const crossWalk = this.crossing?.sidewalkM ?? 0;
    const walkEnd = side.vergeM + side.sidewalkM;
    const drive = this.driveAt[sideIndex][tableSlot(x)] > 0;
    const curb = (drive ? 0.25 : 1) * side.curbM * Math.min(1, Math.min(out, crossOut) / side.curbRunM);
    if (out < walkEnd || crossOut < crossWalk) {
      const walk = out >= side.vergeM || crossOut < crossWalk || drive;
      this.region = walk ? SIDEWALK : TERRAIN;
      const bumps = walk ? 0 : this.roughM * Math.sin(x * 1.9 + p[2]) * Math.sin(y * 2.3 + p[3]);
      return edge + curb + side.walkSlope * Math.min(out, crossOut) + bumps;
    }
    const yard = side.yards[this.yardAt[sideIndex][tableSlot(x)]];
    const beyond = out - walkEnd;
    const walkTop = edge + curb + side.walkSlope * Math.min(walkEnd, crossOut);
    const fade = smooth(Math.min(x - yard.from, yard.to - x, crossOut - crossWalk, beyond * 8) / FADE_M);
    const climb = yard.slope * Math.max(0, beyond - yard.startM);
    const relief = yard.levelM + Math.max(-yard.capM, Math.min(yard.capM, climb));
    if (yard.kind === 'lot' || drive) {
      this.region = ROAD;
      return walkTop + fade * relief;
    }
    if (yard.kind === 'forecourt') {
      this.region = SIDEWALK;
      return walkTop + fade * relief;
    }
    this.region = TERRAIN;
    const rough = yard.kind === 'field' ? this.fieldM : this.roughM;
    const bumps =
      Math.sin(x * 1.3 + p[2]) * Math.sin(y * 1.7 + p[3]) + 0.7 * Math.sin(x * 0.5 + p[4]) * Math.sin(y * 0.6 + p[5]);
    return walkTop + fade * (relief + rough * bumps);
  }

  /** Distance along a ray of unit direction to the ground, or Infinity; `region` then tells the class there. */
  cast(ox: number, oy: number, oz: number, dx: number, dy: number, dz: number, limit: number): number {
    this.caster ??= new GroundCaster((px, py) => this.heightAt(px, py));
    return this.caster.cast(ox, oy, oz, dx, dy, dz, limit);
  }

  /** Sine of the angle between a ray and the ground at (x, y). */
  incidence(x: number, y: number, dx: number, dy: number, dz: number): number {
    const z = this.heightAt(x, y);
    const gx = (this.heightAt(x + 0.1, y) - z) / 0.1;
    const gy = (this.heightAt(x, y + 0.1) - z) / 0.1;
    // A curb's riser is steeper than any slope that a laser pulse averages over.
    const scale = 1 / Math.sqrt(1 + gx * gx + gy * gy);
    return Math.max(0.001, (gx * dx + gy * dy - dz) * scale);
  }
}

function smooth(t: number): number {
  return t <= 0 ? 0 : t >= 1 ? 1 : t * t * (3 - 2 * t);
}

function tableSlot(along: number): number {
  return Math.max(0, Math.min(2 * HALF_TABLE_M - 1, Math.floor(along + HALF_TABLE_M)));
}

function yardTable(side: RoadSide): Uint8Array {
  return Uint8Array.from({ length: 2 * HALF_TABLE_M }, (_, i) => {
    const along = i - HALF_TABLE_M + 0.5;
    return Math.max(
      0,
      side.yards.findIndex((yard) => along < yard.to),
    );
  });
}

function driveTable(side: RoadSide): Uint8Array {
  return Uint8Array.from({ length: 2 * HALF_TABLE_M }, (_, i) => {
    const along = i - HALF_TABLE_M + 0.5;
    return side.drives.some(([from, to]) => along >= from && along < to) ? 1 : 0;
  });
}
