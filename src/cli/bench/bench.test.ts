import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LABEL_SETS } from '../../core/index.ts';
import type { TrainingConfig } from '../../training/index.ts';
import { EXIT, main } from '../main.ts';
import { writeTinyModel } from '../tiny-model.fixture.ts';
import { lidarBasic, surface } from './clouds.ts';
import type { EngineSpec } from './engines.ts';
import { repeat, shareDifferent, worstDifference } from './measure.ts';
import { compare, type Measured } from './network.ts';
import { plotScaling } from './plot.ts';
import type { BenchReport, BenchRow } from './report.ts';

let folder = '';

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'voxelens-bench-'));
  writeTinyModel(path.join(folder, 'models/tiny'));
  writeVoxels(path.join(folder, 'lidar_basic_voxels.npy'));
  writeSweep(path.join(folder, 'lidar_sweep_198k.npy'));
});

afterAll(() => fs.rmSync(folder, { recursive: true }));

/** A sheet of 40 × 40 voxels far from the origin, as the peers' file has it: int32 rows of (batch, z, y, x). */
function writeVoxels(file: string): void {
  const rows = Array.from({ length: 1600 }, (_, i) => [0, 7, 100 + Math.floor(i / 40), 500 + (i % 40)]);
  writeMatrix(file, '<i4', 4, Int32Array.from(rows.flat()));
}

function writeSweep(file: string): void {
  const rows = Array.from({ length: 400 }, (_, i) => [Math.floor(i / 20), i % 20, 0]);
  writeMatrix(file, '<f4', 3, Float32Array.from(rows.flat()));
}

function writeMatrix(file: string, type: string, columns: number, values: Int32Array | Float32Array): void {
  const header = `{'descr': '${type}', 'fortran_order': False, 'shape': (${values.length / columns}, ${columns}), }`;
  const padded = `${header.padEnd(128 - 10 - 1)}\n`;
  const head = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, padded.length & 255, padded.length >> 8]);
  fs.writeFileSync(file, Buffer.concat([head, Buffer.from(padded), Buffer.from(values.buffer)]));
}

async function bench(...args: string[]): Promise<BenchReport> {
  let out = '';
  const terminal = {
    out: (text: string) => void (out += text),
    err: () => {},
    errIsScreen: false,
    signal: new AbortController().signal,
  };
  const fixed = ['--model', 'tiny', '--backend', 'wasm', '--engine', 'wasm 1', '--data', folder, '--json'];
  const code = await main({ args: ['bench', ...args, ...fixed], terminal, modelsFolder: path.join(folder, 'models') });
  expect({ code, out }).toMatchObject({ code: EXIT.done });
  return JSON.parse(out) as BenchReport;
}

describe('the clouds', () => {
  it('have one voxel a row of the file, none lost on a border', async () => {
    const { points, grid } = await lidarBasic(folder);
    const voxels = new Set<string>();
    for (let i = 0; i < points.count; i++) {
      const at = [0, 1, 2].map((axis) =>
        Math.floor(Math.fround((points.positions[3 * i + axis]! - grid.min[axis]!) / grid.voxelSizeM)),
      );
      expect(at.every((value, axis) => value >= 0 && value < grid.dims[axis]!)).toBe(true);
      voxels.add(at.join());
    }
    expect(voxels.size).toBe(1600);
  });

  it('are cropped around the middle', async () => {
    const { points } = await lidarBasic(folder, 100);
    expect(points.count).toBe(100);
    const side = (axis: number) => {
      const values = Array.from({ length: 100 }, (_, i) => points.positions[3 * i + axis]!);
      return Math.max(...values) - Math.min(...values);
    };
    expect([side(0), side(1)].every((metres) => metres > 0.9 && metres < 1.3)).toBe(true);
  });

  it('of surfaces have about as many voxels as asked for', () => {
    const { points, grid } = surface(10_000);
    const voxels = new Set<number>();
    for (let i = 0; i < points.count; i++) {
      const [x, y, z] = [0, 1, 2].map((axis) =>
        Math.floor((points.positions[3 * i + axis]! - grid.min[axis]!) / grid.voxelSizeM),
      );
      voxels.add((x! * 4096 + y!) * 4096 + z!);
    }
    expect(voxels.size).toBeGreaterThan(7_000);
    expect(voxels.size).toBeLessThan(14_000);
  });
});

describe('measuring', () => {
  it('counts runs after the warm-up, and stops at the budget', async () => {
    let runs = 0;
    const work = async () => void runs++;
    expect(await repeat(work, { repeats: 5 })).toMatchObject({ runs: 5 });
    expect(runs).toBe(6);
    expect(await repeat(work, { repeats: 5, budgetMs: 0, warmups: 0 })).toMatchObject({ runs: 1 });
    const slow = () => new Promise((resolve) => setTimeout(resolve, 5));
    expect(await repeat(slow, { repeats: 5, budgetMs: 1 })).toMatchObject({ runs: 1 });
  });

  it('sees a wrong result', () => {
    const truth = Float32Array.of(1, 2, 4, 3);
    expect(worstDifference(truth, truth)).toBe(0);
    expect(worstDifference(Float32Array.of(1, 2, 4, 2), truth)).toBe(0.25);
    expect(worstDifference(Float32Array.of(1, 2, 4, Number.NaN), truth)).toBe(Number.POSITIVE_INFINITY);
    expect(shareDifferent(Float32Array.of(1, 2, 3, 4), truth, 2)).toBe(0.5);
  });
});

/** A run of the tiny model. */
function trainingConfig(): TrainingConfig {
  const { trainedSteps: _, ...model } = JSON.parse(
    fs.readFileSync(path.join(folder, 'models/tiny/model.json'), 'utf8'),
  );
  return {
    model: { ...model, voxelSizeM: 0.4 },
    seed: 3,
    steps: 10,
    learningRate: 0.01,
    warmUp: 0.1,
    scenesPerStep: 1,
    maxVoxels: 9000,
    scenes: 9,
    checkpointEvery: 10,
    losses: { semantic: 1, embedding: 0.3, boxCorners: 1, boxPose: 1, boxClass: 0.4 },
  };
}

describe('comparing', () => {
  const engine = (name: string, isBaseline: boolean, ms: number, cpuMs: number): Measured => {
    const row = { suite: 'network', name, size: 1, unit: 'voxels', ms, bestMs: ms, cpuMs, runs: 1 } as BenchRow;
    const spec: EngineSpec = {
      name,
      group: 'cpu',
      precision: 'f32',
      isBaseline,
      cores: 1,
      isSoftware: true,
      open: () => Promise.reject(new Error('not opened')),
    };
    return { row, mapsRow: row, spec, logits: Float32Array.of(1, 2) };
  };

  it('divides each clock by the composition that is the faster by that clock', () => {
    const [ours, gather, pairs] = [
      engine('ours', false, 10, 20),
      engine('gather', true, 30, 400),
      engine('pairs', true, 50, 100),
    ];
    const row = compare(ours, [ours, gather, pairs]);
    expect(row).toMatchObject({ baseline: 'gather', ratio: 3, cpuBaseline: 'pairs', cpuRatio: 5 });
    expect(compare(gather, [ours, gather, pairs])).toBe(gather.row);
  });
});

describe('the command', () => {
  it('times a network and its maps', async () => {
    const { rows, adapter, commit } = await bench('network', '--repeats', '2');
    expect(rows.map(({ name }) => name)).toEqual(['tiny, wasm 1 thread', 'tiny, wasm 1 thread: maps']);
    expect(rows[0]).toMatchObject({ size: 1600, runs: 2, isRepeatable: true, clock: 'wall' });
    expect(rows[0]!.gflop).toBeGreaterThan(0);
    expect(adapter).toMatch(/CPU/);
    expect(commit).toBe('unknown');
  });

  it('holds each convolution against a dense product', async () => {
    const { rows } = await bench('kernels', '--repeats', '1');
    expect(rows.length).toBeGreaterThan(2);
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
    for (const row of rows) expect(row.shareOfDense, row.name).toBeGreaterThan(0);
  });

  it('times ever larger clouds, with the memory that they used', async () => {
    const { rows } = await bench('scaling', '--repeats', '1', '--voxels', '10000', '--budget', '0');
    // No budget for a second size; the sweep is another series.
    expect(rows.map(({ name }) => name)).toEqual([
      'tiny, wasm 1 thread: surface',
      'tiny, wasm 1 thread: LiDAR sweep at 80 cm',
    ]);
    const [row] = rows;
    expect(row!.bytesPerVoxel).toBeCloseTo(row!.bytes! / row!.size);
    // The neighbour table at the least.
    expect(row!.bytes).toBeGreaterThan(27 * 4 * row!.size);
  });

  it('times steps of a training', async () => {
    const file = path.join(folder, 'config.json');
    fs.writeFileSync(file, JSON.stringify(trainingConfig()));
    const { rows } = await bench('train', '--config', file, '--repeats', '1', '--voxels', '500');
    expect(rows).toMatchObject([{ suite: 'train', name: 'tiny, wasm 1 thread: step', runs: 1, unit: 'voxels' }]);
    expect(rows[0]!.size).toBeGreaterThan(0);
    expect(rows[0]!.size).toBeLessThanOrEqual(1000);
    expect(rows[0]!.gflopsPerCore).toBeGreaterThan(0);
  });

  it('refuses a preset and a folder that are not there', async () => {
    let out = '';
    const terminal = {
      out: (text: string) => void (out += text),
      err: () => {},
      errIsScreen: false,
      signal: new AbortController().signal,
    };
    const run = (...args: string[]) =>
      main({ args: ['bench', 'network', '--backend', 'wasm', '--json', ...args], terminal, modelsFolder: folder });
    expect(await run('--preset', 'resnet')).toBe(EXIT.usage);
    expect(JSON.parse(out).error.message).toContain('minkunet');
    out = '';
    expect(await run('--preset', 'minkunet-half', '--data', path.join(folder, 'nothing'))).toBe(EXIT.usage);
    expect(JSON.parse(out).error.message).toContain('--data');
  });
});

it('draws one line a series and a title that cannot break the file', () => {
  const row = (name: string, size: number, ms: number) => ({ suite: 'scaling', name, size, ms }) as BenchRow;
  const rows = [
    row('a, wasm: surface', 1e4, 10),
    row('a, wasm: surface', 1e6, 1200),
    row('a, wasm: s at 5 cm', 3e4, 9),
  ];
  const svg = plotScaling(rows, `${LABEL_SETS.length} < 9 & more`);
  expect(svg).toContain('&lt; 9 &amp; more');
  expect(svg.match(/<circle/g)).toHaveLength(3);
  expect(svg.match(/stroke-width="2"\/>\n<text/g)).toHaveLength(2);
  expect(svg).not.toContain('NaN');
});
