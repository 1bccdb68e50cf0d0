import {
  type Attribute,
  FEATURE_CHANNELS,
  type FeatureSource,
  findAttribute,
  type InputFeature,
  NO_ROW,
  type PointCloud,
} from '../core/index.ts';

export interface VoxelFeatures {
  /** float32 [rows × channels of all features]. */
  readonly values: Float32Array;
  readonly channels: number;
  /** Columns that the cloud does not have: their channels are 0. */
  readonly missing: readonly FeatureSource[];
}

/**
 * What a network of other origin is fed with: of each voxel the mean of its points' columns, scaled.
 * @param pointRows uint32 [points]: the voxel of each point.
 */
export function voxelFeatures(
  cloud: PointCloud,
  features: readonly InputFeature[],
  pointRows: Uint32Array,
  rows: number,
): VoxelFeatures {
  const channels = features.reduce((sum, { source }) => sum + FEATURE_CHANNELS[source], 0);
  const values = new Float32Array(rows * channels);
  const missing: FeatureSource[] = [];
  const counts = new Uint32Array(rows);
  for (const row of pointRows) if (row !== NO_ROW) counts[row]!++;
  let column = 0;
  for (const { source, scale = 1, shift = 0 } of features) {
    const width = FEATURE_CHANNELS[source];
    const read = reader(cloud, source);
    if (!read) missing.push(source);
    for (let channel = 0; read && channel < width; channel++, column++) {
      const sums = new Float64Array(rows);
      for (const [point, row] of pointRows.entries()) if (row !== NO_ROW) sums[row]! += read(point, channel);
      for (let row = 0; row < rows; row++) {
        values[row * channels + column] = (scale * sums[row]!) / Math.max(1, counts[row]!) + shift;
      }
    }
    if (!read) column += width;
  }
  return { values, channels, missing };
}

function reader(cloud: PointCloud, source: FeatureSource): ((point: number, channel: number) => number) | undefined {
  if (source === 'one') return () => 1;
  if (source === 'xyz') return (point, channel) => cloud.origin[channel]! + cloud.positions[3 * point + channel]!;
  const attribute: Attribute | undefined = findAttribute(cloud, source);
  if (attribute?.components !== FEATURE_CHANNELS[source]) return undefined;
  const { components, values } = attribute;
  return (point, channel) => values[components * point + channel]!;
}
