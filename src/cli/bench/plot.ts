import { drawChart, type Series } from '../chart.ts';
import type { BenchRow } from './report.ts';

/**
 * Milliseconds over voxels, both logarithmic, as an SVG: one line a series (the part of a row's name before its last colon, with the kind
 * of cloud), and a dashed one for time that grows as the voxels do.
 * @param clock `cpuMs`: processor time, where the work is done by processors.
 */
export function plotScaling(measured: readonly BenchRow[], title: string, clock: 'ms' | 'cpuMs' = 'ms'): string {
  const rows = measured.map((row) => ({ ...row, ms: row[clock] ?? row.ms })).sort((a, b) => a.size - b.size);
  const byName = new Map<string, (readonly [number, number])[]>();
  for (const { name, size, ms } of rows) {
    const key = name.replace(/ at [\d.]+ cm$/, '');
    byName.set(key, [...(byName.get(key) ?? []), [size, ms]]);
  }
  const series: Series[] = [...byName].map(([key, points]) => {
    const [name, detail = ''] = key.split(': ');
    return { name: name!, detail, points, dots: true };
  });
  const [first, last] = [rows[0], rows.at(-1)];
  if (first && last) {
    const end = first.ms * (last.size / first.size);
    const points = [[first.size, first.ms] as const, [last.size, end] as const];
    series.push({ name: 'in proportion', points, isReference: true });
  }
  return drawChart({
    title,
    x: { label: 'voxels', scale: 'logarithmic', format: short },
    y: { scale: 'logarithmic', format: duration },
    series,
  });
}

function short(value: number): string {
  return value >= 1e6 ? `${value / 1e6}M` : value >= 1000 ? `${value / 1000}k` : String(value);
}

function duration(ms: number): string {
  return ms >= 1000 ? `${ms / 1000} s` : `${ms} ms`;
}
