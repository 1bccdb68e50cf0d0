import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readSafetensors } from '../../nn/index.ts';
import { EXIT } from '../main.ts';
import { runMain } from '../run-main.fixture.ts';
import { writeTinyModel } from '../tiny-model.fixture.ts';

let folder = '';
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'voxelens-average-'));
  writeTinyModel(path.join(folder, 'one'));
  writeTinyModel(path.join(folder, 'two'));
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

const run = (...args: string[]) => runMain(args, folder);

it('the mean of a model with itself is that model, a folder that --model takes', async () => {
  const out = path.join(folder, 'mean');
  const made = await run('average', 'one', 'two', '--out', out, '--json');
  expect(made.code, made.err).toBe(EXIT.done);
  expect(JSON.parse(made.out)).toMatchObject({ models: ['one', 'two'] });
  const read = (name: string) =>
    readSafetensors(fs.readFileSync(path.join(folder, name, 'weights.safetensors'))).weights;
  const [one, mean] = [read('one'), read('mean')];
  expect([...mean.keys()]).toEqual([...one.keys()]);
  // Kernels are stored in half precision.
  const off = [...one].flatMap(([name, { values }]) =>
    [...values].map((value, i) => value - mean.get(name)!.values[i]!),
  );
  expect(Math.max(...off.map(Math.abs))).toBeLessThan(1e-3);
  const cloud = path.join(folder, 'street.ply');
  await run('synth', 'street', '--seed', '3', '--out', cloud);
  expect((await run('infer', cloud, '--model', out, '--backend', 'wasm', '--json')).code).toBe(EXIT.done);
}, 60_000);

it('says what is wrong: one model alone, a name that there is not', async () => {
  const alone = await run('average', 'one', '--out', path.join(folder, 'x'), '--json');
  expect(alone.code).not.toBe(EXIT.done);
  expect(`${alone.out}${alone.err}`).toContain('two models or more');
  const unknown = await run('average', 'one', 'three', '--out', path.join(folder, 'x'), '--json');
  expect(`${unknown.out}${unknown.err}`).toContain('MODEL_UNKNOWN');
  expect(fs.existsSync(path.join(folder, 'x'))).toBe(false);
});
