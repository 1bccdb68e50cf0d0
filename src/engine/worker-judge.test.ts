import { type Endpoint, expose } from 'comlink';
import { afterEach, expect, it, vi } from 'vitest';
import type { Prediction, Scene } from '../core/index.ts';
import type { JudgeApi } from './judge-protocol.ts';
import type { WorkerLike } from './worker-host.ts';
import { WorkerJudge } from './worker-judge.ts';

const channels: MessageChannel[] = [];
afterEach(() => {
  for (const channel of channels.splice(0)) channel.port1.close();
});

const SETTINGS = { iou: 0.5, view: '3d', minConfidence: 0 } as const;

function setup() {
  const api = {
    lend: vi.fn<JudgeApi['lend']>(),
    judge: vi.fn(async () => ({ ok: true, value: {} }) as never),
    compare: vi.fn(async () => ({ ok: true, value: {} }) as never),
    cancel: () => undefined,
  };
  const spawn = (): WorkerLike => {
    const channel = new MessageChannel();
    channels.push(channel);
    expose(api, channel.port2 as unknown as Endpoint);
    channel.port1.start();
    return Object.assign(channel.port1, { terminate: () => channel.port1.close() }) as unknown as WorkerLike;
  };
  return { api, judge: new WorkerJudge(spawn) };
}

const scene = (): Scene => ({
  cloud: {
    name: 's',
    format: 'ply',
    count: 1,
    origin: [0, 0, 0],
    positions: new Float32Array(3),
    attributes: [{ name: 'rgb', components: 3, values: new Uint8Array(3) }],
  },
  truth: { labelSet: 'outdoor11', semantic: new Int16Array(1), boxes: [] },
  dataset: 'file',
  frame: { index: 0, count: 1 },
  diagnostics: [],
});

const prediction = (): Prediction => ({
  labelSet: 'outdoor11',
  semantic: new Uint8Array(1),
  confidence: new Float32Array(1),
  instance: new Uint32Array(1),
  instances: [],
  boxes: [],
  pointRows: new Uint32Array(1),
  voxelProbabilities: new Float32Array(11),
});

it('copies the columns of a scene and a result over once, and only those that judging reads', async () => {
  const { api, judge } = setup();
  const of = { scene: scene(), prediction: prediction() };
  await judge.judge(of, SETTINGS, {});
  await judge.judge(of, { ...SETTINGS, iou: 0.25 }, {});
  expect(api.judge).toHaveBeenCalledTimes(2);
  expect(api.lend).toHaveBeenCalledTimes(2);
  const [[, lentScene], [, lentResult]] = api.lend.mock.calls as [
    Parameters<JudgeApi['lend']>,
    Parameters<JudgeApi['lend']>,
  ];
  expect(lentScene).toEqual({
    scene: { cloud: { positions: new Float32Array(3), origin: [0, 0, 0] }, truth: of.scene.truth, dataset: 'file' },
  });
  expect(Object.keys('prediction' in lentResult ? lentResult.prediction : {})).not.toContain('voxelProbabilities');
});

it('keeps both results of a comparison there, and drops those of a scene that is gone', async () => {
  const { api, judge } = setup();
  const here = scene();
  const [first, second] = [prediction(), prediction()];
  const side = (of: Prediction) => ({ prediction: of, minConfidence: 0 });
  await judge.judge({ scene: here, prediction: first }, SETTINGS, {});
  await judge.compare(here, side(first), side(second), undefined, {});
  await judge.judge({ scene: here, prediction: second }, SETTINGS, {});
  await judge.judge({ scene: here, prediction: first }, SETTINGS, {});
  expect(api.lend).toHaveBeenCalledTimes(3);
  await judge.judge({ scene: scene(), prediction: prediction() }, SETTINGS, {});
  expect(api.lend).toHaveBeenCalledTimes(5);
  expect(api.lend.mock.calls[3]?.[2]).toEqual([]);
});
