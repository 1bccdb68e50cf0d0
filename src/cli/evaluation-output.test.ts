import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type BoxReport, Evaluation } from '../evaluation/index.ts';
import { formatTitled, writePlots } from './evaluation-output.ts';
import { curvePlots } from './evaluation-plots.ts';
import { markdownOf, reportTables } from './evaluation-tables.ts';

const curve = { score: [0.9, 0.5], precision: [1, 0.5], recall: [0.25, 0.5] };
const scores = { '0.25': 0.5, '0.5': 0.375, '0.7': null };
const vehicle = {
  truths: 4,
  truthsInFiles: 6,
  detections: 2,
  ignoredDetections: 1,
  ap: { '3d': scores, bev: scores },
  recallAtPrecision: { '3d': { '0.6': 0.25 }, bev: { '0.6': 0.5 } },
  byRange: { '0-20': { truths: 4, ap: scores, apBev: scores, recallAtPrecision: { '0.6': 0.25 } } },
  curves: { '0.5': curve },
};
const boxes: BoxReport = {
  rules: { apRule: 'voc', minPoints: 5, maxRangeM: 40 },
  map: { '3d': scores, bev: scores },
  byClass: { vehicle, sign: { ...vehicle, truths: 0 } },
};

describe('tables of a report', () => {
  const empty = new Evaluation('outdoor11', { minPoints: 5 }).summarize();

  it('say nothing where nothing was scored', () => {
    expect(reportTables(empty)).toEqual([]);
  });

  it('give boxes as found of how many, by which rules, as Markdown and for the screen', () => {
    const tables = reportTables({ ...empty, boxes });
    const markdown = markdownOf('outdoor on x', tables);
    expect(markdown).toContain('### outdoor on x\n\nboxes with 5 points or more within 40 m, in per cent\n\n| class |');
    expect(markdown).toContain('| vehicle | 4 of 6 | 50.0 | 37.5 | – | 50.0 | 37.5 | – | 25.0 |');
    expect(markdown).toContain('| vehicle | 0-20 | 4 | 37.5 | 37.5 | 25.0 |');
    expect(formatTitled(tables[0]!)).toMatch(/^boxes with 5 points.*\n {2}class .*\n {2}vehicle {2}4 of 6/);
  });
});

describe('curvePlots', () => {
  it('draws a curve a class that has true boxes', () => {
    const plots = curvePlots(boxes);
    expect(Object.keys(plots)).toEqual(['boxes-vehicle.svg']);
    // Recall ¼ at precision 1, then ½ at ½: axes from 0 to 1.04 on 456 × 344 pixels, the lower left corner at (64, 372).
    expect(plots['boxes-vehicle.svg']).toContain('d="M173.6 41.2L283.2 206.6"');
    expect(plots['boxes-vehicle.svg']).toContain('vehicle, 4 boxes: precision over recall');
    expect(plots['boxes-vehicle.svg']).toContain('AP 37.5 %');
  });

  it('goes into a folder, which is made where there is something to draw', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'voxelens-plots-'));
    try {
      await writePlots(path.join(folder, 'none'), null);
      await writePlots(path.join(folder, 'street'), boxes);
      expect(fs.readdirSync(folder, { recursive: true }).sort()).toEqual([
        'street',
        path.join('street', 'boxes-vehicle.svg'),
      ]);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });
});
