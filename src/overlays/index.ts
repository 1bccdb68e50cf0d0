export { boxOverlays, truthBoxOverlays } from './boxes.ts';
export {
  applyVisibility,
  colorByClass,
  colorByInstance,
  colorByRgb,
  colorByScalar,
  instanceColor,
  type ScalarColors,
} from './color-points.ts';
export { type Coloring, heightColoring, scalarColoring } from './coloring.ts';
export {
  AXES,
  type Axis,
  boxAround,
  type ClipBox,
  type Cut,
  fromLocal,
  isShown,
  MIN_SIDE_M,
  type Slice,
  toLocal,
} from './cut.ts';
export { dimExcept } from './dim.ts';
export {
  type Measure,
  type MeasureKind,
  type MeasureLine,
  measureDrawing,
  measurePoints,
  measureText,
  measureValue,
} from './measures.ts';
export { hideColor, isHidden, NEUTRAL, NEUTRAL_RGB, packRgb, type Rgb, unpackRgb } from './packed-color.ts';
export { classColor, type PaletteScheme, paletteOf } from './palette.ts';
export { type RampName, rampTable } from './ramps.ts';
export { robustBounds } from './robust-bounds.ts';
export { robustRange, type ValueRange } from './robust-range.ts';
export { colorByDisagreement, colorByVerdict, DISAGREEMENT_RGB, VERDICT_RGB } from './verdict-colors.ts';
