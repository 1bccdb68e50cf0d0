import type { Rng } from '../core/index.ts';
import type { Augmentation } from './augmentation.ts';
import { type Crop, filterPoints } from './crop-points.ts';

/** Elevations closer than this are one beam: the spacing of a 64-beam sensor. Sparser sensors have empty bins. */
const BEAM_RAD = (0.4 * Math.PI) / 180;
const BEAMS = 512;
/** Points from which on a crop is of a sensor that has beams to spare. */
const DENSE = 20_000;
const SECTORS = 64;
/** Points nearer than this are never thinned by range, metres. */
const NEAR_M = [6, 18] as const;
const SPHERE_M = [0.3, 1] as const;

/**
 * Takes points away as sensors do: at random, whole beams, with the distance, in sectors about the sensor, or in spheres. Each part
 * happens by its own chance. A crop of which nothing would be left stays as it was: a step has no use for an empty one.
 * @param crop in the sensor's frame.
 */
export function thinOut(crop: Crop, options: Augmentation, rng: Rng): Crop {
  let out = crop;
  if (rng.chance(options.beamDrop)) out = dropBeams(out, rng);
  if (rng.chance(options.rangeThinning)) out = thinByRange(out, rng);
  if (rng.chance(options.sectorThinning)) out = thinSectors(out, rng);
  if (rng.chance(options.cutOut)) out = cutSpheres(out, rng);
  if (rng.chance(options.drop)) {
    const keep = rng.range(options.keepLeast, 1);
    out = filterPoints(out, () => rng.chance(keep));
  }
  return out.count > 0 ? out : crop;
}

function dropBeams(crop: Crop, rng: Rng): Crop {
  const share = rng.chance(0.5) || crop.count < DENSE ? 1 / 2 : 1 / 4;
  const stays = Uint8Array.from({ length: BEAMS }, () => Number(rng.chance(share)));
  const phase = rng.unit() + BEAMS / 2;
  const { positions: p } = crop;
  return filterPoints(crop, (row) => {
    const elevation = Math.atan2(p[3 * row + 2]!, Math.hypot(p[3 * row]!, p[3 * row + 1]!));
    return stays[Math.floor(elevation / BEAM_RAD + phase) & (BEAMS - 1)]! > 0;
  });
}

function thinByRange(crop: Crop, rng: Rng): Crop {
  const near = rng.range(...NEAR_M);
  const power = rng.range(0.5, 1.5);
  const { positions: p } = crop;
  return filterPoints(crop, (row) => {
    const range = Math.sqrt(p[3 * row]! ** 2 + p[3 * row + 1]! ** 2);
    return range <= near || rng.chance((near / range) ** power);
  });
}

function thinSectors(crop: Crop, rng: Rng): Crop {
  const keep = new Float32Array(SECTORS).fill(1);
  for (let left = 1 + rng.int(3); left > 0; left--) {
    const [from, wide, share] = [rng.int(SECTORS), Math.ceil(SECTORS * rng.range(0.05, 0.2)), rng.range(0, 0.4)];
    for (let i = 0; i < wide; i++) keep[(from + i) % SECTORS] = share;
  }
  const { positions: p } = crop;
  return filterPoints(crop, (row) => {
    const turn = Math.atan2(p[3 * row + 1]!, p[3 * row]!) / (2 * Math.PI) + 0.5;
    const share = keep[Math.min(Math.floor(turn * SECTORS), SECTORS - 1)]!;
    return share === 1 || rng.chance(share);
  });
}

function cutSpheres(crop: Crop, rng: Rng): Crop {
  if (crop.count === 0) return crop;
  const { positions: p } = crop;
  const spheres = Array.from({ length: 1 + rng.int(3) }, () => {
    const at = 3 * rng.int(crop.count);
    return { x: p[at]!, y: p[at + 1]!, z: p[at + 2]!, square: rng.range(...SPHERE_M) ** 2 };
  });
  return filterPoints(crop, (row) => {
    for (const { x, y, z, square } of spheres)
      if ((p[3 * row]! - x) ** 2 + (p[3 * row + 1]! - y) ** 2 + (p[3 * row + 2]! - z) ** 2 < square) return false;
    return true;
  });
}
