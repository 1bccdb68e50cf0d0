import { type Attribute, findAttribute, type PointCloud } from '../core/index.ts';

/** Value of a point's channel. */
export type PointColumn = (point: number, channel: number) => number;

/** Deviations from the mean colour beyond which nothing more is told. */
const COLOR_CLIP = 3;
/** A cloud of one grey has no deviation to measure by: 8-bit steps. */
const LEAST_DEVIATION = 8;
/** How finely intensities are ranked: sensors that write 8 bits lose nothing. */
const RANKS = 4096;

/**
 * Colours against the rest of their cloud, so that exposure and white balance drop out: [r, g, b, 1], each of the three the deviation from
 * the cloud's mean in units of its grey's σ, within ±1 at three σ. Nothing where the cloud has no colours.
 */
export function colorColumn(cloud: PointCloud): PointColumn | undefined {
  const rgb = findAttribute(cloud, 'rgb');
  if (rgb?.components !== 3) return undefined;
  const { values } = rgb;
  const mean = [0, 0, 0];
  let squares = 0;
  let sum = 0;
  for (let at = 0; at < 3 * cloud.count; at += 3) {
    const grey = (values[at]! + values[at + 1]! + values[at + 2]!) / 3;
    for (let c = 0; c < 3; c++) mean[c]! += values[at + c]! / cloud.count;
    sum += grey;
    squares += grey * grey;
  }
  const grey = sum / Math.max(1, cloud.count);
  const sigma = Math.max(Math.sqrt(Math.max(0, squares / Math.max(1, cloud.count) - grey * grey)), LEAST_DEVIATION);
  const scale = 1 / (COLOR_CLIP * sigma);
  return (point, channel) => (channel === 3 ? 1 : clip((values[3 * point + channel]! - mean[channel]!) * scale));
}

/**
 * How strong a return is among those of its cloud: [rank, 1], the rank from −1 to 1. Sensors write intensity on scales of their own, linear
 * or not; the order is what they share. Nothing where the cloud has no intensity, or but one value of it.
 */
export function echoColumn(cloud: PointCloud): PointColumn | undefined {
  const intensity = findAttribute(cloud, 'intensity');
  if (intensity?.components !== 1) return undefined;
  const [low, high] = extent(intensity, cloud.count);
  if (!(high > low)) return undefined;
  const { values } = intensity;
  // Waymo's reach from 0 to 10⁵ with almost all below 1: the root spreads them over the bins.
  const bin = (value: number) => Math.min(RANKS - 1, Math.floor(Math.sqrt((value - low) / (high - low)) * RANKS)) || 0;
  const counts = new Float64Array(RANKS);
  for (let i = 0; i < cloud.count; i++) counts[bin(values[i]!)]!++;
  let below = 0;
  const ranks = Float32Array.from(counts, (count) => {
    const middle = below + count / 2;
    below += count;
    return (2 * middle) / cloud.count - 1;
  });
  return (point, channel) => (channel === 1 ? 1 : ranks[bin(values[point]!)]!);
}

function extent({ values }: Attribute, count: number): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < count; i++) {
    const value = values[i]!;
    if (value < low) low = value;
    if (value > high && Number.isFinite(value)) high = value;
  }
  return [low, high];
}

function clip(value: number): number {
  return Math.min(1, Math.max(-1, value));
}
