import { IGNORE_LABEL, Rng } from '../../core/index.ts';
import { Bvh } from '../bvh.ts';
import { surfaceNormal } from '../intersect.ts';
import { PointBuffer } from '../point-buffer.ts';
import type { Rgb, SolidTable } from '../solids.ts';
import { EGO, ROAD, SIDEWALK, TERRAIN, VEGETATION } from './classes.ts';
import type { LaserHead } from './laser-heads.ts';
import type { LidarProfile } from './lidar-profiles.ts';
import type { Road } from './road.ts';
import { type SensorMount, Sweep } from './sweep.ts';

const ASPHALT: Rgb = [88, 88, 92];
const PAVEMENT: Rgb = [150, 146, 140];
const GRASS: Rgb = [98, 118, 66];
/** Panes and wet asphalt are darker than any paint. */
const MIRROR_REFLECTIVITY = 0.07;
const NEAREST_M = 0.8;

/** What the beams met, on the way to becoming a return. */
interface Echo {
  range: number;
  cosine: number;
  reflectivity: number;
  classId: number;
  instance: number;
  red: number;
  green: number;
  blue: number;
}

/** One sweep of all heads: casts, loses, mixes and mirrors pulses. */
export class LidarScan {
  readonly points: PointBuffer;
  /** Sum of the sweep times of each instance's returns, seconds: where its box is at that moment. */
  readonly timeSum: Float64Array;
  private readonly times: Float32Array;
  private readonly bvh: Bvh;
  private readonly table: SolidTable;
  private readonly road: Road;
  private readonly profile: LidarProfile;
  private readonly sweep: Sweep;
  private readonly rng: Rng;
  private readonly normal = new Float64Array(3);
  private readonly echo: Echo = {
    range: 0,
    cosine: 0,
    reflectivity: 0,
    classId: 0,
    instance: 0,
    red: 0,
    green: 0,
    blue: 0,
  };
  private readonly asphalt: number;
  /** How much brighter paving is. */
  private readonly paving: number;
  private readonly grass: number;
  private raySeed: number;

  constructor(table: SolidTable, instances: number, road: Road, profile: LidarProfile, mount: SensorMount, rng: Rng) {
    this.table = table;
    this.road = road;
    this.profile = profile;
    this.sweep = new Sweep(profile, mount);
    this.rng = rng;
    this.bvh = new Bvh(table);
    this.timeSum = new Float64Array(instances + 1);
    this.asphalt = rng.range(0.08, 0.25);
    // A stream of its own: what is drawn from it moves nothing else of the scene.
    const materials = new Rng(Math.floor(this.asphalt * 1e9));
    this.paving = materials.range(0, 0.22);
    this.grass = materials.range(0.28, 0.55);
    this.raySeed = rng.uint32() | 0;
    this.points = new PointBuffer(profile.heads.reduce((sum, head) => sum + head.columns * head.elevations.length, 0));
    this.times = new Float32Array(this.points.semantic.length);
    for (const head of profile.heads) this.scanHead(head);
    if (!profile.deskewed && profile.speedMps > 0) this.cutAtSeam(instances);
  }

  /** Where the sensor is at a time of the sweep, for the boxes. */
  toCloud(x: number, y: number, timeS: number): { x: number; y: number; turn: number } {
    return this.sweep.toCloud(x, y, timeS);
  }

  private scanHead(head: LaserHead): void {
    const { profile, rng, sweep, echo } = this;
    const beams = head.elevations.length;
    const bias = head.elevations.map(() => rng.normal(0, profile.biasSigmaM));
    const level = head.elevations.map(Math.cos);
    const up = head.elevations.map(Math.sin);
    const lastRange = new Float64Array(beams);
    const direction = new Float64Array(3);
    for (let column = 0; column < head.columns; column++) {
      const azimuth = head.azimuthFrom + (head.azimuthSpan * column) / head.columns;
      const keep = keptAt(profile, azimuth);
      if (keep === 0) continue;
      const timeS = (profile.sweepS * column) / head.columns;
      sweep.moveTo(timeS, head);
      for (let beam = 0; beam < beams; beam++) {
        this.raySeed = (this.raySeed + 0x61c88647) | 0;
        const turned = azimuth + head.offsets[beam];
        sweep.aim(level[beam] * Math.cos(turned), level[beam] * Math.sin(turned), up[beam], direction);
        const dx = direction[0];
        const dy = direction[1];
        const dz = direction[2];
        const before = lastRange[beam];
        lastRange[beam] = 0;
        if (profile.rain > 0 && rng.chance(profile.rain)) {
          this.stray(1 + 9 * rng.unit() ** 1.5, dx, dy, dz);
          continue;
        }
        if (!this.trace(dx, dy, dz, head.maxRangeM)) {
          if (profile.ghost > 0 && rng.chance(profile.ghost * 0.3)) this.stray(rng.range(2, 40), dx, dy, dz);
          continue;
        }
        if (echo.classId === EGO) {
          if (profile.ownCar > 0 && rng.chance(profile.ownCar)) this.stray(echo.range, dx, dy, dz);
          continue;
        }
        const far = echo.range / 50;
        const signal = (echo.reflectivity * echo.cosine) / (far * far + 0.01);
        const lost = 1 / (1 + Math.exp((signal - profile.weakSignal) * profile.weakSlope));
        if (rng.unit() < profile.drop + (1 - profile.drop) * lost) continue;
        if (echo.classId === VEGETATION && rng.chance(profile.leafDrop)) continue;
        if (echo.range > head.maxRangeM || echo.range < NEAREST_M || (keep < 1 && !rng.chance(keep))) continue;
        lastRange[beam] = echo.range;
        if (profile.ghost > 0 && rng.chance(profile.ghost)) {
          this.stray(echo.range * rng.range(0.5, 1.3), dx, dy, dz);
          continue;
        }
        const jump = Math.abs(before - echo.range);
        if (before > 0 && jump > 0.15 && jump < 2.5 && rng.chance(profile.mixed)) {
          this.stray(echo.range + (before - echo.range) * rng.unit(), dx, dy, dz);
          continue;
        }
        const noisy = echo.range + bias[beam] + rng.normal(0, profile.rangeSigmaM);
        this.store(Math.round(noisy / profile.quantumM) * profile.quantumM, dx, dy, dz, timeS);
      }
    }
  }

  /** Follows one ray to the first surface, through a mirror where there is one; false when nothing comes back. */
  private trace(dx: number, dy: number, dz: number, limit: number): boolean {
    const { sweep, road, bvh, table, echo, normal } = this;
    const { x: ox, y: oy, z: oz } = sweep;
    const ground = road.cast(ox, oy, oz, dx, dy, dz, limit);
    if (bvh.cast(ox, oy, oz, dx, dy, dz, Math.min(ground, limit), this.raySeed)) {
      const { solid, distance } = bvh;
      echo.range = distance;
      echo.classId = table.classId[solid];
      echo.instance = table.instance[solid];
      echo.reflectivity = table.reflectivity[solid];
      echo.red = table.color[solid * 3];
      echo.green = table.color[solid * 3 + 1];
      echo.blue = table.color[solid * 3 + 2];
      surfaceNormal(table, solid, ox + distance * dx, oy + distance * dy, oz + distance * dz, normal);
      echo.cosine = Math.abs(normal[0] * dx + normal[1] * dy + normal[2] * dz);
      if (echo.reflectivity < MIRROR_REFLECTIVITY && table.pass[solid] > 0 && this.rng.chance(this.profile.mirror))
        return this.reflect(dx, dy, dz);
      return true;
    }
    if (ground === Infinity) return false;
    this.onGround(ground, dx, dy, dz);
    if (this.profile.wet && echo.classId === ROAD && this.rng.chance(0.4 * this.profile.mirror * (1 - echo.cosine))) {
      normal[0] = 0;
      normal[1] = 0;
      normal[2] = 1;
      return this.reflect(dx, dy, dz);
    }
    return true;
  }

  private onGround(range: number, dx: number, dy: number, dz: number): void {
    const { sweep, road, echo, profile, rng } = this;
    const x = sweep.x + range * dx;
    const y = sweep.y + range * dy;
    echo.cosine = road.incidence(x, y, dx, dy, dz);
    road.heightAt(x, y);
    const classId = road.region;
    echo.range = range;
    echo.classId = classId;
    echo.instance = 0;
    echo.reflectivity = this.asphalt * (profile.wet ? 0.4 : 1);
    const color = classId === TERRAIN ? GRASS : classId === SIDEWALK ? PAVEMENT : ASPHALT;
    if (classId === TERRAIN) {
      echo.reflectivity = this.grass;
      // Blades stand up to the pulse: seen flat from afar they return more than a plane would, and sooner.
      echo.cosine = Math.max(echo.cosine, 0.2);
      const patch = 0.6 + 0.7 * (1 + Math.sin(x * 0.9) * Math.cos(y * 0.7));
      echo.range -= Math.min(
        range * 0.1,
        (patch * profile.grassM * Math.abs(rng.normal())) / Math.max(echo.cosine, 0.15),
      );
    } else if (classId === SIDEWALK) {
      echo.reflectivity += this.paving;
      echo.range += (profile.pavingM * rng.normal()) / Math.max(echo.cosine, 0.2);
    }
    echo.red = color[0];
    echo.green = color[1];
    echo.blue = color[2];
  }

  /** The pulse goes on from a mirror; the sensor, knowing nothing of it, puts the return behind the mirror: a ghost without a label. */
  private reflect(dx: number, dy: number, dz: number): boolean {
    const { sweep, bvh, echo, normal } = this;
    const twice = 2 * (normal[0] * dx + normal[1] * dy + normal[2] * dz);
    const rx = dx - twice * normal[0];
    const ry = dy - twice * normal[1];
    const rz = dz - twice * normal[2];
    // A step off the surface, or the mirror would be hit again.
    const t = echo.range - 0.02;
    const hit = bvh.cast(
      sweep.x + t * dx,
      sweep.y + t * dy,
      sweep.z + t * dz,
      rx,
      ry,
      rz,
      30,
      this.raySeed ^ 0x5bd1e995,
    );
    if (!hit) return false;
    echo.range += bvh.distance;
    echo.classId = IGNORE_LABEL;
    echo.instance = 0;
    echo.reflectivity = 0.3;
    return true;
  }

  /** A point that belongs to nothing. */
  private stray(range: number, dx: number, dy: number, dz: number): void {
    const { echo } = this;
    echo.range = range;
    echo.classId = IGNORE_LABEL;
    echo.instance = 0;
    echo.red = 90;
    echo.green = 90;
    echo.blue = 90;
    echo.reflectivity = 0.02;
    echo.cosine = 1;
    this.store(range, dx, dy, dz, 0);
  }

  private store(range: number, dx: number, dy: number, dz: number, timeS: number): void {
    const { sweep, echo, rng, points } = this;
    const at = sweep.stored(range * dx, range * dy);
    const shade = 0.65 + 0.35 * echo.cosine;
    const grain = rng.normal(0, 7);
    this.times[points.count] = timeS;
    points.push(
      at.x,
      at.y,
      sweep.offsetZ + range * dz,
      echo.red * shade + grain,
      echo.green * shade + grain,
      echo.blue * shade + grain,
      Math.min(1, echo.reflectivity * (0.35 + 0.65 * echo.cosine) + Math.abs(rng.normal(0, 0.015))),
      echo.classId,
      echo.instance,
    );
    this.timeSum[echo.instance] += timeS;
  }

  /** What lies across the start of a moving sweep is seen twice, a car's way apart: the smaller part loses its label. */
  private cutAtSeam(instances: number): void {
    const { points, times, timeSum, profile } = this;
    const early = new Uint32Array(instances + 1);
    const late = new Uint32Array(instances + 1);
    const isLate = (i: number) => times[i] > profile.sweepS / 2;
    for (let i = 0; i < points.count; i++) (isLate(i) ? late : early)[points.instance[i]]++;
    // Most things on both sides of half time stand in the middle of the sweep and are whole.
    const spread = new Float64Array(instances + 1).fill(Infinity);
    for (let i = 0; i < points.count; i++) {
      const off = Math.abs(times[i] - profile.sweepS / 2);
      spread[points.instance[i]] = Math.min(spread[points.instance[i]], off);
    }
    for (let i = 0; i < points.count; i++) {
      const id = points.instance[i];
      if (id === 0 || spread[id] < profile.sweepS / 5 || isLate(i) === late[id] > early[id]) continue;
      points.semantic[i] = IGNORE_LABEL;
      points.instance[i] = 0;
      timeSum[id] -= times[i];
    }
  }
}

function keptAt(profile: LidarProfile, azimuth: number): number {
  const turn = 2 * Math.PI;
  for (const { from, to, keep } of profile.sectors) {
    const past = (((azimuth - from) % turn) + turn) % turn;
    if (past < to - from) return keep;
  }
  return 1;
}
