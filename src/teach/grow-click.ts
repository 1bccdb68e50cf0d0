import { NO_ROW } from '../core/index.ts';
import type { Lesson } from './lesson.ts';

export interface VoxelPlaces {
  /** uint32 [27 × rows], `NO_ROW` where there is none. */
  readonly neighbours: Uint32Array;
  /** float32 [rows × 3]. */
  readonly centers: Float32Array;
  readonly voxelSizeM: number;
}

/** A click means the thing under it, not a voxel: this many voxels around it at most, within eight voxels. */
const MOST_VOXELS = 32;
const REACH_VOXELS = 8;
/** Cosine of the angle between standardised features: further away is another surface. */
const ALIKE = 0.7;

/** The clicked voxel and those around it that hang together with it and look like it to the network. */
export function growClick({ features, mean, scale }: Lesson, places: VoxelPlaces, row: number): Uint32Array {
  const { neighbours, centers, voxelSizeM } = places;
  const { channels, values, rows } = features;
  const like = (other: number): boolean => {
    let both = 0;
    let own = 0;
    let theirs = 0;
    for (let k = 0; k < channels; k++) {
      const a = (values[row * channels + k]! - mean[k]!) / scale[k]!;
      const b = (values[other * channels + k]! - mean[k]!) / scale[k]!;
      both += a * b;
      own += a * a;
      theirs += b * b;
    }
    return both >= ALIKE * Math.sqrt(own * theirs);
  };
  const reach = REACH_VOXELS * voxelSizeM;
  const near = (other: number): boolean => {
    const [x, y, z] = [0, 1, 2].map((axis) => centers[3 * other + axis]! - centers[3 * row + axis]!);
    return x! * x! + y! * y! + z! * z! <= reach * reach;
  };
  const seen = new Set([row]);
  const region = [row];
  for (let i = 0; i < region.length && region.length < MOST_VOXELS; i++) {
    for (let offset = 0; offset < 27 && region.length < MOST_VOXELS; offset++) {
      const next = neighbours[offset * rows + region[i]!]!;
      if (next === NO_ROW || seen.has(next)) continue;
      seen.add(next);
      if (near(next) && like(next)) region.push(next);
    }
  }
  return Uint32Array.from(region);
}
