import type { PointColors, TypedArray } from '../core/index.ts';
import { colorByScalar, type ScalarColors } from './color-points.ts';
import { robustRange } from './robust-range.ts';

/** Colours of points that are found a part at a time: of ten million points all at once would hold the page up. */
export interface Coloring {
  /** Points. */
  readonly count: number;
  /** Of the points from `first` to before `last`: RGBA8, one u32 each. The array is the caller's. */
  part(first: number, last: number): PointColors;
}

/** Values on a ramp, from their 1 % percentile to their 99 % one unless the ends are given. */
export function scalarColoring(
  values: TypedArray,
  options: Omit<ScalarColors, 'min' | 'max'> & { readonly min?: number; readonly max?: number },
): Coloring {
  const { components = 1, component = 0 } = options;
  let ends: Pick<ScalarColors, 'min' | 'max'> | undefined;
  return {
    count: Math.floor(values.length / components),
    part: (first, last) => {
      ends ??= { ...robustRange(values, 0.01, 0.99, components, component), ...options };
      return colorByScalar(values.subarray(components * first, components * last), { ...options, ...ends });
    },
  };
}

/** Height above the lowest points. @param positions float32 [count × 3], z up. */
export function heightColoring(positions: Float32Array): Coloring {
  return scalarColoring(positions, { ramp: 'height', components: 3, component: 2 });
}
