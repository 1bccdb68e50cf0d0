import type { TuningPoint } from '../../state/index.ts';

/** The plot's inside, in its own units. */
export const PLOT = { left: 26, top: 8, width: 226, height: 102 } as const;

const xOf = (step: number, steps: number): number => PLOT.left + (PLOT.width * step) / Math.max(1, steps);
const rounded = (value: number): number => Math.round(10 * value) / 10;

/** How much of each step is in the smooth line: one crop is easy, the next one is not. */
const SMOOTH_SHARE = 0.2;

/** The losses without the ups and downs from crop to crop. */
export function smoothed(curve: readonly TuningPoint[]): TuningPoint[] {
  let [sum, weight] = [0, 0];
  return curve.map((point) => {
    sum += SMOOTH_SHARE * (point.loss - sum);
    weight += SMOOTH_SHARE * (1 - weight);
    return { ...point, loss: sum / weight };
  });
}

/** The losses as an SVG path. @param most touches the top */
export function lossPath(curve: readonly TuningPoint[], steps: number, most: number): string {
  const yOf = (loss: number): number => PLOT.top + PLOT.height * (1 - loss / (most || 1));
  return curve
    .map(({ step, loss }, i) => `${i === 0 ? 'M' : 'L'}${rounded(xOf(step, steps))} ${rounded(yOf(loss))}`)
    .join('');
}

/** Where the share of what was held back was measured. @param before at step 0 */
export function heldOutPoints(curve: readonly TuningPoint[], steps: number, before: number | undefined) {
  const at = (step: number, share: number) => ({
    x: rounded(xOf(step, steps)),
    y: rounded(PLOT.top + PLOT.height * (1 - share)),
    share,
  });
  const measured = curve.flatMap(({ step, heldOut }) => (heldOut === undefined ? [] : [at(step, heldOut)]));
  return before === undefined ? measured : [at(0, before), ...measured];
}
