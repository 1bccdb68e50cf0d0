import { selectKth } from './select.ts';

/** Share of the points that may lie below the floor as noise (reflections, holes in glass). */
const NOISE_SHARE = 0.01;
const BIN_M = 0.02;
const UNIT_M = 1e-4;
/** Where the floor is looked for, around the noise quantile. */
const BELOW_M = 0.1;
const ABOVE_M = 0.5;
/** A floor is a peak: three bins must hold this many times what points spread evenly over the window would put there. */
const PEAK_RATIO = 2;

/**
 * z of the one floor of an indoor scene, metres: the strongest horizontal layer near the bottom, or the lowest 1 % where there is no such
 * layer (a scan of an object or a wall). `positions` is [points × 3] and not empty.
 */
export function floorHeight(positions: Float32Array): number {
  const count = Math.floor(positions.length / 3);
  const z = new Float32Array(count);
  for (let i = 0; i < count; i++) z[i] = positions[3 * i + 2];
  const low = selectKth(z, 0, count, Math.floor(NOISE_SHARE * (count - 1)));

  const start = low - BELOW_M;
  const bins = new Uint32Array(Math.round((BELOW_M + ABOVE_M) / BIN_M));
  // Whole units, because a sum of integers does not depend on the order of the points.
  const units = new Float64Array(bins.length);
  let inWindow = 0;
  for (let i = 0; i < count; i++) {
    const bin = Math.floor((z[i] - start) / BIN_M);
    if (bin < 0 || bin >= bins.length) continue;
    bins[bin]++;
    units[bin] += Math.round((z[i] - start) / UNIT_M);
    inWindow++;
  }
  let peak = 1;
  let peakCount = 0;
  for (let bin = 1; bin + 1 < bins.length; bin++) {
    const three = bins[bin - 1] + bins[bin] + bins[bin + 1];
    if (three > peakCount) {
      peakCount = three;
      peak = bin;
    }
  }
  if (peakCount * bins.length < PEAK_RATIO * 3 * inWindow) return low;
  return start + ((units[peak - 1] + units[peak] + units[peak + 1]) / peakCount) * UNIT_M;
}
