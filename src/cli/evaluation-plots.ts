import type { BoxReport, Curve } from './evaluation-boxes.ts';
import { percent } from './evaluation-score.ts';

const SIZE = 320;
const MARGIN = { left: 52, right: 150, top: 30, bottom: 44 };
const COLORS = ['#3aa76d', '#2f8fe8', '#c0443c'];

/** One SVG a class that has true boxes, by file name: precision over recall at each 3D IoU. */
export function curvePlots({ byClass }: BoxReport): Record<string, string> {
  const plots = Object.entries(byClass)
    .filter(([, { truths }]) => truths > 0)
    .map(([name, { truths, ap, curves }]) => {
      const series = Object.entries(curves).map(([iou, curve]) => ({
        label: `IoU ${iou}: AP ${percent(ap['3d'][iou])} %`,
        curve,
      }));
      return [`boxes-${name.replace(/[^a-z0-9]+/gi, '-')}.svg`, plotCurves(`${name}, ${truths} boxes`, series)];
    });
  return Object.fromEntries(plots);
}

function plotCurves(title: string, series: readonly { readonly label: string; readonly curve: Curve }[]): string {
  const x = (recall: number) => (MARGIN.left + recall * SIZE).toFixed(1);
  const y = (precision: number) => (MARGIN.top + (1 - precision) * SIZE).toFixed(1);
  const [width, height] = [MARGIN.left + SIZE + MARGIN.right, MARGIN.top + SIZE + MARGIN.bottom];
  const grid = [0, 0.2, 0.4, 0.6, 0.8, 1].flatMap((value) => [
    `<path d="M${x(value)} ${y(0)}V${y(1)}M${x(0)} ${y(value)}H${x(1)}" stroke="#e4e4e4"/>`,
    `<text x="${x(value)}" y="${MARGIN.top + SIZE + 16}" text-anchor="middle" fill="#555">${value}</text>`,
    `<text x="${MARGIN.left - 8}" y="${Number(y(value)) + 4}" text-anchor="end" fill="#555">${value}</text>`,
  ]);
  const lines = series.flatMap(({ label, curve }, i) => {
    const color = COLORS[i % COLORS.length];
    const points = curve.recall.map((recall, k) => `${x(recall)} ${y(curve.precision[k]!)}`);
    const path =
      points.length > 0 ? `<path d="M${points.join('L')}" fill="none" stroke="${color}" stroke-width="2"/>` : '';
    const top = MARGIN.top + 14 + 20 * i;
    return [
      path,
      `<path d="M${MARGIN.left + SIZE + 12} ${top - 4}h16" stroke="${color}" stroke-width="2"/>`,
      `<text x="${MARGIN.left + SIZE + 34}" y="${top}" fill="#222">${label}</text>`,
    ];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="${MARGIN.left}" y="18" fill="#222" font-weight="600">${title}</text>`,
    ...grid,
    `<text x="${MARGIN.left + SIZE / 2}" y="${height - 8}" text-anchor="middle" fill="#555">recall</text>`,
    `<text x="14" y="${MARGIN.top + SIZE / 2}" text-anchor="middle" fill="#555" transform="rotate(-90 14 ${MARGIN.top + SIZE / 2})">precision</text>`,
    ...lines,
    '</svg>\n',
  ].join('\n');
}
