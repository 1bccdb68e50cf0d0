import type { Rng } from '../../core/index.ts';
import { ROAD, SIDEWALK, TERRAIN } from './classes.ts';

export interface RoadSide {
  /** Carriageway edge from the centre line, metres, parking lane included. */
  readonly edgeM: number;
  readonly parkingM: number;
  /** Grass between curb and sidewalk. */
  readonly vergeM: number;
  readonly sidewalkM: number;
}

/** A place beside or on the road: `yaw` is the road's direction there. */
export interface RoadPlace {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly yaw: number;
}

/**
 * The ground as a function of x and y in the road's frame: carriageway with crown, curbs, sidewalks, verges, terrain, maybe a crossing road.
 * Stays within `lowM` and `highM` of its base plane.
 */
export class Road {
  readonly laneM: number;
  readonly lanes: number;
  /** Right (y < 0) and left (y > 0). */
  readonly sides: readonly [RoadSide, RoadSide];
  readonly crossing:
    | { readonly x: number; readonly skew: number; readonly edgeM: number; readonly sidewalkM: number }
    | undefined;
  readonly urban: boolean;
  readonly lowM = -0.9;
  readonly highM = 1.3;
  readonly slopeX: number;
  readonly slopeY: number;
  /** Class of the last `heightAt` call. */
  region = ROAD;
  private readonly bend: number;
  private readonly sway: number;
  private readonly curbM: number;
  private readonly crown: number;
  private readonly bank: readonly [number, number];
  private readonly roughM: number;
  private readonly phases: readonly number[];
  private readonly cornerM: number;

  constructor(rng: Rng) {
    this.laneM = rng.range(2.9, 3.7);
    this.lanes = rng.pick([1, 1, 1, 2, 2, 3]);
    this.urban = rng.chance(0.55);
    this.bend = rng.chance(0.5) ? rng.normal(0, 0.0022) : 0;
    this.sway = rng.chance(0.4) ? rng.normal(0, 1.2) : 0;
    this.slopeX = rng.normal(0, 0.015);
    this.slopeY = rng.normal(0, 0.007);
    this.curbM = rng.range(0.05, 0.18);
    this.crown = rng.range(0.0, 0.025);
    this.bank = [rng.normal(0, 0.05), rng.normal(0, 0.05)];
    this.roughM = rng.range(0.01, 0.09);
    this.phases = Array.from({ length: 8 }, () => rng.range(0, 6.28));
    this.cornerM = rng.range(1.5, 6);
    const side = (): RoadSide => {
      const parkingM = rng.chance(0.7) ? rng.range(2.0, 2.5) : rng.range(0.2, 0.6);
      return {
        edgeM: this.lanes * this.laneM + parkingM,
        parkingM,
        vergeM: rng.chance(this.urban ? 0.2 : 0.45) ? rng.range(0.6, 2.5) : 0,
        sidewalkM: this.urban ? rng.range(1.8, 5) : rng.chance(0.75) ? rng.range(1.1, 2.4) : 0,
      };
    };
    this.sides = [side(), side()];
    this.crossing = rng.chance(0.5)
      ? {
          x: rng.chance(0.3) ? rng.range(-8, 8) : rng.range(14, 45) * (rng.chance(0.6) ? 1 : -1),
          skew: rng.normal(0, 0.12),
          edgeM: rng.pick([1, 1, 2]) * this.laneM + rng.range(0.2, 2.4),
          sidewalkM: rng.range(1.2, 3.2),
        }
      : undefined;
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

  /** Metres outside the crossing road's carriageway; Infinity without one. */
  beyondCrossing(x: number, y: number): number {
    const c = this.crossing;
    return c ? Math.abs(x - c.x - c.skew * y) - c.edgeM : Infinity;
  }

  basePlane(x: number, y: number): number {
    return this.slopeX * x + this.slopeY * y;
  }

  heightAt(x: number, y: number): number {
    const lateral = this.lateral(x, y);
    const sideIndex = lateral < 0 ? 0 : 1;
    const side = this.sides[sideIndex];
    const out = Math.abs(lateral) - side.edgeM;
    const crossOut = this.beyondCrossing(x, y);
    const base =
      this.slopeX * x + this.slopeY * y + 0.12 * Math.sin(x / 17 + this.phases[0]) * Math.sin(y / 21 + this.phases[1]);
    const rounded =
      out > 0 && crossOut > 0 && out < this.cornerM && crossOut < this.cornerM
        ? (this.cornerM - out) ** 2 + (this.cornerM - crossOut) ** 2 > this.cornerM ** 2
        : false;
    if (out <= 0 || crossOut <= 0 || rounded) {
      this.region = ROAD;
      const inside = out <= 0 ? -out : 0;
      return base + this.crown * Math.min(inside, 4);
    }
    const crossWalk = this.crossing?.sidewalkM ?? 0;
    const walkEnd = side.vergeM + side.sidewalkM;
    const curb = Math.max(side.sidewalkM > 0 ? this.curbM : 0.02, crossOut < crossWalk ? this.curbM : 0);
    if ((out >= side.vergeM && out < walkEnd) || crossOut < crossWalk) {
      this.region = SIDEWALK;
      return base + curb + 0.015 * Math.min(out, crossOut);
    }
    const p = this.phases;
    const bumps =
      Math.sin(x * 1.9 + p[2]) * Math.sin(y * 2.3 + p[3]) + 0.7 * Math.sin(x * 0.7 + p[4]) * Math.sin(y * 0.9 + p[5]);
    if (this.urban && out >= walkEnd && Math.sin(x / 31 + p[6] + sideIndex * 2) > -0.3) {
      // Paved forecourts between sidewalk and facade.
      this.region = SIDEWALK;
      return base + curb + 0.015 * Math.min(out, 8);
    }
    this.region = TERRAIN;
    const far = Math.min(Math.max(0, out - walkEnd), 14);
    return base + curb + this.bank[sideIndex] * far + this.roughM * bumps;
  }

  /** Distance along a ray of unit direction to the ground, or Infinity; `region` then tells the class there. */
  cast(ox: number, oy: number, oz: number, dx: number, dy: number, dz: number, limit: number): number {
    const fall = this.slopeX * dx + this.slopeY * dy - dz;
    const above = oz - this.basePlane(ox, oy);
    if (fall <= 1e-4) return Infinity;
    let t = Math.max(0.3, (above - this.highM) / fall);
    const end = Math.min(limit, (above - this.lowM) / fall);
    const horizontal = Math.sqrt(dx * dx + dy * dy);
    const lean = fall + 0.12 * horizontal;
    let last = t;
    while (t < end) {
      const gap = oz + t * dz - this.heightAt(ox + t * dx, oy + t * dy);
      if (gap < 0.004) {
        if (gap < -0.004) {
          let low = last;
          let high = t;
          for (let step = 0; step < 12 && (high - low) * fall > 0.001; step++) {
            const middle = (low + high) / 2;
            if (oz + middle * dz < this.heightAt(ox + middle * dx, oy + middle * dy)) high = middle;
            else low = middle;
          }
          t = high;
          this.heightAt(ox + t * dx, oy + t * dy);
        }
        return t < limit ? t : Infinity;
      }
      last = t;
      t += Math.max(gap / lean, 0.02 + 0.004 * t);
    }
    return Infinity;
  }

  /** Sine of the angle between a downward ray and the local ground. */
  incidence(dx: number, dy: number, dz: number): number {
    return Math.max(0.001, this.slopeX * dx + this.slopeY * dy - dz);
  }
}
