import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readCheckpoint } from '../training/index.ts';
import { EXIT } from './main.ts';
import { runMain } from './run-main.fixture.ts';

const MODEL = {
  name: 'small',
  title: 'Small',
  domain: 'outdoor',
  labelSet: 'outdoor11',
  voxelSizeM: 0.4,
  groundCellM: 4,
  license: 'Apache-2.0',
  features: [{ source: 'shape' }],
};
const HEADS = [
  { name: 'semantic', hidden: 8, outputs: 11 },
  { name: 'embedding', hidden: 4, outputs: 4 },
  { name: 'box', hidden: 4, outputs: 13 },
];
const RUN = {
  seed: 1,
  steps: 1,
  learningRate: 0.001,
  warmUp: 0.1,
  scenesPerStep: 1,
  maxVoxels: 300,
  scenes: 1,
  checkpointEvery: 1,
  losses: { semantic: 1, embedding: 1, boxCorners: 1, boxPose: 1, boxClass: 1 },
  scoreEvery: 0,
};

let folder = '';
const at = (name: string) => path.join(folder, name);
beforeAll(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'voxelens-runs-'))));
afterAll(() => fs.rmSync(folder, { recursive: true }));

function config(name: string, widths: readonly [number, number]): string {
  const [first, second] = widths;
  const network = { inputChannels: 8, encoder: [[first], [second]], decoder: [[first]], pool: 'max', heads: HEADS };
  fs.writeFileSync(at(name), JSON.stringify({ ...RUN, model: { ...MODEL, network } }));
  return at(name);
}

const train = (file: string, out: string, ...more: string[]) =>
  runMain(['train', file, '--out', at(out), '--backend', 'wasm', ...more], folder);

it('begins a wider run from a narrower one, and says why it cannot from others', async () => {
  const [narrow, wide] = [config('narrow.json', [4, 8]), config('wide.json', [8, 12])];
  expect(await train(narrow, 'narrow')).toMatchObject({ code: EXIT.done });
  expect(await train(wide, 'wide', '--from', at('narrow'))).toMatchObject({ code: EXIT.done });
  const grown = readCheckpoint(fs.readFileSync(path.join(at('wide'), 'checkpoint.safetensors')));
  expect(grown.step).toBe(1);
  expect(grown.weights.get('encoder.1.0.weight')!.shape).toEqual([27, 8, 12]);

  const none = await train(wide, 'third', '--from', at('nowhere'));
  expect(none).toMatchObject({
    code: EXIT.usage,
    err: expect.stringContaining('no checkpoint.safetensors to begin from'),
  });
  const shrunk = await train(narrow, 'fourth', '--from', at('wide'));
  expect(shrunk.code).not.toBe(EXIT.done);
  expect(shrunk.err).toContain('layer encoder.0.0 of the run to begin from is no narrower form');
}, 120_000);
