import type { PointColors } from '../core/index.ts';
import { packRgb, type Rgb } from './packed-color.ts';

/**
 * Right in blue, wrong in orange (apart for every kind of colour vision), not labelled in grey: what a point that the network was sure of
 * shows.
 */
export const VERDICT_RGB = { ignored: [88, 93, 102], right: [64, 128, 226], wrong: [255, 122, 24] } as const;

/** Where two results differ: whose name is right. Points that both name alike are grey. */
export const DISAGREEMENT_RGB = {
  same: [88, 93, 102],
  differ: [222, 104, 214],
  onlyFirstRight: [64, 160, 255],
  onlySecondRight: [255, 184, 48],
  bothWrong: [226, 74, 74],
} as const;

/** What a point shows that the network was not sure of at all. */
const PALE: Readonly<Record<'right' | 'wrong', Rgb>> = { right: [118, 128, 146], wrong: [158, 128, 104] };
const STEPS = 256;

const TABLES = [
  Uint32Array.from({ length: STEPS }, () => packRgb(VERDICT_RGB.ignored)),
  ramp(PALE.right, VERDICT_RGB.right),
  ramp(PALE.wrong, VERDICT_RGB.wrong),
] as const;

/**
 * Error map: 0 not labelled, 1 right, 2 wrong; the surer the network was, the stronger the colour, so that confident mistakes stand out.
 * @param verdict [points]
 * @param confidence [points] 0–1. Without it every colour is at its strongest.
 */
export function colorByVerdict(verdict: ArrayLike<number>, confidence?: ArrayLike<number>): PointColors {
  const colors = new Uint32Array(verdict.length);
  for (let i = 0; i < colors.length; i++) {
    const table = TABLES[verdict[i] as 0 | 1 | 2] ?? TABLES[0];
    const sure = confidence ? Math.min(1, Math.max(0, confidence[i])) : 1;
    colors[i] = table[Math.round(sure * (STEPS - 1))] as number;
  }
  return colors;
}

/** @param column [points] as `evaluation` writes it: same, differ, only the first right, only the second right, both wrong. */
export function colorByDisagreement(column: ArrayLike<number>): PointColors {
  const { same, differ, onlyFirstRight, onlySecondRight, bothWrong } = DISAGREEMENT_RGB;
  const table = [same, differ, onlyFirstRight, onlySecondRight, bothWrong].map(packRgb);
  const colors = new Uint32Array(column.length);
  for (let i = 0; i < colors.length; i++) colors[i] = table[column[i]!] ?? (table[0] as number);
  return colors;
}

function ramp(from: Rgb, to: Rgb): Uint32Array {
  return Uint32Array.from({ length: STEPS }, (_, step) => {
    const share = step / (STEPS - 1);
    return packRgb([0, 1, 2].map((channel) => from[channel] + share * (to[channel] - from[channel])) as unknown as Rgb);
  });
}
