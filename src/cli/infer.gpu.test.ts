import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EXIT } from './main.ts';
import { runMain } from './run-main.fixture.ts';
import { writeTinyModel } from './tiny-model.fixture.ts';

let folder = '';

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'voxelens-gpu-'));
  writeTinyModel(path.join(folder, 'tiny'));
});

afterAll(() => fs.rmSync(folder, { recursive: true }));

async function run(...args: string[]) {
  const { code, out } = await runMain([...args, '--json'], folder);
  expect({ code, out }).toMatchObject({ code: EXIT.done });
  return JSON.parse(out);
}

it('every backend sees the same scene', async () => {
  const file = path.join(folder, 'street.ply');
  await run('synth', 'street', '--seed', '5', '--out', file);
  const [webgpu, wasm, tfjs] = [
    await run('infer', file, '--model', 'tiny', '--backend', 'webgpu'),
    await run('infer', file, '--model', 'tiny', '--backend', 'wasm'),
    await run('infer', file, '--model', 'tiny', '--backend', 'tfjs'),
  ];
  expect(new Set([webgpu.backend, wasm.backend, tfjs.backend])).toEqual(new Set(['webgpu', 'wasm', 'tfjs']));
  expect(webgpu.adapter).not.toBe(wasm.adapter);
  for (const report of [webgpu, tfjs]) {
    expect(report.voxels).toEqual(wasm.voxels);
    // Sums in another order may tip a point whose two best classes are equal.
    for (const [name, points] of Object.entries<number>(wasm.classes)) {
      expect(Math.abs(points - (report.classes[name] ?? 0))).toBeLessThanOrEqual(0.001 * wasm.points);
    }
  }
});

it('scores held-out scenes on the device, one after the other', async () => {
  const report = await run('evaluate', '--synthetic', '2', '--model', 'tiny', '--backend', 'webgpu');
  expect(report).toMatchObject({ files: 0 });
  expect(report.scenes).toHaveLength(2);
  expect(report.accuracy).toBeGreaterThanOrEqual(0);
});
