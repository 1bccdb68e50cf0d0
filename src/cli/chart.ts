const WIDTH = 720;
const HEIGHT = 420;
const MARGIN = { left: 64, right: 200, top: 28, bottom: 48 };
const COLORS = ['#2f8fe8', '#e8792f', '#3aa76d', '#9a5fd0', '#c0443c', '#7a7a7a', '#17b6c4', '#c9a227'];

export interface Axis {
  readonly label?: string;
  readonly scale: 'linear' | 'logarithmic';
  /** A linear axis begins at zero. */
  readonly hasZero?: boolean;
  /** From where to where, whatever the points are: charts of one measure stay comparable. */
  readonly range?: readonly [number, number];
  readonly format: (value: number) => string;
}

export interface Series {
  readonly name: string;
  /** Second line of the legend. */
  readonly detail?: string;
  readonly points: readonly (readonly [number, number])[];
  /** Marks each point. */
  readonly dots?: boolean;
  /** Thin, grey and dashed: something to compare with. Does not widen the axes. */
  readonly isReference?: boolean;
}

export interface Chart {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
}

/** A line chart as SVG, with its legend at the right. */
export function drawChart({ title, x: xAxis, y: yAxis, series }: Chart): string {
  const points = series.flatMap((one) => (one.isReference ? [] : one.points));
  const [right, bottom] = [WIDTH - MARGIN.right, HEIGHT - MARGIN.bottom];
  const x = makeScale(
    xAxis,
    points.map(([at]) => at),
    MARGIN.left,
    right,
  );
  const y = makeScale(
    yAxis,
    points.map(([, at]) => at),
    bottom,
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
      `<path d="M${at} ${MARGIN.top}V${bottom}" stroke="#e4e4e4"/>`,
      `<text x="${at}" y="${bottom + 17}" text-anchor="middle" fill="#555">${xAxis.format(value)}</text>`,
    );
  }
  for (const value of y.ticks) {
    const at = y.at(value).toFixed(1);
    parts.push(
      `<path d="M${MARGIN.left} ${at}H${right}" stroke="#e4e4e4"/>`,
      `<text x="${MARGIN.left - 8}" y="${Number(at) + 4}" text-anchor="end" fill="#555">${yAxis.format(value)}</text>`,
    );
  }
  if (xAxis.label)
    parts.push(
      `<text x="${(MARGIN.left + right) / 2}" y="${HEIGHT - 10}" text-anchor="middle" fill="#555">${escapeXml(xAxis.label)}</text>`,
    );
  let top = MARGIN.top + 14;
  let colors = 0;
  for (const one of [...series].sort((a, b) => Number(b.isReference ?? false) - Number(a.isReference ?? false))) {
    const color = one.isReference ? '#999' : COLORS[colors++ % COLORS.length]!;
    const path = one.points.map(([px, py]) => `${x.at(px).toFixed(1)} ${y.at(py).toFixed(1)}`).join('L');
    const dashes = one.isReference ? ' stroke-dasharray="4 4"' : ' stroke-width="2"';
    if (path) parts.push(`<path d="M${path}" fill="none" stroke="${color}"${dashes}/>`);
    if (one.dots)
      for (const [px, py] of one.points)
        parts.push(`<circle cx="${x.at(px).toFixed(1)}" cy="${y.at(py).toFixed(1)}" r="3.5" fill="${color}"/>`);
    parts.push(
      `<path d="M${right + 14} ${top - 4}h18" stroke="${color}"${dashes}/>`,
      `<text x="${right + 38}" y="${top}" fill="#222">${escapeXml(one.name)}</text>`,
    );
    if (one.detail) parts.push(`<text x="${right + 38}" y="${top + 14}" fill="#777">${escapeXml(one.detail)}</text>`);
    top += one.detail === undefined ? 20 : 34;
  }
  parts.push('</svg>\n');
  return parts.join('\n');
}

interface Scale {
  readonly ticks: readonly number[];
  at(value: number): number;
}

function makeScale(
  { scale, hasZero = false, range }: Axis,
  values: readonly number[],
  from: number,
  to: number,
): Scale {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of range ?? values) [least, most] = [Math.min(least, value), Math.max(most, value)];
  if (least > most) [least, most] = [1, 2];
  if (scale === 'logarithmic') return logScale(least, most, from, to);
  return linearScale(hasZero ? Math.min(0, least) : least, most, from, to);
}

/** Up to which span a logarithmic axis has closer ticks. */
const DECADES = 1.7;

function logScale(least: number, most: number, from: number, to: number): Scale {
  const low = Math.log10(least) - 0.08;
  const high = Math.log10(most) + 0.08;
  const ticks: number[] = [];
  for (let power = Math.floor(low); power <= Math.ceil(high); power++)
    for (const step of high - low > DECADES ? [1, 3] : [1, 2, 5]) {
      const value = step * 10 ** power;
      if (Math.log10(value) >= low && Math.log10(value) <= high) ticks.push(value);
    }
  return { ticks, at: (value) => from + ((Math.log10(value) - low) / (high - low)) * (to - from) };
}

function linearScale(low: number, most: number, from: number, to: number): Scale {
  const span = Math.max(most - low, 1e-12);
  const rough = span / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * (rough / power > 5 ? 10 : rough / power > 2 ? 5 : rough / power > 1 ? 2 : 1);
  const ticks: number[] = [];
  for (let tick = Math.ceil(low / step); tick * step <= low + span * 1.04; tick++)
    ticks.push(Number((tick * step).toPrecision(12)));
  return { ticks, at: (value) => from + ((value - low) / (span * 1.04)) * (to - from) };
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
