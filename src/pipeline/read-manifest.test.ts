import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readManifest } from './read-manifest.ts';
import { SHIPPED_MODELS, shippedModel } from './shipped-models.ts';

const MODELS = path.resolve(import.meta.dirname, '../../public/models');
const TEXT = fs.readFileSync(path.join(MODELS, 'outdoor/model.json'), 'utf8');
const GOOD = JSON.parse(TEXT);

/** The shipped manifest with one thing changed. */
const changed = (change: object) => JSON.stringify({ ...GOOD, ...change });
const withNetwork = (change: object) => changed({ network: { ...GOOD.network, ...change } });

describe('readManifest', () => {
  it('reads a shipped manifest as it is', () => {
    expect(readManifest(TEXT, { file: 'model.json' })).toEqual(GOOD);
  });

  it('does without what only describes', () => {
    const { title, license, trainedSteps, ...needed } = GOOD;
    expect(readManifest(JSON.stringify(needed), { file: 'model.json' })).toMatchObject({
      title: 'outdoor',
      license: 'not stated',
      trainedSteps: 0,
    });
  });

  it.each([
    ['JSON', '{"name": '],
    ['the whole', '[]'],
    ['name', changed({ name: 7 })],
    ['domain', changed({ domain: 'space' })],
    ['labelSet', changed({ labelSet: 'mine' })],
    ['voxelSizeM', changed({ voxelSizeM: '0.2' })],
    ['groundCellM', changed({ groundCellM: -1 })],
    ['boxHeading', changed({ boxHeading: 'up' })],
    ['looks', changed({ looks: 9 })],
    ['looks', changed({ looks: 1.5 })],
    ['features[0].source', changed({ features: [{ source: 'smell' }] })],
    ['network', changed({ network: undefined })],
    ['network.encoder', withNetwork({ encoder: 3 })],
    ['network.encoder[1]', withNetwork({ encoder: [[8], 8] })],
    ['network.heads', withNetwork({ heads: null })],
    ['network.heads[0].name', withNetwork({ heads: [{ name: 'tail', hidden: 8, outputs: 11 }] })],
    ['network', withNetwork({ pool: 'median' })],
    ['network', withNetwork({ encoder: [[8], [-8]], decoder: [[8]] })],
    ['network.heads.box.outputs', withNetwork({ heads: [{ name: 'box', hidden: 8, outputs: 12 }] })],
  ])('names the field %s', (field, text) => {
    expect(() => readManifest(text, { file: 'a/model.json' })).toThrow(
      expect.objectContaining({
        code: 'WEIGHTS_FORMAT',
        context: expect.objectContaining({ file: 'a/model.json', field }),
      }),
    );
  });
});

describe('the shipped models', () => {
  it('are one of each size a domain, and those that are there say the same of themselves', () => {
    const kinds = SHIPPED_MODELS.map(({ domain, size }) => `${domain} ${size}`);
    expect(new Set(kinds).size).toBe(4);
    expect(shippedModel('indoor', 'tiny').name).toBe('indoor-tiny');
    for (const folder of fs.readdirSync(MODELS)) {
      const known = SHIPPED_MODELS.find(({ name }) => name === folder);
      const manifest = readManifest(fs.readFileSync(path.join(MODELS, folder, 'model.json'), 'utf8'), { file: folder });
      expect(manifest).toMatchObject({ name: folder, domain: known?.domain });
    }
  });
});
