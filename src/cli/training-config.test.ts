import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildGraph, countParameters } from '../nn/index.ts';
import { runFolder } from './run-folder.ts';
import { readTrainingConfig } from './training-config.ts';

const RECIPES = path.resolve(import.meta.dirname, '../../docs/training');

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
    [{ ...VALID, model: { ...VALID.model, domain: 'Outdoor' } }, 'model.domain must be indoor or outdoor'],
    [{ ...VALID, model: { ...VALID.model, boxHeading: 'axes' } }, 'model.boxHeading must be direction or axis'],
    [{ ...VALID, model: { ...VALID.model, looks: 0 } }, 'model.looks must be a whole number from 1 to 8'],
    [{ ...VALID, model: { ...VALID.model, boxheading: 'axis' } }, 'model.boxheading must be one of name, '],
    [
      { ...VALID, model: { ...VALID.model, labelSet: 'scannet20', domain: 'indoor' } },
      'model.network.heads.semantic.outputs must be 20',
    ],
    [
      { ...VALID, model: { ...VALID.model, features: [{ source: 'rgb' }] } },
      'model.features must be a list of sources',
    ],
    [
      { ...VALID, model: { ...VALID.model, features: [{ source: 'shape' }, { source: 'echo' }] } },
      'model.network.inputChannels must be 10',
    ],
    [{ ...VALID, maxVoxels: [1000] }, 'maxVoxels must be a number or [least, most]'],
    [{ ...VALID, losses: { ...VALID.losses, lovasz: '1' } }, 'losses.lovasz must be a number'],
    [{ ...VALID, losses: { ...VALID.losses, lovas: 1 } }, 'losses.lovas must be one of semantic, '],
    [{ ...VALID, scoreEach: 100 }, 'scoreEach must be one of model, '],
    [{ ...VALID, lossForms: { corners: 'l2' } }, 'lossForms.corners must be l1 or huber'],
    [{ ...VALID, lossForms: { sides: 'l1' } }, 'lossForms.sides must be one of semantic, '],
    [{ ...VALID, ema: 1 }, 'ema must be a number in [0, 1)'],
    [{ ...VALID, augmentation: { tilt: 2 } }, 'augmentation.tilt must be one of scale, '],
    [{ ...VALID, augmentation: { scale: 1 } }, 'augmentation.scale must be [least, most]'],
    [
      { ...VALID, model: { ...VALID.model, network: { ...VALID.model.network, decoder: [] } } },
      'does not lead back to the finest level',
    ],
  ])('names what is wrong with %j', async (config, message) => {
    const reading = readTrainingConfig(write(config));
    await expect(reading).rejects.toMatchObject({ code: 'USAGE', message: expect.stringContaining(message) });
  });

  it('reads what a config may leave out or say in two ways', async () => {
    const more = {
      ...VALID,
      maxVoxels: [500, 900],
      ema: 0.99,
      scoreEvery: 0,
      augmentation: { tiltDeg: 1, scale: [1, 1] },
    };
    expect(await readTrainingConfig(write(more))).toEqual(more);
  });

  it.each([
    ['indoor-narrow', 'indoor-tiny', [0.2, 0.3]],
    ['outdoor-narrow', 'outdoor-tiny', [0.2, 0.3]],
    ['indoor', 'indoor-narrow', [0.25, 0.35]],
    ['outdoor', 'outdoor-narrow', [0.25, 0.35]],
  ] as const)(
    'reads the recipes of %s and %s: the same heads on a share of the parameters',
    async (large, small, [least, most]) => {
      const [full, tiny] = await Promise.all(
        [large, small].map((file) => readTrainingConfig(path.join(RECIPES, `${file}.json`))),
      );
      expect(tiny!.model.network.heads.map(({ name: head, outputs }) => [head, outputs])).toEqual(
        full!.model.network.heads.map(({ name: head, outputs }) => [head, outputs]),
      );
      const parameters = [full!, tiny!].map(({ model }) => countParameters(buildGraph(model.network))) as [
        number,
        number,
      ];
      expect(parameters[1] / parameters[0]).toBeGreaterThan(least);
      expect(parameters[1] / parameters[0]).toBeLessThan(most);
    },
  );

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
