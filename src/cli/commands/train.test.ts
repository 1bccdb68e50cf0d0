import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OUTDOOR11, thingClasses } from '../../core/index.ts';
import { BOX_CODE } from '../../nn/index.ts';
import { train } from './train.ts';

const config = {
  model: {
    name: 'small',
    title: 'Small',
    domain: 'outdoor',
    labelSet: OUTDOOR11.name,
    voxelSizeM: 0.5,
    groundCellM: 4,
    license: 'Apache-2.0',
    network: {
      inputChannels: 8,
      encoder: [[8], [8]],
      decoder: [[8]],
      pool: 'max',
      heads: [
        { name: 'semantic', hidden: 8, outputs: OUTDOOR11.classes.length },
        { name: 'embedding', hidden: 8, outputs: 4 },
        { name: 'box', hidden: 8, outputs: BOX_CODE + thingClasses(OUTDOOR11).length + 1 },
      ],
    },
  },
  seed: 1,
  steps: 3,
  learningRate: 0.001,
  warmUp: 0.1,
  scenesPerStep: 1,
  maxVoxels: 1500,
  scenes: 1,
  checkpointEvery: 1,
  losses: { semantic: 1, embedding: 0.1, boxCorners: 0.1, boxPose: 0.1, boxClass: 0.1 },
};

let folder = '';
let configFile = '';
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'voxelens-train-'));
  configFile = path.join(folder, 'config.json');
  fs.writeFileSync(configFile, JSON.stringify(config));
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

function run(out: string, resume: boolean, stopAfter = Number.POSITIVE_INFINITY) {
  const controller = new AbortController();
  const lines: Record<string, unknown>[] = [];
  const emit = (line: Record<string, unknown>): void => {
    lines.push(line);
    if (lines.length >= stopAfter) controller.abort();
  };
  const stage = { signal: controller.signal, onProgress: () => {} };
  return {
    lines,
    result: train(configFile, { out: path.join(folder, out), resume }, { modelsFolder: folder, stage, emit }),
  };
}

describe('train', () => {
  it('tells each step and leaves a model', async () => {
    const { lines, result } = run('whole', false);
    expect((await result).report).toMatchObject({ step: 2, model: path.join(folder, 'whole') });
    expect(lines.map(({ step }) => step)).toEqual([0, 1, 2]);
    expect(lines[0]).toMatchObject({
      losses: { total: expect.any(Number), semantic: expect.any(Number) },
      scores: { accuracy: expect.any(Number) },
    });
    expect(JSON.parse(fs.readFileSync(path.join(folder, 'whole/model.json'), 'utf8'))).toMatchObject({
      name: 'small',
      trainedSteps: 3,
    });
    expect(fs.existsSync(path.join(folder, 'whole/weights.safetensors'))).toBe(true);
    expect(fs.readFileSync(path.join(folder, 'whole/report.md'), 'utf8')).toContain('Steps: 3 of 3, 3 of them');
  });

  it('stops when told to and goes on with the same numbers', async () => {
    const stopped = run('parts', false, 1);
    await expect(stopped.result).rejects.toMatchObject({ code: 'CANCELLED' });
    const resumed = run('parts', true);
    await resumed.result;
    expect([...stopped.lines, ...resumed.lines].map(({ step }) => step)).toEqual([0, 1, 2]);
    const weights = (out: string) => fs.readFileSync(path.join(folder, out, 'weights.safetensors'));
    expect(weights('parts').equals(weights('whole'))).toBe(true);
  });

  it('makes the report of a run again from its log alone', async () => {
    const report = path.join(folder, 'whole/report.md');
    fs.rmSync(report);
    const context = {
      modelsFolder: folder,
      stage: { signal: new AbortController().signal, onProgress: () => {} },
      emit: () => {},
    };
    const { report: made } = await train(undefined, { resume: false, report: path.join(folder, 'whole') }, context);
    expect(made['files']).toContain(report);
    expect(fs.readFileSync(report, 'utf8')).toContain('Steps: 3, 3 of them');
    await expect(train(undefined, { resume: false }, context)).rejects.toMatchObject({ code: 'USAGE' });
    await expect(train(configFile, { resume: false }, context)).rejects.toMatchObject({ code: 'USAGE' });
    const none = train(undefined, { resume: false, report: path.join(folder, 'nowhere') }, context);
    await expect(none).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE' });
  });

  it('does not write over a run without being told', async () => {
    await expect(run('whole', false).result).rejects.toMatchObject({ code: 'USAGE', context: { option: '--out' } });
  });
});
