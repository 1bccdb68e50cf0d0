import { DISAGREEMENT_RGB, type RampName, type Rgb, rampTable, unpackRgb, VERDICT_RGB } from '../overlays/index.ts';
import type { ColorMode } from './app-state.ts';

/** Whose classes the colours are, where they are classes. */
type ClassSource = 'prediction' | 'truth' | 'second';
export const CLASS_SOURCES: Partial<Record<ColorMode, ClassSource>> = {
  class: 'prediction',
  truth: 'truth',
  second: 'second',
};

export interface ColorScale {
  readonly ramp: RampName;
  /** What its ends mean. */
  readonly from: string;
  readonly to: string;
}

/** Of colours that stand for values. */
export const COLOR_SCALES: Partial<Record<ColorMode, ColorScale>> = {
  height: { ramp: 'height', from: 'low', to: 'high' },
  intensity: { ramp: 'turbo', from: 'weak', to: 'strong' },
  confidence: { ramp: 'viridis', from: 'sure', to: 'unsure' },
  margin: { ramp: 'viridis', from: 'sure', to: 'unsure' },
  entropy: { ramp: 'viridis', from: 'sure', to: 'unsure' },
  instability: { ramp: 'viridis', from: 'steady', to: 'shaky' },
  similarity: { ramp: 'viridis', from: 'unlike', to: 'alike' },
  saliency: { ramp: 'viridis', from: 'no matter', to: 'moved it' },
};

const ERROR_KEY = [
  ['right', VERDICT_RGB.right],
  ['wrong', VERDICT_RGB.wrong],
  ['not labelled', VERDICT_RGB.ignored],
] as const;

/** Of colours that stand for verdicts; pale where the network was not sure. */
export const COLOR_KEYS: Partial<Record<ColorMode, readonly (readonly [text: string, color: Rgb])[]>> = {
  error: ERROR_KEY,
  secondError: ERROR_KEY,
  disagreement: [
    ['same', DISAGREEMENT_RGB.same],
    ['1 is right', DISAGREEMENT_RGB.onlyFirstRight],
    ['2 is right', DISAGREEMENT_RGB.onlySecondRight],
    ['both wrong', DISAGREEMENT_RGB.bothWrong],
    ['differ', DISAGREEMENT_RGB.differ],
  ],
};

const STOPS = 12;

/** CSS colours from the scale's low end to its high one. */
export function scaleStops({ ramp }: ColorScale): string[] {
  const table = rampTable(ramp);
  return Array.from({ length: STOPS }, (_, i) => {
    const packed = table[Math.round((i / (STOPS - 1)) * (table.length - 1))]!;
    return `rgb(${unpackRgb(packed).join(' ')})`;
  });
}
