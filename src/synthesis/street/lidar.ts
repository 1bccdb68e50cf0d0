import { IGNORE_LABEL, type Rng } from '../../core/index.ts';
import { Bvh } from '../bvh.ts';
import { surfaceNormal } from '../intersect.ts';
import { PointBuffer } from '../point-buffer.ts';
import type { Rgb, SolidTable } from '../solids.ts';
import { EGO, SIDEWALK, TERRAIN } from './classes.ts';
import type { LaserHead, LidarProfile } from './lidar-profiles.ts';
import type { Road } from './road.ts';

/** Where the sensor hangs: road frame from sensor frame, `worldYaw` only turns the stored cloud. */
export interface SensorMount {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** Heading of the car in the road's frame. */
  readonly yawRad: number;
  readonly pitchRad: number;
  readonly rollRad: number;
}

const ASPHALT: Rgb = [88, 88, 92];
const PAVEMENT: Rgb = [150, 146, 140];
const GRASS: Rgb = [98, 118, 66];

/** Casts every beam of every head; returns are in the sensor's frame without its tilt: origin at the sensor, z up. */
export function scan(table: SolidTable, road: Road, profile: LidarProfile, mount: SensorMount, rng: Rng): PointBuffer {
  const rays = profile.heads.reduce((sum, head) => sum + head.columns * head.elevations.length, 0);
  const out = new PointBuffer(rays);
  const bvh = new Bvh(table);
  let raySeed = rng.uint32() | 0;
  for (const head of profile.heads) raySeed = scanHead(bvh, table, road, profile, mount, head, rng, out, raySeed);
  return out;
}

function scanHead(
  bvh: Bvh,
  table: SolidTable,
  road: Road,
  profile: LidarProfile,
  mount: SensorMount,
  head: LaserHead,
  rng: Rng,
  out: PointBuffer,
  firstSeed: number,
): number {
  const normal = new Float64Array(3);
  const cy = Math.cos(mount.yawRad);
  const sy = Math.sin(mount.yawRad);
  const offsetX = cy * head.x - sy * head.y;
  const offsetY = sy * head.x + cy * head.y;
  const ox = mount.x + offsetX;
  const oy = mount.y + offsetY;
  const oz = mount.z + head.z;
  const bias = head.elevations.map(() => rng.normal(0, 0.004));
  const paint = rng.range(0.1, 0.25);
  const grassDepth = rng.range(0.005, 0.05);
  let raySeed = firstSeed;
  for (let column = 0; column < head.columns; column++) {
    const azimuth = head.azimuthFrom + (head.azimuthSpan * column) / head.columns;
    for (let beam = 0; beam < head.elevations.length; beam++) {
      raySeed = (raySeed + 0x61c88647) | 0;
      const elevation = head.elevations[beam];
      const turned = azimuth + head.offsets[beam];
      const level = Math.cos(elevation);
      const fx = level * Math.cos(turned);
      const fy = level * Math.sin(turned);
      // Small tilts: first-order rotation, then the car's heading.
      const fz = Math.sin(elevation) - mount.pitchRad * fx + mount.rollRad * fy;
      const scale = 1 / Math.sqrt(fx * fx + fy * fy + fz * fz);
      const dx = (cy * fx - sy * fy) * scale;
      const dy = (sy * fx + cy * fy) * scale;
      const dz = fz * scale;
      const ground = road.cast(ox, oy, oz, dx, dy, dz, head.maxRangeM);
      const hit = bvh.cast(ox, oy, oz, dx, dy, dz, Math.min(ground, head.maxRangeM), raySeed);
      if (!hit && ground === Infinity) {
        if (profile.ghost > 0 && rng.chance(profile.ghost * 0.3)) {
          const t = rng.range(2, 40);
          out.push(offsetX + t * dx, offsetY + t * dy, head.z + t * dz, 90, 90, 90, 0.02, IGNORE_LABEL, 0);
        }
        continue;
      }
      let range = hit ? bvh.distance : ground;
      let cosine = 0;
      let reflectivity = paint;
      let classId = 0;
      let instance = 0;
      let red = 0;
      let green = 0;
      let blue = 0;
      if (hit) {
        const solid = bvh.solid;
        classId = table.classId[solid];
        if (classId === EGO) continue;
        surfaceNormal(table, solid, ox + range * dx, oy + range * dy, oz + range * dz, normal);
        cosine = Math.abs(normal[0] * dx + normal[1] * dy + normal[2] * dz);
        reflectivity = table.reflectivity[solid];
        instance = table.instance[solid];
        red = table.color[solid * 3];
        green = table.color[solid * 3 + 1];
        blue = table.color[solid * 3 + 2];
      } else {
        road.heightAt(ox + range * dx, oy + range * dy);
        classId = road.region;
        cosine = road.incidence(dx, dy, dz);
        const color = classId === TERRAIN ? GRASS : classId === SIDEWALK ? PAVEMENT : ASPHALT;
        if (classId === TERRAIN) {
          reflectivity = 0.4;
          cosine = Math.max(cosine, 0.25);
          range -= Math.min(range * 0.2, Math.abs(rng.normal(0, grassDepth)) / Math.max(cosine, 0.15));
        } else if (classId === SIDEWALK) reflectivity = paint + 0.12;
        red = color[0];
        green = color[1];
        blue = color[2];
      }
      const far = range / 50;
      const signal = (reflectivity * cosine) / (far * far + 0.01);
      const lost = 1 / (1 + Math.exp((signal - profile.weakSignal) * profile.weakSlope));
      if (rng.unit() < profile.drop + (1 - profile.drop) * lost) continue;
      if (range > head.maxRangeM || range < 0.8) continue;
      if (profile.ghost > 0 && rng.chance(profile.ghost)) {
        range *= rng.range(0.5, 1.3);
        classId = IGNORE_LABEL;
        instance = 0;
      }
      range += bias[beam] + rng.normal(0, profile.rangeSigmaM);
      range = Math.round(range / profile.quantumM) * profile.quantumM;
      const shade = 0.65 + 0.35 * cosine;
      const grain = rng.normal(0, 7);
      out.push(
        offsetX + range * dx,
        offsetY + range * dy,
        head.z + range * dz,
        red * shade + grain,
        green * shade + grain,
        blue * shade + grain,
        Math.min(1, reflectivity * (0.35 + 0.65 * cosine) + Math.abs(rng.normal(0, 0.015))),
        classId,
        instance,
      );
    }
  }
  return raySeed;
}
