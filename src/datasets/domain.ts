import { type Diagnostics, type Domain, findAttribute, type PointCloud } from '../core/index.ts';

const SAMPLE = 20_000;
/** Metres. Rooms and flats stay below, LiDAR sweeps of a street do not. */
const INDOOR_HORIZONTAL_M = 30;
const INDOOR_VERTICAL_M = 10;
/** A coloured cloud may be a larger building: cameras colour rooms more often than streets. */
const INDOOR_HORIZONTAL_RGB_M = 45;

/** Guesses indoor or outdoor for a cloud of unknown make, by the extent of the middle 98 % of its points, and says why. */
export function guessDomain(cloud: PointCloud, diagnostics: Diagnostics): Domain {
  const [dx, dy, dz] = [0, 1, 2].map((axis) => robustExtent(cloud, axis)) as [number, number, number];
  const hasRgb = findAttribute(cloud, 'rgb') !== undefined;
  const horizontal = Math.max(dx, dy);
  const limit = hasRgb ? INDOOR_HORIZONTAL_RGB_M : INDOOR_HORIZONTAL_M;
  const domain = horizontal < limit && dz < INDOOR_VERTICAL_M ? 'indoor' : 'outdoor';
  const extent = `${dx.toFixed(1)} × ${dy.toFixed(1)} × ${dz.toFixed(1)} m`;
  const colours = hasRgb ? ', with colours' : '';
  diagnostics.info('DOMAIN_GUESS', `Taken for ${domain}: 98 % of the points span ${extent}${colours}`);
  return domain;
}

function robustExtent({ positions, count }: PointCloud, axis: number): number {
  const step = Math.max(1, Math.floor(count / SAMPLE));
  const values = new Float32Array(Math.ceil(count / step));
  for (let i = 0, at = 0; i < count; i += step) values[at++] = positions[i * 3 + axis]!;
  values.sort();
  const margin = Math.floor(values.length * 0.01);
  return values[values.length - 1 - margin]! - values[margin]!;
}
