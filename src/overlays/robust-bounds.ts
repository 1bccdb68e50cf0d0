import type { Vec3 } from '../core/index.ts';
import type { Bounds } from '../geometry/index.ts';

const SAMPLES = 1 << 14;

/** Bounds of the cloud without its strays: per axis the 1 % and 99 % percentiles, widened a little. Metres. */
export function robustBounds(positions: Float32Array): Bounds {
  const count = Math.floor(positions.length / 3);
  if (count === 0) return { min: [-1, -1, -1], max: [1, 1, 1] };
  const sample = new Float32Array(Math.min(count, SAMPLES));
  const step = count / sample.length;
  const ranges = [0, 1, 2].map((axis) => {
    for (let i = 0; i < sample.length; i++) sample[i] = positions[3 * Math.floor(i * step) + axis];
    sample.sort();
    const low = sample[Math.round(0.01 * (sample.length - 1))];
    const high = sample[Math.round(0.99 * (sample.length - 1))];
    const border = Math.max(0.02 * (high - low), 0.05);
    return [low - border, high + border] as const;
  });
  return {
    min: ranges.map(([low]) => low) as unknown as Vec3,
    max: ranges.map(([, high]) => high) as unknown as Vec3,
  };
}
