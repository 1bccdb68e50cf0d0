import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { StepReport } from '../training/index.ts';
import { TrainingLog } from './training-log.ts';
import { reportTraining } from './training-report.ts';

let folder = '';
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'voxelens-log-'));
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

function step(number: number, semantic: number, score?: StepReport['score']): StepReport {
  return {
    step: number,
    losses: {
      total: 2 * semantic,
      semantic,
      embedding: 1,
      boxCorners: 0,
      boxPose: 0.5,
      boxClass: 0.5,
      lovasz: 0,
      maskClass: 0,
    },
    accuracy: 1 - semantic / 4,
    voxels: 1000,
    gradientNorm: 3,
    learningRate: 0.001,
    ms: 200,
    ...(score && { score }),
  };
}

it('reads a log whose end was cut off and whose steps were done again', async () => {
  const log = new TrainingLog(folder);
  for (const number of [0, 1, 2]) log.append(step(number, 3));
  await log.flush();
  log.append(step(1, 2));
  await log.flush();
  fs.appendFileSync(path.join(folder, 'log.jsonl'), '{"step": 2, "losses": {"tot');
  const read = await log.read();
  expect(read.map(({ step: number }) => number)).toEqual([0, 1, 2]);
  expect(read[1]!.losses.semantic).toBe(2);
  await log.clear();
  await expect(log.read()).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE' });
});

it('tells losses, scores and times, and draws only what the run had', () => {
  const log = Array.from({ length: 1000 }, (_, i) =>
    step(i, 3 * Math.exp(-i / 300) + 0.1, i % 250 === 249 ? { miou: i === 749 ? 0.6 : 0.4, accuracy: 0.8 } : undefined),
  );
  const { markdown, charts } = reportTraining(log, 'street <1>', 5000);
  expect(markdown).toContain('Steps: 1000 of 5000');
  expect(markdown).toContain('| semantic | 3.0');
  expect(markdown).not.toContain('lovasz');
  expect(markdown).toContain('| best | 750 | 0.6000 | 0.8000 |');
  expect(markdown).toContain('| last | 1000 | 0.4000 | 0.8000 |');
  for (const [file, svg] of charts) {
    expect(markdown).toContain(`(${file})`);
    expect(svg).not.toMatch(/NaN|Infinity/);
    expect(svg.trimEnd().endsWith('</svg>')).toBe(true);
  }
  expect(charts.get('losses.svg')!).not.toContain('boxCorners');
  expect(charts.get('accuracy.svg')!.match(/<circle/g)).toHaveLength(8);
  // The line falls: its last point lies lower on the page than its first.
  const line = /d="M([^"]+)" fill="none"/
    .exec(charts.get('losses.svg')!)![1]!
    .split('L')
    .map((at) => at.split(' '));
  expect(line).toHaveLength(200);
  expect(Number(line.at(-1)![1])).toBeGreaterThan(Number(line[0]![1]));
});

it('a run of one step without scores has a report too', () => {
  const { markdown, charts } = reportTraining([step(0, 1)], 'one');
  expect(markdown).toContain('- Steps: 1, 1 of them');
  expect(markdown).not.toContain('mIoU');
  for (const svg of charts.values()) expect(svg).not.toMatch(/NaN|Infinity/);
});
