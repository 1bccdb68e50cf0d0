import { afterAll, beforeAll, expect, test } from 'vitest';
import { NO_ROW, Rng } from '../../core/index.ts';
import { openTestDevice } from '../../gpu/dawn.fixture.ts';
import type { GpuContext } from '../../gpu/index.ts';
import { type Table, type Tensor, whole } from '../ops.ts';
import { recordConv } from './conv-step.ts';
import { CONV_TILES, type ConvTile, type ConvTileName, convDevice } from './conv-tiles.ts';
import { measureTuning } from './conv-tuning.ts';
import { PartialSums } from './partial-sums.ts';
import { createWebGpuOps, memoryOf, type WebGpuOps } from './webgpu-ops.ts';

let context: GpuContext;
let ops: WebGpuOps;
let partials: PartialSums;
beforeAll(async () => {
  context = await openTestDevice();
  ops = await createWebGpuOps(context);
  partials = new PartialSums(memoryOf(ops));
});
afterAll(() => {
  ops.dispose();
  context.device.destroy();
});

const ROWS = 300;
const CIN = 20;
const COUT = 36;

interface Layer {
  readonly input: Tensor;
  readonly weights: Tensor;
  readonly residual: Tensor;
  readonly bias: Tensor;
  readonly map: Table;
}

function layer(): Layer {
  const rng = new Rng(5);
  const values = (count: number) => Float32Array.from({ length: count }, () => rng.range(-1, 1));
  const map = Uint32Array.from({ length: 27 * ROWS }, () => (rng.chance(0.7) ? NO_ROW : rng.int(ROWS)));
  return {
    input: ops.upload(values(ROWS * CIN), ROWS, CIN, 'f16'),
    weights: ops.upload(values(27 * CIN * COUT), 27 * CIN, COUT, 'f16'),
    residual: ops.upload(values(ROWS * COUT), ROWS, COUT, 'f16'),
    bias: ops.upload(values(COUT), 1, COUT),
    map: ops.uploadTable(map, 27, ROWS),
  };
}

async function run({ input, weights, residual, bias, map }: Layer, tile: ConvTile): Promise<Float32Array> {
  const output = ops.tensor(ROWS, COUT, 'f16');
  const step = {
    input: whole(input),
    map,
    weights,
    bias,
    residual: whole(residual),
    relu: true,
    output: whole(output),
  };
  recordConv(memoryOf(ops), partials, step, () => tile);
  const values = await ops.read(output);
  ops.release(output);
  return values;
}

test('every variant that this device can run gives the same bits', async () => {
  const { lanes } = convDevice(context);
  const names = (Object.keys(CONV_TILES) as ConvTileName[]).filter((name) => {
    const { kind, down } = CONV_TILES[name];
    return kind !== 'lanes' || down === lanes;
  });
  const shared = layer();
  const expected = await run(shared, CONV_TILES.wide);
  expect(expected.some((value) => value > 1)).toBe(true);
  for (const name of names) {
    const values = await run(shared, CONV_TILES[name]);
    expect(Buffer.compare(Buffer.from(values.buffer), Buffer.from(expected.buffer)), name).toBe(0);
  }
  process.stderr.write(`convolution variants that agree: ${names.join(', ')}\n`);
});

test('measuring names no shape but those asked for, and no tile but the candidates', async () => {
  expect(await measureTuning(context, { candidates: ['registers'] })).toEqual({}); // nothing to choose
  const two: readonly ConvTileName[] = ['registers', 'tall'];
  const tuning = await measureTuning(context, { candidates: two, side: 24, widths: [4] });
  for (const [shape, name] of Object.entries(tuning)) {
    expect(shape).toBe('few 4');
    expect(two).toContain(name);
  }
});

test('a convolution that was foreseen compiles nothing when it comes', async () => {
  const { pipelines } = memoryOf(ops).recorder;
  const shared = layer();
  const output = ops.tensor(ROWS, COUT);
  const form = { rows: ROWS, weights: 'f16', residual: false, normalised: false } as const;
  const linear = ops.upload(new Float32Array(CIN * COUT), CIN, COUT, 'f16');
  const before = pipelines.count;
  ops.warmUp([{ ...form, input: shared.input, output }]);
  expect(pipelines.count).toBe(before + 1);
  ops.conv({ input: whole(shared.input), weights: linear, relu: false, output: whole(output) });
  expect(pipelines.count).toBe(before + 1);
  await ops.flush();
});
