import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from './main.ts';
import { runMain } from './run-main.fixture.ts';
import { writeTinyModel } from './tiny-model.fixture.ts';

const SHARED = path.resolve(import.meta.dirname, '../../../shared/data');
let folder = '';

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'voxelens-cli-'));
  writeTinyModel(path.join(folder, 'models/tiny'));
});

afterAll(() => fs.rmSync(folder, { recursive: true }));

const run = (...args: string[]) => runWith(new AbortController().signal, args);

const runWith = (signal: AbortSignal, args: readonly string[]) => runMain(args, path.join(folder, 'models'), signal);

/** The one JSON object that `--json` promises on stdout. */
function parsed({ out }: { readonly out: string }) {
  expect(out.trimEnd().split('\n')).toHaveLength(1);
  return JSON.parse(out);
}

async function streetFile(): Promise<string> {
  const file = path.join(folder, 'street.ply');
  if (!fs.existsSync(file)) expect((await run('synth', 'street', '--seed', '3', '--out', file)).code).toBe(EXIT.done);
  return file;
}

describe('usage', () => {
  it('prints help on stdout and exits 0', async () => {
    const { code, out } = await run('--help');
    expect(code).toBe(EXIT.done);
    for (const command of ['info', 'infer', 'evaluate', 'synth', 'train']) expect(out).toContain(command);
    expect((await run('infer', '--help')).out).toContain('--backend');
  });

  it.each([
    [['conjure'], 'unknown command'],
    [['info'], 'missing required argument'],
    [['info', 'x.ply', '--frame', '-1'], 'whole number'],
    [['infer', 'x.ply', '--looks', '9'], 'It takes a whole number from 1 to 8.'],
    [['infer', 'x.ply', '--backend', 'abacus'], 'Allowed choices are webgpu, wasm, tfjs'],
    [['synth', 'moon', '--out', 'x.ply'], 'Allowed choices are street, room'],
    [['synth', 'street'], '--out'],
    [['evaluate'], '--synthetic'],
    [['evaluate', 'x.ply', '--synthetic', '2'], 'not both'],
  ])('%j is a usage error', async (args, message) => {
    const plain = await run(...args);
    expect(plain.code).toBe(EXIT.usage);
    expect(plain.out).toBe('');
    expect(plain.err).toContain(message);
    const json = await run(...args, '--json');
    expect(json.code).toBe(EXIT.usage);
    expect(parsed(json).error).toMatchObject({ code: 'USAGE', message: expect.stringContaining(message), context: {} });
  });
});

describe('bad input', () => {
  it('names a file that is not there', async () => {
    const result = await run('info', path.join(folder, 'nothing.ply'), '--json');
    expect(result.code).toBe(EXIT.usage);
    expect(parsed(result).error).toMatchObject({
      code: 'SOURCE_UNREADABLE',
      context: { file: path.join(folder, 'nothing.ply') },
    });
  });

  it('says where a truncated file ends', async () => {
    const file = path.join(folder, 'cut.ply');
    fs.writeFileSync(file, fs.readFileSync(path.join(SHARED, 'ply/pdal_simple_binary.ply')).subarray(0, -5));
    const result = await run('info', file, '--json');
    expect(result.code).toBe(EXIT.usage);
    expect(parsed(result).error.code).toBe('FORMAT_TRUNCATED');
  });

  it('lists the models when there is none of that name', async () => {
    const result = await run('infer', await streetFile(), '--model', 'huge', '--backend', 'wasm', '--json');
    expect(result.code).toBe(EXIT.usage);
    expect(parsed(result).error).toMatchObject({ code: 'MODEL_UNKNOWN', context: { model: 'huge', known: ['tiny'] } });
  });
});

describe('info', () => {
  it('describes a small PLY', async () => {
    const report = parsed(await run('info', path.join(SHARED, 'ply/pdal_simple_binary.ply'), '--json'));
    expect(report).toMatchObject({
      format: 'ply',
      points: 3,
      frames: 1,
      bounds: { min: [-1, 0, 0], max: [1, 1, 0] },
      labels: { semantic: {}, instances: 0 },
      boxes: [],
    });
    expect(report).toHaveProperty('origin');
    expect(report).toHaveProperty('attributes');
    expect(report).toHaveProperty('diagnostics');
  });

  it('reads a ScanNet folder as one labelled scene', async () => {
    const report = parsed(await run('info', path.join(SHARED, 'scannet/scene0000_00'), '--json'));
    expect(report).toMatchObject({ dataset: 'scannet', points: 81_369, frames: 1, domain: 'indoor' });
    expect(report.labels.instances).toBe(55);
    expect(report.attributes.map(({ name }: { name: string }) => name)).toContain('rgb');
  });

  it('reads a KITTI frame from its three files', async () => {
    const kitti = path.join(SHARED, 'kitti/training');
    const files = ['velodyne/000000.bin', 'label_2/000000.txt', 'calib/000000.txt'].map((file) =>
      path.join(kitti, file),
    );
    const report = parsed(await run('info', ...files, '--json'));
    expect(report.points).toBe(115_384);
    expect(report.boxes).toHaveLength(1);
    expect(report.boxes[0]).toMatchObject({ class: 'pedestrian' });
  });

  it('writes a page for people without --json', async () => {
    const { code, out } = await run('info', path.join(SHARED, 'ply/pdal_simple_binary.ply'));
    expect(code).toBe(EXIT.done);
    expect(out).toContain('3 points, ply');
    expect(out).toContain('extent 2.00 × 1.00 × 0.00 m');
  });
});

describe('synth', () => {
  it('is what info reads back', async () => {
    const file = path.join(folder, 'room.ply');
    const made = parsed(await run('synth', 'room', '--seed', '11', '--out', file, '--json'));
    const read = parsed(await run('info', file, '--json'));
    expect(made.points).toBeGreaterThan(1000);
    expect(read).toMatchObject({
      points: made.points,
      domain: 'indoor',
      labels: { semantic: made.classes, instances: made.instances },
    });
    expect(read.boxes).toHaveLength(made.boxes);
  });

  it('gives the same bytes for the same seed', async () => {
    const again = path.join(folder, 'again.ply');
    await run('synth', 'street', '--seed', '3', '--out', again);
    expect(fs.readFileSync(again).equals(fs.readFileSync(await streetFile()))).toBe(true);
  });
});

describe('infer', () => {
  it('reports the whole way and writes the labelled cloud', async () => {
    const file = await streetFile();
    const out = path.join(folder, 'seen.ply');
    const result = await run('infer', file, '--model', 'tiny', '--backend', 'wasm', '--out', out, '--json');
    expect(result).toMatchObject({ code: EXIT.done });
    const report = parsed(result);
    expect(Object.keys(report)).toEqual(
      expect.arrayContaining([
        'adapter',
        'model',
        'points',
        'voxels',
        'stagesMs',
        'totalMs',
        'classes',
        'instances',
        'boxes',
        'diagnostics',
      ]),
    );
    expect(report.model).toBe('tiny');
    expect(report.voxels).toHaveLength(2);
    expect(report.voxels[0]).toBeGreaterThan(report.voxels[1]);
    const counted = Object.values<number>(report.classes).reduce((sum, count) => sum + count, 0);
    expect(counted).toBe(report.points);
    expect(report.inputSha256).toBe(createHash('sha256').update(fs.readFileSync(file)).digest('hex'));
    const weights = fs.readFileSync(path.join(folder, 'models/tiny/weights.safetensors'));
    expect(report.weightsSha256).toBe(createHash('sha256').update(weights).digest('hex'));
    const seen = parsed(await run('info', out, '--json'));
    expect(seen).toMatchObject({
      points: report.points,
      labels: { semantic: report.classes, instances: report.instances.length },
    });
  });

  it('looks as often as the model is published with, or as it is told to', async () => {
    const given = fs.readFileSync(path.join(folder, 'models/tiny/model.json'), 'utf8');
    const careful = path.join(folder, 'careful');
    fs.cpSync(path.join(folder, 'models/tiny'), careful, { recursive: true });
    fs.writeFileSync(path.join(careful, 'model.json'), JSON.stringify({ ...JSON.parse(given), looks: 2 }));
    const infer = async (...more: string[]) =>
      parsed(await run('infer', await streetFile(), '--model', `${careful}/`, '--backend', 'wasm', '--json', ...more));
    const [published, once] = [await infer(), await infer('--looks', '1')];
    expect([published.looks, once.looks]).toEqual([2, 1]);
    expect(published.voxels).toEqual(once.voxels);
    expect(published.stagesMs).toHaveProperty('looks');
    expect(once.stagesMs).not.toHaveProperty('looks');
  });

  it('tells progress on stderr as JSON lines', async () => {
    const { err } = await run('infer', await streetFile(), '--model', 'tiny', '--backend', 'wasm', '--json');
    const lines = err
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines)
      expect(line).toMatchObject({ stage: expect.any(String), done: expect.any(Number), total: expect.any(Number) });
  });

  it('stops when told to, with exit code 3', async () => {
    const controller = new AbortController();
    controller.abort();
    const result = await runWith(controller.signal, [
      'infer',
      await streetFile(),
      '--model',
      'tiny',
      '--backend',
      'wasm',
      '--json',
    ]);
    expect(result.code).toBe(EXIT.cancelled);
    expect(parsed(result).error.code).toBe('CANCELLED');
  });
});

describe('evaluate', () => {
  it('scores against the truth in the files', async () => {
    const result = await run('evaluate', await streetFile(), '--model', 'tiny', '--backend', 'wasm', '--json');
    expect(result).toMatchObject({ code: EXIT.done });
    const report = parsed(result);
    expect(report).toMatchObject({
      files: 1,
      scenes: [{ dataset: 'voxelens' }],
      model: 'tiny',
      mapping: { from: ['outdoor11'], to: 'outdoor11' },
    });
    expect(report.points).toBeGreaterThan(1000);
    expect(report.miou).toBeGreaterThanOrEqual(0);
    expect(report.accuracy).toBeLessThanOrEqual(1);
    expect(Object.keys(report.instanceAp)).toEqual(['0.25', '0.5', '0.5:0.95']);
    expect(Object.keys(report.boxes.byClass.vehicle.ap['3d'])).toEqual(['0.25', '0.5', '0.7']);
    expect(Object.keys(report.taxonomies)).toEqual(['outdoor7', 'outdoor7lidog', 'outdoor4']);
    const total = report.confusion.counts.flat().reduce((sum: number, count: number) => sum + count, 0);
    expect(total).toBe(report.points);
  });

  it('refuses files without ground truth', async () => {
    const result = await run(
      'evaluate',
      path.join(SHARED, 'ply/pdal_simple_binary.ply'),
      '--model',
      'tiny',
      '--backend',
      'wasm',
      '--json',
    );
    expect(result.code).toBe(EXIT.usage);
    expect(parsed(result).error.message).toContain('no ground truth');
  });
});
