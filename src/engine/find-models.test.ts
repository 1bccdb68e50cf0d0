import { createHash } from 'node:crypto';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { findModels } from './find-models.ts';
import { MANIFEST, source, weightsOf } from './model.fixture.ts';
import { mayHoldModels } from './model-files.ts';

const WEIGHTS = weightsOf(MANIFEST);
const JSON_TEXT = JSON.stringify(MANIFEST);
const cloud = source('room/scan.ply', 'ply');

describe('findModels', () => {
  it('takes model.json and the weights beside it, and leaves the rest', async () => {
    const files = [
      cloud,
      source('net/weights.safetensors', WEIGHTS),
      source('net/CARD.md', '# card'),
      source('net/model.json', JSON_TEXT),
      source('net/beside.ply', 'ply'),
    ];
    const { models, rest } = await findModels(files);
    expect(models).toHaveLength(1);
    expect(models[0]).toMatchObject({
      manifest: MANIFEST,
      weightsSha256: createHash('sha256').update(WEIGHTS).digest('hex'),
    });
    expect(models[0]?.weights).toEqual(WEIGHTS);
    expect(rest).toEqual([0, 4]);
  });

  it('takes two files without a folder, and weights of another name', async () => {
    const { models, rest } = await findModels([source('model.json', JSON_TEXT), source('best.safetensors', WEIGHTS)]);
    expect(models.map(({ manifest }) => manifest.name)).toEqual(['mine']);
    expect(rest).toEqual([]);
  });

  it('takes each of several folders', async () => {
    const other = JSON.stringify({ ...MANIFEST, name: 'other' });
    const { models } = await findModels([
      source('a/model.json', JSON_TEXT),
      source('a/weights.safetensors', WEIGHTS),
      source('b/model.json', other),
      source('b/weights.safetensors', WEIGHTS),
    ]);
    expect(models.map(({ manifest }) => manifest.name)).toEqual(['mine', 'other']);
  });

  it('looks into a ZIP, and leaves one without a model alone', async () => {
    const zip = zipSync({ 'net/model.json': new TextEncoder().encode(JSON_TEXT), 'net/weights.safetensors': WEIGHTS });
    const clouds = zipSync({ 'a/scan.ply': new Uint8Array(9) });
    const { models, rest } = await findModels([source('clouds.zip', clouds), source('net.zip', zip)]);
    expect(models[0]?.weights).toEqual(WEIGHTS);
    expect(rest).toEqual([0]);
  });

  it('finds nothing in files of a scene that has a model.json of its own', async () => {
    const files = [cloud, source('room/model.json', '{"mesh":"chair"}')];
    expect(await findModels(files)).toEqual({ models: [], rest: [0, 1] });
  });

  it.each([
    ['half: weights', [source('weights.safetensors', WEIGHTS)], 'FORMAT_MISMATCH', { missing: 'model.json' }],
    ['half: manifest', [source('model.json', JSON_TEXT)], 'FORMAT_MISMATCH', { missing: 'weights.safetensors' }],
    [
      'a field of the manifest',
      [source('model.json', JSON.stringify({ ...MANIFEST, voxelSizeM: -1 })), source('w.safetensors', WEIGHTS)],
      'WEIGHTS_FORMAT',
      { file: 'model.json', field: 'voxelSizeM', found: '-1' },
    ],
    [
      'weights cut short',
      [source('model.json', JSON_TEXT), source('w.safetensors', WEIGHTS.subarray(0, -9))],
      'WEIGHTS_FORMAT',
      { file: 'w.safetensors', tensor: expect.any(String) },
    ],
    [
      'weights of another network',
      [
        source('model.json', JSON.stringify({ ...MANIFEST, network: { ...MANIFEST.network, encoder: [[16], [8]] } })),
        source('w.safetensors', WEIGHTS),
      ],
      'WEIGHTS_SHAPE',
      { file: 'w.safetensors', tensor: expect.any(String), expected: expect.any(String) },
    ],
    [
      'a head that does not fit the labels',
      [source('model.json', JSON.stringify({ ...MANIFEST, labelSet: 'scannet20' })), source('w.safetensors', WEIGHTS)],
      'WEIGHTS_FORMAT',
      { file: 'model.json' },
    ],
  ])('names file and field: %s', async (_, files, code, context) => {
    await expect(findModels(files)).rejects.toMatchObject({ code, context });
  });
});

describe('mayHoldModels', () => {
  it('looks at names alone', () => {
    expect(mayHoldModels([cloud])).toBe(false);
    expect(mayHoldModels([cloud, source('a/MODEL.JSON', '')])).toBe(true);
    expect(mayHoldModels([source('a.zip', '')])).toBe(true);
  });
});
