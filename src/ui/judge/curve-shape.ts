import type { CurvePoint } from '../../metrics/index.ts';

/** Where the axes are in the chart's own units. */
export const PLOT = { left: 28, top: 16, width: 240, height: 122 } as const;

interface Place {
  readonly x: number;
  readonly y: number;
}

function placeOf({ recall, precision }: Pick<CurvePoint, 'recall' | 'precision'>): Place {
  const { left, top, width, height } = PLOT;
  return { x: left + width * recall, y: top + height * (1 - precision) };
}

/** From the surest prediction to the least sure one: an SVG path. It begins at recall 0 with the precision of the first point. */
export function curvePath(curve: readonly CurvePoint[]): string {
  const [first] = curve;
  if (!first) return '';
  const text = ({ x, y }: Place) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  return `M${[{ recall: 0, precision: first.precision }, ...curve].map((point) => text(placeOf(point))).join('L')}`;
}

/** The curve's point for keeping what is at least as sure as `minScore`; undefined where nothing is. `curve` goes by falling score. */
export function markAt(curve: readonly CurvePoint[], minScore: number): Place | undefined {
  const point = curve.findLast(({ score }) => score >= minScore);
  return point && placeOf(point);
}
