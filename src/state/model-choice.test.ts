import { describe, expect, it } from 'vitest';
import {
  type ByteSource,
  CancelledError,
  FormatError,
  OUTDOOR11,
  type Scene,
  type StageOptions,
  WeightsError,
} from '../core/index.ts';
import type { AvailableModel, Engine, ModelChoice, Outcome } from '../engine/index.ts';
import { createAppStore } from './store.ts';

const WIDE_M = 80;
const OWN: AvailableModel = {
  name: 'own-1',
  title: 'My rooms',
  domain: 'indoor',
  voxelSizeM: 0.02,
  bytes: 9,
  kept: 'browser',
};
const bytes = (name: string): ByteSource => ({ name, path: name, size: 1, read: async () => new Uint8Array(1) });

function scene(name: string): Scene {
  const positions = new Float32Array([0, 0, 0, WIDE_M, 0, 1]);
  return {
    cloud: { name, format: 'npy', count: 2, origin: [0, 0, 0], positions, attributes: [] },
    dataset: 'file',
    frame: { index: 0, count: 2 },
    diagnostics: [],
  };
}

function outcome(model: string): Outcome {
  return {
    understanding: {
      prediction: {
        labelSet: OUTDOOR11.name,
        semantic: new Uint8Array(2),
        confidence: new Float32Array(2),
        instance: new Uint32Array(2),
        instances: [],
        boxes: [],
        pointRows: new Uint32Array(2),
        voxelProbabilities: new Float32Array(22),
      },
      provenance: {
        model,
        backend: 'webgpu',
        adapter: 'test',
        voxels: [2],
        voxelSizeM: 0.2,
        looks: 1,
        stagesMs: {},
        weightsSha256: `sha of ${model}`,
      },
    },
    manifest: manifestOf(model),
  };
}

function manifestOf(name: string) {
  return {
    name,
    title: name === OWN.name ? OWN.title : name,
    domain: name === OWN.name || name.startsWith('indoor') ? ('indoor' as const) : ('outdoor' as const),
    labelSet: OUTDOOR11.name,
    voxelSizeM: 0.2,
    groundCellM: 1,
    network: { inputChannels: 8, encoder: [], decoder: [], pool: 'max' as const, heads: [] },
    license: '',
    trainedSteps: 0,
  };
}

/** An engine that knows these models, notes which ones ran and which files were opened, and takes `own` out of a drop of weights. */
function engineWith(names: readonly string[], overrides: Partial<Engine> = {}) {
  const ran: string[] = [];
  const opened: string[] = [];
  const own: AvailableModel[] = [];
  const engine: Engine = {
    compute: { backend: 'webgpu', adapter: 'test', isSoftware: false },
    open: async (request) => {
      const title = request.kind === 'files' ? request.sources.map(({ name }) => name).join() : request.sample;
      opened.push(title);
      return { request, dataset: 'file', title, frameCount: 2 };
    },
    load: async (set) => scene(set.title),
    loadAround: async () => undefined,
    keptFrameBytes: async () => 0,
    clearKeptFrames: async () => undefined,
    warmUp: () => undefined,
    understand: async (_, model) => {
      ran.push(model);
      return outcome(model);
    },
    profile: () => Promise.reject(new Error('nothing to profile')),
    estimateSeconds: async () => 1,
    manifest: async (name) => {
      if (names.includes(name) || own.some((model) => model.name === name)) return manifestOf(name);
      throw new WeightsError('MODEL_UNKNOWN', `no model ${name}`, { model: name });
    },
    models: async () => own,
    takeModels: async (sources) => {
      if (!own.includes(OWN)) own.push(OWN);
      return { models: [OWN], rest: sources.filter(({ name }) => !/model\.json|safetensors/.test(name)) };
    },
    removeModel: async (name) => {
      own.splice(0, own.length, ...own.filter((model) => model.name !== name));
    },
    release: () => undefined,
    exportOffers: async () => [],
    exportFile: async () => ({ name: 'a.ply', bytes: new Uint8Array(1) }),
    pack: async () => new Uint8Array(1),
    unpack: async () => [],
    selfCheck: () => Promise.reject(new Error('nothing to check')),
    dispose: () => undefined,
    ...overrides,
  };
  return { engine, ran, opened };
}

function untilCancelled(options: StageOptions): Promise<never> {
  return new Promise((_, reject) => options.signal?.addEventListener('abort', () => reject(new CancelledError())));
}

const FULL = ['indoor', 'outdoor'];
const ALL = [...FULL, 'indoor-tiny', 'outdoor-tiny'];
const DROP = [bytes('model.json'), bytes('weights.safetensors')];

describe('choosing a model', () => {
  it('runs it over the scene on screen, and says which one it was', async () => {
    const { engine, ran, opened } = engineWith(ALL);
    const remembered: ModelChoice[] = [];
    const store = createAppStore({ engine, rememberModel: (choice) => remembered.push(choice) });
    await store.getState().openFiles([bytes('a.npy')]);
    const { set } = store.getState().scene!;
    await store.getState().setModel('outdoor-tiny');
    expect(store.getState()).toMatchObject({
      model: { choice: 'outdoor-tiny', used: 'outdoor-tiny', reason: 'you chose it' },
      result: { model: 'outdoor-tiny', provenance: { weightsSha256: 'sha of outdoor-tiny' } },
    });
    // The same set of files: the eye stays where it was.
    expect(store.getState().scene?.set).toBe(set);
    await store.getState().setModel('auto');
    expect(ran).toEqual(['outdoor', 'outdoor-tiny', 'outdoor']);
    expect(opened).toEqual(['a.npy']);
    expect(remembered).toEqual(['outdoor-tiny', 'auto']);
  });

  it('begins with the choice of an earlier visit', async () => {
    const { engine, ran } = engineWith(ALL);
    await createAppStore({ engine, modelChoice: 'auto-tiny' })
      .getState()
      .openFiles([bytes('a.npy')]);
    expect(ran).toEqual(['outdoor-tiny']);
  });

  it('cancelled, goes back to the model whose result is on screen', async () => {
    const { engine } = engineWith(ALL, {
      understand: (_, model, options) =>
        model === 'outdoor' ? Promise.resolve(outcome(model)) : untilCancelled(options),
    });
    const remembered: ModelChoice[] = [];
    const store = createAppStore({ engine, rememberModel: (choice) => remembered.push(choice) });
    await store.getState().openFiles([bytes('a.npy')]);
    const changing = store.getState().setModel('indoor');
    await expect.poll(() => store.getState().model.used).toBe('indoor');
    store.getState().cancel();
    await changing;
    expect(store.getState()).toMatchObject({
      model: { choice: 'auto', used: 'outdoor', reason: `the cloud is ${WIDE_M} m wide` },
      result: { model: 'outdoor' },
    });
    expect(remembered).toEqual(['indoor', 'auto']);
  });

  it('stands the full model in for a missing tiny one, and says so once', async () => {
    const { engine, ran } = engineWith(FULL);
    const store = createAppStore({ engine, modelChoice: 'auto-tiny' });
    await store.getState().openFiles([bytes('a.npy')]);
    expect(ran).toEqual(['outdoor']);
    expect(store.getState().problem).toBeUndefined();
    expect(store.getState().notice).toBe('There is no model outdoor-tiny on this site; outdoor is used instead.');
    store.getState().dismissNotice();
    await store.getState().setFrame(1);
    expect(store.getState().notice).toBeUndefined();
    expect(store.getState().model.used).toBe('outdoor');
  });

  it('is a problem where the full model is missing too', async () => {
    const { engine, ran } = engineWith([]);
    const store = createAppStore({ engine, modelChoice: 'auto-tiny' });
    await store.getState().openFiles([bytes('a.npy')]);
    expect(store.getState().problem?.record.code).toBe('MODEL_UNKNOWN');
    expect(store.getState().scene).toBeDefined();
    expect(ran).toEqual([]);
  });
});

describe('a dropped model', () => {
  it('is used for the scene on screen, and says where it is kept and what it was made for', async () => {
    const { engine, ran, opened } = engineWith(FULL);
    const store = createAppStore({ engine });
    await store.getState().openFiles([bytes('a.npy')]);
    await store.getState().openFiles(DROP);
    expect(ran).toEqual(['outdoor', OWN.name]);
    expect(opened).toEqual(['a.npy']);
    expect(store.getState()).toMatchObject({
      model: { choice: OWN.name, used: OWN.name, available: [OWN] },
      result: { isOwnModel: true },
      notice:
        'Your model was added and is kept in this browser. “My rooms” was made for indoor scenes; this one looks outdoor.',
    });
  });

  it('is followed by the files that were dropped with it', async () => {
    const { engine, ran, opened } = engineWith(FULL);
    const store = createAppStore({ engine });
    await store.getState().openFiles([...DROP, bytes('b.npy')]);
    expect(opened).toEqual(['b.npy']);
    expect(ran).toEqual([OWN.name]);
  });

  it('lets an opening that it interrupted begin again', async () => {
    let loads = 0;
    const { engine, ran } = engineWith(FULL, {
      load: (set, _, options) => (loads++ === 0 ? untilCancelled(options) : Promise.resolve(scene(set.title))),
    });
    const store = createAppStore({ engine });
    const opening = store.getState().openFiles([bytes('a.npy')]);
    await expect.poll(() => loads).toBe(1);
    await store.getState().openFiles(DROP);
    await opening;
    expect(store.getState().scene?.name).toBe('a.npy');
    expect(ran).toEqual([OWN.name]);
  });

  it('that cannot be used is a problem, and takes nothing away', async () => {
    const { engine, ran } = engineWith(FULL, {
      takeModels: () => Promise.reject(new FormatError('FORMAT_MISMATCH', 'half', { file: 'model.json' })),
    });
    const store = createAppStore({ engine });
    await store.getState().openFiles([bytes('a.npy')]);
    await store.getState().openFiles([bytes('model.json')]);
    expect(store.getState().problem?.record).toMatchObject({
      code: 'FORMAT_MISMATCH',
      context: { file: 'model.json' },
    });
    expect(store.getState()).toMatchObject({ model: { choice: 'auto' }, result: { model: 'outdoor' } });
    expect(ran).toEqual(['outdoor']);
  });

  it('can be removed, and the scene chooses again', async () => {
    const { engine, ran } = engineWith(FULL);
    const store = createAppStore({ engine });
    await store.getState().openFiles([bytes('a.npy')]);
    await store.getState().openFiles(DROP);
    await store.getState().removeModel(OWN.name);
    expect(store.getState()).toMatchObject({ model: { choice: 'auto', used: 'outdoor', available: [] } });
    expect(store.getState().notice).toBeUndefined();
    expect(ran).toEqual(['outdoor', OWN.name, 'outdoor']);
  });

  it('that is gone by the next visit is stood in for', async () => {
    const { engine, ran } = engineWith(FULL);
    const store = createAppStore({ engine, modelChoice: 'own-gone' });
    await store.getState().openFiles([bytes('a.npy')]);
    expect(ran).toEqual(['outdoor']);
    expect(store.getState().notice).toContain('no longer kept');
  });
});
