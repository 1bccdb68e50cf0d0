import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runFolder } from './run-folder.ts';
import { readTrainingConfig } from './training-config.ts';

const VALID = {
  model: {
    name: 'small',
    title: 'Small',
    domain: 'outdoor',
    labelSet: 'outdoor11',
    voxelSizeM: 0.5,
    groundCellM: 4,
    license: 'Apache-2.0',
    network: {
      inputChannels: 8,
      encoder: [[8], [8]],
      decoder: [[8]],
      pool: 'max',
      heads: [{ name: 'semantic', hidden: 8, outputs: 11 }],
    },
  },
  seed: 1,
  steps: 2,
  learningRate: 0.001,
  warmUp: 0.1,
  scenesPerStep: 1,
  maxVoxels: 1000,
  scenes: 1,
  checkpointEvery: 1,
  losses: { semantic: 1, embedding: 1, boxCorners: 1, boxPose: 1, boxClass: 1 },
};

let folder = '';
beforeAll(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'voxelens-train-'))));
afterAll(() => fs.rmSync(folder, { recursive: true }));

function write(config: unknown): string {
  const file = path.join(folder, 'config.json');
  fs.writeFileSync(file, typeof config === 'string' ? config : JSON.stringify(config));
  return file;
}

describe('readTrainingConfig', () => {
  it('reads a whole one', async () => {
    expect(await readTrainingConfig(write(VALID))).toEqual(VALID);
  });

  it.each([
    ['{', 'is not JSON'],
    [{ ...VALID, steps: '2' }, 'steps must be a number'],
    [{ ...VALID, losses: { semantic: 1 } }, 'losses.embedding must be a number'],
    [{ ...VALID, model: undefined }, 'model.name must be a string'],
    [{ ...VALID, model: { ...VALID.model, labelSet: 'mine' } }, 'model.labelSet must be scannet20 or outdoor11'],
    [
      { ...VALID, model: { ...VALID.model, network: { ...VALID.model.network, decoder: [] } } },
      'does not lead back to the finest level',
    ],
  ])('names what is wrong with %j', async (config, message) => {
    const reading = readTrainingConfig(write(config));
    await expect(reading).rejects.toMatchObject({ code: 'USAGE', message: expect.stringContaining(message) });
  });

  it('names a file that is not there', async () => {
    await expect(readTrainingConfig(path.join(folder, 'none.json'))).rejects.toMatchObject({
      code: 'SOURCE_UNREADABLE',
    });
  });
});

describe('runFolder', () => {
  it('reads back what it wrote, replaces it whole, and has nothing else', async () => {
    const store = runFolder(path.join(folder, 'runs/a'));
    expect(await store.read('x.bin')).toBeUndefined();
    await store.write('x.bin', Uint8Array.of(1, 2, 3));
    await store.write('x.bin', Uint8Array.of(4));
    expect([...(await store.read('x.bin'))!]).toEqual([4]);
    expect(fs.readdirSync(path.join(folder, 'runs/a'))).toEqual(['x.bin']);
  });
});
