import { type BoxReport, percent } from '../evaluation/index.ts';
import { type Axis, drawChart } from './chart.ts';

const SHARE: Axis = { scale: 'linear', range: [0, 1], format: String };

/** One SVG a class that has true boxes, by file name: precision over recall at each 3D IoU. */
export function curvePlots({ byClass }: BoxReport): Record<string, string> {
  const plots = Object.entries(byClass)
    .filter(([, { truths }]) => truths > 0)
    .map(([name, { truths, ap, curves }]) => {
      const series = Object.entries(curves).map(([iou, { recall, precision }]) => ({
        name: `IoU ${iou}`,
        detail: `AP ${percent(ap['3d'][iou])} %`,
        points: recall.map((value, i) => [value, precision[i]!] as const),
      }));
      const title = `${name}, ${truths} boxes: precision over recall`;
      const svg = drawChart({ title, x: { ...SHARE, label: 'recall' }, y: SHARE, series });
      return [`boxes-${name.replace(/[^a-z0-9]+/gi, '-')}.svg`, svg];
    });
  return Object.fromEntries(plots);
}
