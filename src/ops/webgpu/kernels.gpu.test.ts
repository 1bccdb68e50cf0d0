import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDevice } from '../../gpu/dawn.fixture.ts';
import { BufferPool, type GpuContext, type Kernel, Recorder } from '../../gpu/index.ts';
import { CONV_TILES, convKernel } from './conv-tiles.ts';
import { GRADIENT_KERNELS } from './gradients/kernels.ts';
import { KERNELS } from './kernels.ts';
import { FAMILIES } from './layer-kernels.ts';
import { inputForm, outputForm } from './stored-view.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../../kernels');
const FILES = fs.readdirSync(FOLDER).filter((name) => name.endsWith('.wgsl'));
/** Families in their plainest form: every form is run by the conformance suite. */
const FORMS = { ...inputForm('half'), ...outputForm('half') };
const CONV_FORMS = { ...FORMS, WEIGHTS: 'half', RESIDUAL: 'half', NORMALISED: 1 };
const { convTile, convRows, convLanes, ...rowFamilies } = FAMILIES;
const WRAPPERS: readonly Kernel[] = [
  ...Object.values(KERNELS),
  ...Object.values(GRADIENT_KERNELS),
  ...Object.values(rowFamilies).map((family) => family.kernel(FORMS)),
  convKernel(CONV_TILES.wide, CONV_FORMS),
  convKernel(CONV_TILES.registers, CONV_FORMS),
  convKernel(CONV_TILES.lanes8, CONV_FORMS),
];

let context: GpuContext;
beforeAll(async () => {
  context = await openTestDevice();
});
afterAll(() => context.device.destroy());

test('every kernel file has one entry point of its name and exactly one wrapper', () => {
  expect(FILES.length).toBeGreaterThan(0);
  for (const file of FILES) {
    const name = path.basename(file, '.wgsl');
    const text = fs.readFileSync(path.join(FOLDER, file), 'utf8');
    const entries = [...text.matchAll(/@compute[^{]*?fn\s+(\w+)/g)].map((match) => match[1]);
    expect(entries, file).toEqual([name]);
    expect(WRAPPERS.filter((kernel) => kernel.name === name).length, `wrappers of ${file}`).toBe(1);
    expect(text, `${file} tells its dispatch rule and reference`).toMatch(
      /^\/\/ .*Dispatch: [\s\S]*?Reference: (\S+)/m,
    );
  }
  expect(WRAPPERS.length).toBe(FILES.length);
});

test('every reference that a kernel names exists', () => {
  for (const file of FILES) {
    const text = fs.readFileSync(path.join(FOLDER, file), 'utf8');
    const references = [...text.matchAll(/src\/[\w/.-]+\.ts/g)].map((match) => match[0]);
    for (const reference of references) {
      expect(fs.existsSync(path.join(FOLDER, '..', reference)), `${file} names ${reference}`).toBe(true);
    }
  }
});

test.each(WRAPPERS)('$name: the wrapper’s bindings are the shader’s, in order', (kernel) => {
  const declared = [...kernel.source.matchAll(/@group\(0\) @binding\((\d+)\) var<storage, (\w+)> (\w+):/g)].map(
    ([, binding, access, name]) => ({ binding: Number(binding), access, name }),
  );
  expect(declared).toEqual(kernel.bindings.map(({ name, access }, binding) => ({ binding, access, name })));
  expect(kernel.source).toMatch(/@group\(1\) @binding\(0\) var<uniform> params: Params;/);
});

test.each(WRAPPERS)('$name compiles', async (kernel) => {
  const recorder = new Recorder(context, new BufferPool(context));
  const { pipeline } = await recorder.pipelines.compile(kernel);
  expect(pipeline.label).toBe(kernel.name);
});
