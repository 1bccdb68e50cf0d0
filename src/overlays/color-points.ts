import type { PointColors, TypedArray } from '../core/index.ts';
import { rgbFromOklch } from './oklab.ts';
import { hideColor, isHidden, NEUTRAL, packRgb } from './packed-color.ts';
import { type RampName, rampTable } from './ramps.ts';

const OPAQUE = 0xff00_0000;
const GOLDEN = 0.618_033_988_749_895;

/** Colour of each point's class. Ids outside the palette, `IGNORE_LABEL` among them, get its last entry (see `paletteOf`). */
export function colorByClass(ids: ArrayLike<number>, palette: Uint32Array): PointColors {
  const unlabelled = palette.length - 1;
  const colors = new Uint32Array(ids.length);
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i];
    colors[i] = palette[id >= 0 && id < unlabelled ? id : unlabelled];
  }
  return colors;
}

/** The colour of an instance id: the same in every frame and session, neighbours in id far apart in hue. 0 is no instance. */
export function instanceColor(id: number): number {
  if (id === 0) return NEUTRAL;
  const lightness = 0.68 + 0.09 * ((id % 3) - 1);
  return packRgb(rgbFromOklch(lightness, 0.15, (id * GOLDEN) % 1));
}

export function colorByInstance(ids: ArrayLike<number>): PointColors {
  const known = new Map<number, number>();
  const colors = new Uint32Array(ids.length);
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i];
    let color = known.get(id);
    if (color === undefined) {
      color = instanceColor(id);
      known.set(id, color);
    }
    colors[i] = color;
  }
  return colors;
}

/** @param rgb 0–255, three values a point. */
export function colorByRgb(rgb: ArrayLike<number>): PointColors {
  const colors = new Uint32Array(Math.floor(rgb.length / 3));
  if (rgb instanceof Uint8Array) {
    // Most files' colours are bytes: nothing to round, no array a point.
    for (let i = 0; i < colors.length; i++) {
      colors[i] = OPAQUE | (rgb[3 * i + 2] << 16) | (rgb[3 * i + 1] << 8) | rgb[3 * i];
    }
    return colors;
  }
  for (let i = 0; i < colors.length; i++) {
    colors[i] = packRgb([rgb[3 * i], rgb[3 * i + 1], rgb[3 * i + 2]]);
  }
  return colors;
}

export interface ScalarColors {
  /** Value of the ramp's first colour. */
  readonly min: number;
  /** Value of the ramp's last colour. */
  readonly max: number;
  readonly ramp: RampName;
  /** Values per point in an interleaved column, and which of them to show. */
  readonly components?: number;
  readonly component?: number;
}

/** Values on a ramp, clipped to [min, max]; values that are not finite get the neutral colour. */
export function colorByScalar(values: TypedArray, options: ScalarColors): PointColors {
  const { components = 1, component = 0, min, max } = options;
  const table = rampTable(options.ramp);
  const scale = max > min ? (table.length - 1) / (max - min) : 0;
  const colors = new Uint32Array(Math.floor(values.length / components));
  for (let i = 0; i < colors.length; i++) {
    const value = values[i * components + component];
    const slot = Math.round((value - min) * scale);
    colors[i] = Number.isFinite(value) ? table[Math.min(table.length - 1, Math.max(0, slot))] : NEUTRAL;
  }
  return colors;
}

/**
 * Hides, in place, the points whose class the palette hides: so that eye and solo in the legend work in every colour mode.
 * Points of shown classes become visible again.
 */
export function applyVisibility(colors: PointColors, ids: ArrayLike<number>, palette: Uint32Array): PointColors {
  const unlabelled = palette.length - 1;
  for (let i = 0; i < colors.length; i++) {
    const id = ids[i];
    const shown = !isHidden(palette[id >= 0 && id < unlabelled ? id : unlabelled]);
    colors[i] = shown ? (colors[i] | OPAQUE) >>> 0 : hideColor(colors[i]);
  }
  return colors;
}
