import type { TuningPoint } from '../../state/index.ts';

/** The plot's inside, in its own units. */
export const PLOT = { left: 26, top: 8, width: 226, height: 102 } as const;

const xOf = (step: number, steps: number): number => PLOT.left + (PLOT.width * step) / Math.max(1, steps);
const rounded = (value: number): number => Math.round(10 * value) / 10;

/** The losses as an SVG path; the largest one touches the top. */
export function lossPath(curve: readonly TuningPoint[], steps: number): string {
  const most = curve.reduce((top, { loss }) => Math.max(top, loss), 0) || 1;
  const yOf = (loss: number): number => PLOT.top + PLOT.height * (1 - loss / most);
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
