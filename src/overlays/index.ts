export { boxOverlays, truthBoxOverlays } from './boxes.ts';
export {
  applyVisibility,
  colorByClass,
  colorByError,
  colorByHeight,
  colorByInstance,
  colorByRgb,
  colorByScalar,
  instanceColor,
  type ScalarColoring,
} from './color-points.ts';
export { hideColor, isHidden, NEUTRAL, NEUTRAL_RGB, packRgb, type Rgb, unpackRgb } from './packed-color.ts';
export { classColor, type PaletteScheme, paletteOf } from './palette.ts';
export { type RampName, rampTable } from './ramps.ts';
export { robustRange, type ValueRange } from './robust-range.ts';
