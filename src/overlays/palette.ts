import { IGNORE_LABEL, type LabelSet } from '../core/index.ts';
import { hideColor, NEUTRAL, packRgb, type Rgb } from './packed-color.ts';
import { safeColors } from './safe-palette.ts';

/** `labels`: the label set's own colours. `safe`: colours that stay apart with any of the three dichromacies. */
export type PaletteScheme = 'labels' | 'safe';

export function classColor(labels: LabelSet, classId: number, scheme: PaletteScheme = 'labels'): Rgb | undefined {
  const own = labels.classes[classId];
  if (!own) return undefined;
  return scheme === 'safe' ? safeColors(labels.classes.length)[classId] : own.color;
}

/**
 * RGBA8 per class, u32 [classes + 1]; the last entry is for points without a class. Alpha 0 hides.
 * `hidden` holds class ids, and `IGNORE_LABEL` for points without a class; a `solo` class hides all others, itself never.
 */
export function paletteOf(
  labels: LabelSet,
  hidden: ReadonlySet<number>,
  solo?: number,
  scheme: PaletteScheme = 'labels',
): Uint32Array {
  const palette = new Uint32Array(labels.classes.length + 1);
  for (let slot = 0; slot < palette.length; slot++) {
    const color = classColor(labels, slot, scheme);
    const packed = color ? packRgb(color) : NEUTRAL;
    const classId = color ? slot : IGNORE_LABEL;
    const shown = solo === undefined ? !hidden.has(classId) : classId === solo;
    palette[slot] = shown ? packed : hideColor(packed);
  }
  return palette;
}
