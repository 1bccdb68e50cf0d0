import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MINKUNET_NAMES, SPVNAS_NAMES } from '../../nn/import/foreign-names.fixture.ts';
import { ForeignNetwork, MINKOWSKI, TORCHSPARSE } from '../../nn/import/foreign-network.fixture.ts';
import { type Saved, torchFile } from '../../nn/import/torch-file.fixture.ts';
import { VOXEL_CHANNELS } from '../../ops/index.ts';
import { openNetwork } from '../bench/networks.ts';
import { EXIT } from '../main.ts';
import { runMain } from '../run-main.fixture.ts';

let folder = '';
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'voxelens-import-'));
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

const run = (...args: string[]) => runMain(args, path.join(folder, 'models'));

function checkpoint(name: string, saved: Saved): string {
  const file = path.join(folder, name);
  fs.writeFileSync(file, torchFile(saved));
  return file;
}

/** Weights are drawn when a network first runs. */
function tensorsOf(network: ForeignNetwork, inputs: number): Saved {
  network.run([[0, 0, 0]], [new Float64Array(inputs)]);
  return network.tensors;
}

const minkunet = (classes: number) =>
  tensorsOf(new ForeignNetwork(MINKUNET_NAMES, MINKOWSKI, { inputs: 3, classes }), 3);

describe('import', () => {
  it('makes a folder that --model takes, and says what became of each layer', async () => {
    const file = checkpoint('mink.pth', {
      epoch: 9,
      state_dict: minkunet(20),
      ema: { 'x.weight': { tensor: [1], shape: [1] } },
    });
    const out = path.join(folder, 'mink');
    const imported = await run('import', file, '--out', out, '--voxel-size', '0.1', '--json');
    expect(imported.err).toBe('');
    expect(imported.code).toBe(EXIT.done);
    const report = JSON.parse(imported.out);
    expect(report).toMatchObject({
      framework: 'MinkowskiEngine',
      entry: 'state_dict',
      otherEntries: ['ema'],
      offsetOrder: 'x-fastest',
      unmatched: [],
      manifest: {
        name: 'mink',
        labelSet: 'scannet20',
        domain: 'indoor',
        voxelSizeM: 0.1,
        features: [{ source: 'rgb' }],
      },
    });
    expect(report.layers[0]).toEqual({
      layer: 'stem.0',
      from: 'conv0p1s1.kernel',
      shape: [125, 3, 4],
      as: [125, 3, 4],
    });
    expect(report.conversion[0]).toContain('reordered');
    expect(report.assumed.join()).not.toContain('--voxel-size');

    const measured = await openNetwork({ model: out }, folder);
    expect(measured.network.graph.values[0]!.channels).toBe(VOXEL_CHANNELS);

    const cloud = path.join(folder, 'room.ply');
    await run('synth', 'room', '--seed', '3', '--out', cloud);
    const seen = await run('infer', cloud, '--model', out, '--backend', 'wasm', '--json');
    expect(seen.code).toBe(EXIT.done);
    expect(JSON.parse(seen.out)).toMatchObject({ model: 'mink', instances: [], boxes: [] });
    expect(Object.keys(JSON.parse(seen.out).classes).length).toBeGreaterThan(0);
  }, 60_000);

  it('in words, with classes of another data set, other features and halves', async () => {
    const spvnas = new ForeignNetwork(SPVNAS_NAMES, TORCHSPARSE, { inputs: 4, classes: 19 });
    const file = checkpoint('kitti.pth', tensorsOf(spvnas, 4));
    const out = path.join(folder, 'kitti');
    const { code, out: text } = await run(
      'import',
      file,
      '--out',
      out,
      '--features',
      'xyz:0.1,intensity',
      '--half',
      '--voxel-size',
      '0.4',
    );
    expect(code).toBe(EXIT.done);
    expect(text).toContain('classifier.0.weight');
    expect(text).toContain('semantickitti19 in outdoor11');
    expect(text).toContain('nothing in the checkpoint was left over');
    const manifest = JSON.parse(fs.readFileSync(path.join(out, 'model.json'), 'utf8'));
    expect(manifest.features).toEqual([{ source: 'xyz', scale: 0.1 }, { source: 'intensity' }]);
    expect(manifest.outputClasses).toHaveLength(19);
    const street = path.join(folder, 'street.ply');
    await run('synth', 'street', '--seed', '3', '--out', street);
    const seen = await run('infer', street, '--model', out, '--backend', 'wasm', '--json');
    expect(seen.code).toBe(EXIT.done);
  }, 60_000);

  it.each<[string, () => string[], string]>([
    ['classes without a list', () => [checkpoint('seven.pth', minkunet(7))], '--labels'],
    [
      'a class list of another length',
      () => [checkpoint('a.pth', minkunet(20)), '--labels', 's3dis13'],
      'not that long',
    ],
    [
      'features that nobody knows',
      () => [checkpoint('b.pth', minkunet(20)), '--features', 'smell'],
      '--features takes',
    ],
    ['features of another width', () => [checkpoint('c.pth', minkunet(20)), '--features', 'one'], '3 input channels'],
    [
      'an order that is none',
      () => [checkpoint('d.pth', minkunet(20)), '--offset-order', 'y-fastest'],
      'Allowed choices',
    ],
    ['a voxel of no size', () => [checkpoint('e.pth', minkunet(20)), '--voxel-size', '0'], 'above 0'],
    ['a folder', () => [folder], 'not a folder'],
    ['what is not there', () => [path.join(folder, 'none.pth')], 'no such file'],
  ])('%s is the person’s mistake', async (_, args, message) => {
    const { code, err } = await run('import', ...args(), '--out', path.join(folder, 'never'));
    expect(code).toBe(EXIT.usage);
    expect(err).toContain(message);
    expect(fs.existsSync(path.join(folder, 'never'))).toBe(false);
  });
});
