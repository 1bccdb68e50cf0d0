import { type Endpoint, expose } from 'comlink';
import { afterEach, expect, it, vi } from 'vitest';
import {
  CancelledError,
  groundClasses,
  LimitError,
  OUTDOOR11,
  type PointCloud,
  Rng,
  thingClasses,
} from '../core/index.ts';
import { type HeadOutputs, type InterpretedModel, SAME_THREAD } from '../pipeline/index.ts';
import { cpuSideApi } from './cpu-side-api.ts';
import { WorkerCpuSide } from './worker-cpu-side.ts';
import type { WorkerLike } from './worker-host.ts';

const channels: MessageChannel[] = [];
afterEach(() => {
  for (const channel of channels.splice(0)) channel.port1.close();
});

function setup({ isDead = false } = {}) {
  let lends = 0;
  const spawn = (): WorkerLike => {
    const channel = new MessageChannel();
    channels.push(channel);
    const api = cpuSideApi();
    const counted: typeof api = {
      ...api,
      lend: (number, cloud) => {
        lends++;
        api.lend(number, cloud);
      },
    };
    expose(counted, channel.port2 as unknown as Endpoint);
    channel.port1.start();
    const worker = Object.assign(channel.port1, { terminate: () => channel.port1.close() });
    if (isDead) setTimeout(() => worker.dispatchEvent(new Event('error')));
    return worker as unknown as WorkerLike;
  };
  return { cpu: new WorkerCpuSide(spawn), lends: () => lends };
}

const COUNT = 1500;
const rng = new Rng(3);
const CLOUD: PointCloud = {
  name: 'c',
  format: 'ply',
  count: COUNT,
  origin: [0, 0, 0],
  positions: Float32Array.from({ length: 3 * COUNT }, (_, i) => rng.range(0, i % 3 === 2 ? 2 : 12)),
  attributes: [
    { name: 'rgb', components: 3, values: Uint8Array.from({ length: 3 * COUNT }, () => rng.range(0, 255)) },
    { name: 'time', components: 1, values: new Float32Array(COUNT) },
  ],
};
const CELLS = { groundCellM: 1, voxelSizeM: 0.2, features: [{ source: 'color' } as const] };

const MODEL: InterpretedModel = {
  labelSet: OUTDOOR11.name,
  classes: OUTDOOR11.classes.length,
  thingClasses: thingClasses(OUTDOOR11),
  groundClasses: groundClasses(OUTDOOR11),
  voxelSizeM: 0.2,
  domain: 'outdoor',
  boxHeading: undefined,
};

/** A voxel a point, two blobs of cars, the rest road: enough for objects and boxes. */
function outputs(): HeadOutputs {
  const { classes } = MODEL;
  const random = new Rng(8);
  const car = MODEL.thingClasses[0] as number;
  const isCar = (row: number): boolean => row % 3 === 0;
  const centers = new Float32Array(3 * COUNT);
  const boxCodes = new Float32Array(8 * COUNT);
  const probabilities = new Float32Array(classes * COUNT);
  const embeddings = new Float32Array(4 * COUNT);
  for (let row = 0; row < COUNT; row++) {
    const blob = row % 2;
    for (let axis = 0; axis < 3; axis++) {
      const offset = random.range(-0.7, 0.7);
      centers[3 * row + axis] = 3 + 5 * blob + offset;
      boxCodes[8 * row + axis] = 1.5;
      boxCodes[8 * row + 3 + axis] = -offset;
    }
    boxCodes[8 * row + 7] = 1;
    probabilities[classes * row + (isCar(row) ? car : (car + 1) % classes)] = 0.9;
    embeddings[4 * row + blob] = 3;
  }
  return {
    probabilities,
    embeddings,
    boxCodes,
    centers,
    pointRows: Uint32Array.from({ length: COUNT }, (_, i) => i),
    classIds: Uint32Array.from({ length: COUNT }, (_, i) => (isCar(i) ? car : (car + 1) % classes)),
  };
}

it('gives what the same thread gives, and asks for the cloud once', async () => {
  const { cpu, lends } = setup();
  expect(await cpu.locate(CLOUD, CELLS, {})).toEqual(await SAME_THREAD.locate(CLOUD, CELLS, {}));
  const rows = () => ({ pointRows: Uint32Array.from({ length: COUNT }, (_, i) => i % 500), rows: 500 });
  expect(await cpu.features(CLOUD, CELLS.features, rows(), {})).toEqual(
    await SAME_THREAD.features(CLOUD, CELLS.features, rows(), {}),
  );
  const here = await SAME_THREAD.interpret(CLOUD, MODEL, outputs(), {});
  const there = await cpu.interpret(CLOUD, MODEL, outputs(), {});
  expect(here.prediction.instances.length).toBeGreaterThan(0);
  expect(here.prediction.boxes.length).toBeGreaterThan(0);
  expect(there.prediction).toEqual(here.prediction);
  expect(Object.keys(there.stagesMs)).toEqual(['instances', 'boxes', 'points']);
  expect(lends()).toBe(1);
  expect(CLOUD.positions.length).toBe(3 * COUNT);
});

it('takes the arrays of the answer over instead of copying them', async () => {
  const { cpu } = setup();
  const given = outputs();
  await cpu.interpret(CLOUD, MODEL, given, {});
  expect(given.probabilities.length).toBe(0);
});

it('reports its stages, and stops when asked to', async () => {
  const { cpu } = setup();
  const stages: string[] = [];
  await cpu.interpret(CLOUD, MODEL, outputs(), { onProgress: ({ stage }) => stages.push(stage) });
  // Progress has a channel of its own: the last word may come after the answer.
  await vi.waitFor(() => expect(stages).toEqual(['instances', 'boxes', 'points']));
  const controller = new AbortController();
  const stopped = cpu.interpret(CLOUD, MODEL, outputs(), { signal: controller.signal });
  controller.abort();
  await expect(stopped).rejects.toThrow(CancelledError);
  // The next call works again, with a cloud that is lent anew.
  expect((await cpu.locate(CLOUD, CELLS, {})).heights.length).toBe(COUNT);
});

it('says so when its worker dies', async () => {
  const { cpu } = setup({ isDead: true });
  await expect(cpu.interpret(CLOUD, MODEL, outputs(), {})).rejects.toThrow(LimitError);
});

it('refuses a cloud without points in the same words', async () => {
  const { cpu } = setup();
  const empty = { ...CLOUD, count: 0, positions: new Float32Array(0), attributes: [] };
  await expect(cpu.locate(empty, CELLS, {})).rejects.toMatchObject({ code: 'FORMAT_EMPTY' });
});
