import {
  type Attribute,
  FEATURE_CHANNELS,
  type FeatureSource,
  findAttribute,
  type InputFeature,
  NO_ROW,
  type PointCloud,
} from '../core/index.ts';
import { colorColumn, echoColumn, type PointColumn } from './appearance.ts';

export interface VoxelFeatures {
  /** float32 [rows × channels of all features]. */
  readonly values: Float32Array;
  readonly channels: number;
  /** Columns that the points do not have: their channels are 0. */
  readonly missing: readonly FeatureSource[];
}

/** Where the features of points come from: a cloud's columns (`cloudColumns`), or what training made of them. */
export type PointColumns = (source: FeatureSource) => PointColumn | undefined;

/** What the voxels of an index are made of. */
export interface VoxelRows {
  /** uint32 [points]: the voxel of each point. */
  readonly pointRows: Uint32Array;
  readonly rows: number;
  /** Own channels, float32 [rows × 8]; read where a feature is `shape`. */
  readonly shape?: Float32Array;
}

/** What a network is fed with that wants more, or other, than the own channels: of each voxel the mean of its points' columns, scaled. */
export function voxelFeatures(
  columns: PointColumns,
  features: readonly InputFeature[],
  { pointRows, rows, shape }: VoxelRows,
): VoxelFeatures {
  const channels = features.reduce((sum, { source }) => sum + FEATURE_CHANNELS[source], 0);
  const values = new Float32Array(rows * channels);
  const missing: FeatureSource[] = [];
  const counts = new Uint32Array(rows);
  for (let point = 0; point < pointRows.length; point++) if (pointRows[point] !== NO_ROW) counts[pointRows[point]!]!++;
  const sums = new Float64Array(rows);
  let column = 0;
  for (const { source, scale = 1, shift = 0 } of features) {
    const width = FEATURE_CHANNELS[source];
    const read = source === 'shape' ? undefined : columns(source);
    if (source === 'shape' && shape) {
      for (let row = 0; row < rows; row++)
        for (let channel = 0; channel < width; channel++)
          values[row * channels + column + channel] = scale * shape[row * width + channel]! + shift;
    } else if (!read) missing.push(source);
    for (let channel = 0; read && channel < width; channel++) {
      sums.fill(0);
      for (let point = 0; point < pointRows.length; point++) {
        const row = pointRows[point]!;
        if (row !== NO_ROW) sums[row]! += read(point, channel);
      }
      for (let row = 0; row < rows; row++)
        values[row * channels + column + channel] = (scale * sums[row]!) / Math.max(1, counts[row]!) + shift;
    }
    column += width;
  }
  return { values, channels, missing };
}

/** The columns of a cloud as features. */
export function cloudColumns(cloud: PointCloud): PointColumns {
  return (source) => {
    if (source === 'one') return () => 1;
    if (source === 'xyz') return (point, channel) => cloud.origin[channel]! + cloud.positions[3 * point + channel]!;
    if (source === 'color') return colorColumn(cloud);
    if (source === 'echo') return echoColumn(cloud);
    const attribute: Attribute | undefined = findAttribute(cloud, source);
    if (attribute?.components !== FEATURE_CHANNELS[source]) return undefined;
    const { components, values } = attribute;
    return (point, channel) => values[components * point + channel]!;
  };
}
