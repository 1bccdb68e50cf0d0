import type { BenchRow } from './report.ts';

const WIDTH = 720;
const HEIGHT = 420;
const MARGIN = { left: 64, right: 200, top: 28, bottom: 48 };
const COLORS = ['#2f8fe8', '#e8792f', '#3aa76d', '#9a5fd0', '#c0443c', '#7a7a7a'];

/**
 * Milliseconds over voxels, both logarithmic, as an SVG: one line a series (the part of a row's name before its last colon, with the kind
 * of cloud), and a dashed one for time that grows as the voxels do.
 * @param clock `cpuMs`: processor time, where the work is done by processors.
 */
export function plotScaling(measured: readonly BenchRow[], title: string, clock: 'ms' | 'cpuMs' = 'ms'): string {
  const rows = measured.map((row) => ({ ...row, ms: row[clock] ?? row.ms }));
  const series = new Map<string, BenchRow[]>();
  for (const row of rows) {
    const key = row.name.replace(/ at [\d.]+ cm$/, '');
    series.set(key, [...(series.get(key) ?? []), row]);
  }
  const x = logScale(
    rows.map((row) => row.size),
    MARGIN.left,
    WIDTH - MARGIN.right,
  );
  const y = logScale(
    rows.map((row) => row.ms),
    HEIGHT - MARGIN.bottom,
    MARGIN.top,
  );
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    `<text x="${MARGIN.left}" y="17" fill="#222" font-weight="600">${escapeXml(title)}</text>`,
  ];
  for (const value of x.ticks) {
    const at = x.at(value).toFixed(1);
    parts.push(
      `<path d="M${at} ${MARGIN.top}V${HEIGHT - MARGIN.bottom}" stroke="#e4e4e4"/>`,
      `<text x="${at}" y="${HEIGHT - MARGIN.bottom + 17}" text-anchor="middle" fill="#555">${short(value)}</text>`,
    );
  }
  for (const value of y.ticks) {
    const at = y.at(value).toFixed(1);
    parts.push(
      `<path d="M${MARGIN.left} ${at}H${WIDTH - MARGIN.right}" stroke="#e4e4e4"/>`,
      `<text x="${MARGIN.left - 8}" y="${Number(at) + 4}" text-anchor="end" fill="#555">${duration(value)}</text>`,
    );
  }
  parts.push(
    `<text x="${(MARGIN.left + WIDTH - MARGIN.right) / 2}" y="${HEIGHT - 10}" text-anchor="middle" fill="#555">voxels</text>`,
  );
  const [first] = [...rows].sort((a, b) => a.size - b.size);
  const largest = Math.max(...rows.map((row) => row.size));
  if (first) {
    const end = first.ms * (largest / first.size);
    parts.push(line([first, { size: largest, ms: end }], x, y, '#999', '4 4'));
  }
  [...series].forEach(([name, points], i) => {
    const color = COLORS[i % COLORS.length]!;
    const sorted = [...points].sort((a, b) => a.size - b.size);
    parts.push(line(sorted, x, y, color));
    for (const point of sorted)
      parts.push(
        `<circle cx="${x.at(point.size).toFixed(1)}" cy="${y.at(point.ms).toFixed(1)}" r="3.5" fill="${color}"/>`,
      );
    const top = MARGIN.top + 14 + 34 * i;
    const [engine, cloud = ''] = name.split(': ');
    parts.push(
      `<path d="M${WIDTH - MARGIN.right + 14} ${top - 4}h18" stroke="${color}" stroke-width="2"/>`,
      `<text x="${WIDTH - MARGIN.right + 38}" y="${top}" fill="#222">${escapeXml(engine!)}</text>`,
      `<text x="${WIDTH - MARGIN.right + 38}" y="${top + 14}" fill="#777">${escapeXml(cloud)}</text>`,
    );
  });
  const below = MARGIN.top + 14 + 34 * series.size;
  parts.push(
    `<path d="M${WIDTH - MARGIN.right + 14} ${below - 4}h18" stroke="#999" stroke-dasharray="4 4"/>`,
    `<text x="${WIDTH - MARGIN.right + 38}" y="${below}" fill="#777">in proportion</text>`,
    '</svg>\n',
  );
  return parts.join('\n');
}

interface Scale {
  readonly ticks: readonly number[];
  at(value: number): number;
}

function logScale(values: readonly number[], from: number, to: number): Scale {
  const low = Math.log10(Math.min(...values)) - 0.08;
  const high = Math.log10(Math.max(...values)) + 0.08;
  const ticks: number[] = [];
  for (let power = Math.floor(low); power <= Math.ceil(high); power++)
    for (const step of [1, 3]) {
      const value = step * 10 ** power;
      if (Math.log10(value) >= low && Math.log10(value) <= high) ticks.push(value);
    }
  return { ticks, at: (value) => from + ((Math.log10(value) - low) / (high - low)) * (to - from) };
}

function line(
  points: readonly { readonly size: number; readonly ms: number }[],
  x: Scale,
  y: Scale,
  color: string,
  dash?: string,
): string {
  const path = points.map((point) => `${x.at(point.size).toFixed(1)} ${y.at(point.ms).toFixed(1)}`).join('L');
  const dashes = dash ? ` stroke-dasharray="${dash}"` : ' stroke-width="2"';
  return `<path d="M${path}" fill="none" stroke="${color}"${dashes}/>`;
}

function short(value: number): string {
  return value >= 1e6 ? `${value / 1e6}M` : value >= 1000 ? `${value / 1000}k` : String(value);
}

function duration(ms: number): string {
  return ms >= 1000 ? `${ms / 1000} s` : `${ms} ms`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
