import type { Vec3 } from '../../core/index.ts';
import { type Measure, measureValue } from '../../overlays/index.ts';

const HEAD = ['kind', 'value', 'unit', 'points'];

/** A table for a spreadsheet: tabs between columns, full precision, true coordinates as `x y z; x y z`. */
export function measuresAsText(measures: readonly Measure[], origin: Vec3): string {
  const rows = measures.map((measure) => {
    const value = measureValue(measure) ?? Number.NaN;
    const isAngle = measure.kind === 'angle';
    const places = measure.points.map((point) =>
      point.map((coordinate, axis) => (coordinate + (origin[axis] ?? 0)).toFixed(3)).join(' '),
    );
    const shown = isAngle ? ((value * 180) / Math.PI).toFixed(4) : value.toFixed(4);
    return [measure.kind, shown, isAngle ? '°' : 'm', places.join('; ')];
  });
  return [HEAD, ...rows].map((row) => row.join('\t')).join('\n');
}
