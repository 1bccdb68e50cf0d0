import { describe, expect, it } from 'vitest';
import {
  type ByteSource,
  CancelledError,
  FormatError,
  KernelError,
  OUTDOOR11,
  type Scene,
  type StageOptions,
  type Understanding,
} from '../core/index.ts';
import type { ComputeInfo, Engine, Outcome, Profile } from '../engine/index.ts';
import { availableColorModes, effectiveColorMode } from './color-modes.ts';
import { boxesOf } from './picture.ts';
import { createAppStore } from './store.ts';

const bytes = (name: string): ByteSource => ({ name, path: name, size: 1, read: async () => new Uint8Array(1) });

function scene(name: string, extra: Partial<Scene> = {}): Scene {
  return {
    cloud: {
      name,
      format: 'npy',
      count: 2,
      origin: [0, 0, 0],
      positions: new Float32Array([0, 0, 0, 80, 0, 1]),
      attributes: [],
    },
    dataset: 'file',
    frame: { index: 0, count: 3 },
    diagnostics: [],
    ...extra,
  };
}

function outcome(labelSet = OUTDOOR11.name): Outcome {
  const understanding: Understanding = {
    prediction: {
      labelSet,
      semantic: new Uint8Array([0, 7]),
      confidence: new Float32Array([0.9, 0.8]),
      instance: new Uint32Array([0, 1]),
      instances: [{ id: 1, classId: 7, score: 0.8, points: 1 }],
      boxes: [{ center: [0, 0, 0], size: [4, 2, 1.5], yaw: 0, classId: 7, score: 0.6 }],
      pointRows: new Uint32Array([0, 1]),
      voxelProbabilities: new Float32Array(22),
    },
    provenance: {
      model: 'outdoor',
      backend: 'webgpu',
      adapter: 'test',
      voxels: [2, 1],
      voxelSizeM: 0.2,
      stagesMs: { index: 3, network: 7 },
      weightsSha256: '',
    },
  };
  return {
    understanding,
    manifest: {
      name: 'outdoor',
      title: 'Outdoor',
      domain: 'outdoor',
      labelSet,
      voxelSizeM: 0.2,
      groundCellM: 1,
      network: { inputChannels: 8, encoder: [], decoder: [], pool: 'max', heads: [] },
      license: 'Apache-2.0',
      trainedSteps: 1,
    },
  };
}

const profile: Profile = {
  adapter: 'test',
  backend: 'webgpu',
  model: 'outdoor',
  points: 2,
  voxels: [2, 1],
  clock: 'gpu',
  stagesMs: { network: 7 },
  rows: [
    {
      stage: 'network',
      name: 'encoder.0.0',
      what: '3³, 8 → 16, level 0',
      rows: 2,
      ms: 1,
      clock: 'gpu',
      flop: 9,
      bytes: 8,
    },
  ],
  limits: { copyGbps: 10, gflops: 20 },
};

/** An engine whose steps a test can hold back and let go. */
function fakeEngine(overrides: Partial<Engine> = {}): Engine {
  return {
    compute: { backend: 'webgpu', adapter: 'test adapter' },
    open: async (request) => ({ request, dataset: 'file', title: 'A file', frameCount: 3 }),
    load: async (_, frame) => scene('a.npy', { frame: { index: frame, count: 3 } }),
    warmUp: () => undefined,
    understand: async () => outcome(),
    models: async () => [],
    takeModels: async (sources) => ({ models: [], rest: sources }),
    removeModel: async () => undefined,
    estimateSeconds: async () => 12,
    profile: async () => profile,
    manifest: async () => outcome().manifest,
    release: () => undefined,
    exportOffers: async () => [],
    exportFile: async () => ({ name: 'a.ply', bytes: new Uint8Array(1) }),
    selfCheck: async () => ({ adapter: 'test', ops: [{ op: 'softmax', worst: 1e-7, passed: true }], passed: true }),
    dispose: () => undefined,
    ...overrides,
  };
}

/** Resolves when the signal fires, as a well-behaved stage does. */
function untilCancelled(options: StageOptions): Promise<never> {
  return new Promise((_, reject) => options.signal?.addEventListener('abort', () => reject(new CancelledError())));
}

describe('opening', () => {
  it('shows the scene, then its result', async () => {
    const store = createAppStore({ engine: fakeEngine() });
    await store.getState().openFiles([bytes('a.npy')]);
    const state = store.getState();
    expect(state.scene).toMatchObject({ title: 'A file', points: 2, frameCount: 3 });
    expect(state.result).toMatchObject({ instances: 1, totalMs: 10, labelSet: 'outdoor11' });
    expect(state.model).toMatchObject({ choice: 'auto', used: 'outdoor', reason: 'the cloud is 80 m wide' });
    expect(state.activity).toBeUndefined();
    expect(state.revision).toBe(store.registry.current?.revision);
    expect(state.announcement).toBe('Understood. Objects: 1, boxes: 1.');
  });

  it('keeps the scene on screen when a later open fails', async () => {
    let isBroken = false;
    const engine = fakeEngine({
      open: async (request) => {
        if (isBroken) throw new FormatError('FORMAT_TRUNCATED', 'cut', { file: 'cut.npy' });
        return { request, dataset: 'file', title: 'A file', frameCount: 1 };
      },
    });
    const store = createAppStore({ engine });
    await store.getState().openFiles([bytes('a.npy')]);
    const before = store.registry.current;
    isBroken = true;
    await store.getState().openFiles([bytes('cut.npy'), bytes('b')]);
    expect(store.getState().problem).toMatchObject({
      record: { code: 'FORMAT_TRUNCATED' },
      subject: '“cut.npy” and 1 more',
    });
    expect(store.registry.current).toBe(before);
    expect(store.getState().result).toBeDefined();
    store.getState().dismissProblem();
    expect(store.getState().problem).toBeUndefined();
  });

  it('shows a decoded scene even when understanding it fails', async () => {
    const engine = fakeEngine({ understand: async () => Promise.reject(new Error('boom')) });
    const store = createAppStore({ engine });
    await store.getState().openFiles([bytes('a.npy')]);
    expect(store.getState().scene?.points).toBe(2);
    expect(store.getState().result).toBeUndefined();
    expect(store.getState().problem?.record.code).toBe('INTERNAL');
    expect(effectiveColorMode(store.getState())).toBe('height');
  });

  it('cancels the running open when a new one comes', async () => {
    const signals: AbortSignal[] = [];
    let calls = 0;
    const engine = fakeEngine({
      understand: async (_, __, options) => {
        if (options.signal) signals.push(options.signal);
        return ++calls === 1 ? untilCancelled(options) : outcome();
      },
    });
    const store = createAppStore({ engine });
    const first = store.getState().openFiles([bytes('a.npy')]);
    await expect.poll(() => signals.length).toBe(1);
    await store.getState().openFiles([bytes('b.npy')]);
    await first;
    expect(signals[0]?.aborted).toBe(true);
    expect(store.getState().problem).toBeUndefined();
    expect(store.getState().result).toBeDefined();
    expect(store.getState().activity).toBeUndefined();
  });

  it('does not call a cancellation a fault', async () => {
    const store = createAppStore({ engine: fakeEngine({ understand: (_, __, options) => untilCancelled(options) }) });
    const opening = store.getState().openSample('street');
    await expect.poll(() => store.getState().activity?.what).toBe('understanding');
    store.getState().cancel();
    await opening;
    expect(store.getState().problem).toBeUndefined();
    expect(store.getState().activity).toBeUndefined();
    expect(store.getState().announcement).toBe('Cancelled.');
    expect(store.getState().scene).toBeDefined();
  });

  it('drops a late result of a cancelled run', async () => {
    let release: (value: Outcome) => void = () => undefined;
    const engine = fakeEngine({ understand: () => new Promise((resolve) => (release = resolve)) });
    const store = createAppStore({ engine });
    const opening = store.getState().openFiles([bytes('a.npy')]);
    await expect.poll(() => store.getState().activity?.what).toBe('understanding');
    store.getState().cancel();
    release(outcome());
    await opening;
    expect(store.getState().result).toBeUndefined();
  });

  it('says beforehand how long the CPU will take', async () => {
    const engine = fakeEngine({
      compute: { backend: 'wasm', adapter: 'CPU' },
      understand: (_, __, options) => untilCancelled(options),
    });
    const store = createAppStore({ engine });
    const opening = store.getState().openFiles([bytes('a.npy')]);
    await expect.poll(() => store.getState().activity?.estimateSeconds).toBe(12);
    store.getState().cancel();
    await opening;
  });
});

describe('choosing', () => {
  it('steps frames and stays inside the sequence', async () => {
    const store = createAppStore({ engine: fakeEngine() });
    await store.getState().openFiles([bytes('a.npy')]);
    await store.getState().setFrame(2);
    expect(store.getState().scene?.frame).toBe(2);
    await store.getState().setFrame(3);
    expect(store.getState().scene?.frame).toBe(2);
  });

  it('offers the colours that the scene has', async () => {
    const truth = { labelSet: OUTDOOR11.name, semantic: new Int16Array([0, 7]), boxes: [] };
    const store = createAppStore({ engine: fakeEngine({ load: async () => scene('a', { truth }) }) });
    await store.getState().openFiles([bytes('a.npy')]);
    expect(availableColorModes(store.getState())).toEqual(['class', 'instance', 'height', 'truth', 'error']);
    store.getState().setTruthView(true);
    expect(effectiveColorMode(store.getState())).toBe('truth');
    store.getState().setColorMode('rgb');
    expect(effectiveColorMode(store.getState())).toBe('height');
  });

  it('does not compare with truth of other classes', async () => {
    const truth = { labelSet: 'scannet20', semantic: new Int16Array([0, 7]), boxes: [] };
    const store = createAppStore({ engine: fakeEngine({ load: async () => scene('a', { truth }) }) });
    await store.getState().openFiles([bytes('a.npy')]);
    expect(availableColorModes(store.getState())).not.toContain('error');
  });

  it('hides, solos and shows classes', () => {
    const store = createAppStore({ engine: fakeEngine() });
    const { toggleClass, soloClass, showAllClasses } = store.getState();
    const hidden = () => store.getState().view.hiddenClasses;
    toggleClass(3);
    expect(hidden()).toEqual([3]);
    toggleClass(3);
    expect(hidden()).toEqual([]);
    soloClass(1, [0, 1, 2, -1]);
    expect(hidden()).toEqual([0, 2, -1]);
    soloClass(1, [0, 1, 2, -1]);
    expect(hidden()).toEqual([]);
    soloClass(2, [0, 1, 2]);
    showAllClasses();
    expect(hidden()).toEqual([]);
  });

  it('gives each replaced result back', async () => {
    const released: Outcome[] = [];
    const made: Outcome[] = [];
    const engine = fakeEngine({
      understand: async () => {
        made.push(outcome());
        return made.at(-1) as Outcome;
      },
      release: (old) => released.push(old),
    });
    const store = createAppStore({ engine });
    await store.getState().openFiles([bytes('a.npy')]);
    await store.getState().setModel('indoor');
    await store.getState().setFrame(1);
    expect(made).toHaveLength(3);
    expect(released).toEqual(made.slice(0, 2));
    expect(store.registry.current?.outcome).toBe(made[2]);
  });

  it('forgets GPU handles of a lost device, not the results', async () => {
    const resident = {} as NonNullable<Outcome['resident']>;
    const store = createAppStore({ engine: fakeEngine({ understand: async () => ({ ...outcome(), resident }) }) });
    await store.getState().openFiles([bytes('a.npy')]);
    expect(store.registry.current?.outcome?.resident).toBe(resident);
    store.getState().computeChanged({ backend: 'wasm', adapter: 'CPU' });
    expect(store.registry.current?.outcome?.resident).toBeUndefined();
    expect(store.registry.current?.outcome?.understanding).toBeDefined();
    expect(store.getState().revision).toBe(store.registry.current?.revision);
  });
});

describe('self-check', () => {
  it('keeps its result, and a failure is a problem of its own', async () => {
    const store = createAppStore({ engine: fakeEngine() });
    await store.getState().runSelfCheck();
    expect(store.getState().selfCheck).toMatchObject({ passed: true });

    const failing = createAppStore({ engine: fakeEngine({ selfCheck: () => Promise.reject(new Error('no device')) }) });
    await failing.getState().runSelfCheck();
    expect(failing.getState().selfCheck).toBeUndefined();
    expect(failing.getState().problem?.subject).toBe('the self-check');
  });
});

it('boxes that are not sure enough are not drawn', async () => {
  const store = createAppStore({ engine: fakeEngine() });
  await store.getState().openSample('street');
  const entry = store.registry.current;
  if (!entry) throw new TypeError('nothing is open');
  const { view } = store.getState();
  expect(boxesOf(entry, { ...view, minBoxScore: 0.5 })).toHaveLength(1);
  expect(boxesOf(entry, { ...view, minBoxScore: 0.7 })).toHaveLength(0);
});

describe('a lost graphics device', () => {
  const lost = new KernelError('KERNEL_DEVICE_LOST', 'lost', {});

  /** Loses its device in the first run, and stays lost until `replace`. */
  function losingEngine() {
    let compute: ComputeInfo = { backend: 'webgpu', adapter: 'first' };
    let runs = 0;
    const engine = fakeEngine({
      understand: async () => {
        runs++;
        if (compute.adapter === 'first') throw lost;
        return outcome();
      },
    });
    Object.defineProperty(engine, 'compute', { get: () => compute });
    return {
      engine,
      runs: () => runs,
      replace: (next: ComputeInfo) => {
        compute = next;
      },
    };
  }

  it('holds the work back until there is another one, and then does it again', async () => {
    const { engine, runs, replace } = losingEngine();
    const store = createAppStore({ engine });
    const opened = store.getState().openFiles([bytes('a.npy')]);
    await expect.poll(runs).toBe(1);
    store.getState().deviceLost();
    expect(store.getState()).toMatchObject({ device: 'rebuilding', activity: { what: 'understanding' } });
    expect(store.getState().problem).toBeUndefined();
    replace({ backend: 'webgpu', adapter: 'second' });
    store.getState().computeChanged(engine.compute);
    await opened;
    expect(runs()).toBe(2);
    expect(store.getState()).toMatchObject({ device: 'restored', result: { instances: 1 } });
    expect(store.getState().activity).toBeUndefined();
    store.getState().dismissDevice();
    expect(store.getState().device).toBe('ready');
  });

  it('goes on with the CPU, and says how long that takes', async () => {
    const { engine, runs, replace } = losingEngine();
    const store = createAppStore({ engine });
    const opened = store.getState().openFiles([bytes('a.npy')]);
    await expect.poll(runs).toBe(1);
    const estimates: (number | undefined)[] = [];
    store.subscribe(({ activity }) => estimates.push(activity?.estimateSeconds));
    replace({ backend: 'wasm', adapter: 'CPU' });
    store.getState().computeChanged(engine.compute);
    await opened;
    expect(estimates).toContain(12);
    expect(store.getState()).toMatchObject({ device: 'gone', result: { instances: 1 } });
  });

  it('can be cancelled while it waits', async () => {
    const { engine, runs } = losingEngine();
    const store = createAppStore({ engine });
    const opened = store.getState().openFiles([bytes('a.npy')]);
    await expect.poll(runs).toBe(1);
    store.getState().cancel();
    await opened;
    expect(store.getState().activity).toBeUndefined();
    expect(store.getState().announcement).toBe('Cancelled.');
  });

  it('is no problem of the work that was on it', () => {
    const store = createAppStore({ engine: fakeEngine() });
    store.getState().report(lost, 'the picture');
    expect(store.getState().problem).toBeUndefined();
  });
});

describe('profiling', () => {
  it('times the scene on screen, and forgets it with the scene', async () => {
    const store = createAppStore({ engine: fakeEngine() });
    await store.getState().runProfile();
    expect(store.getState().profile).toBeUndefined();
    await store.getState().openFiles([bytes('a.npy')]);
    await store.getState().runProfile();
    expect(store.getState().profile).toBe(profile);
    expect(store.getState().announcement).toBe('Profiled: 1 layers and kernels.');
    expect(store.getState().result).toBeDefined();
    await store.getState().openFiles([bytes('b.npy')]);
    expect(store.getState().profile).toBeUndefined();
  });

  it('can be cancelled', async () => {
    const store = createAppStore({ engine: fakeEngine({ profile: (_, __, options) => untilCancelled(options) }) });
    await store.getState().openFiles([bytes('a.npy')]);
    const running = store.getState().runProfile();
    expect(store.getState().activity).toMatchObject({ what: 'profiling' });
    store.getState().cancel();
    await running;
    expect(store.getState()).toMatchObject({ announcement: 'Cancelled.', activity: undefined });
  });
});

describe('exporting', () => {
  it('hands the file over, remembers the choice, and sends the prediction along', async () => {
    const saved: string[] = [];
    const remembered: unknown[] = [];
    const sent: boolean[] = [];
    const engine = fakeEngine({
      exportFile: async ({ predicted }, target) => {
        sent.push(predicted !== undefined);
        return { name: `a.${target}`, bytes: new Uint8Array(1) };
      },
    });
    const saveFile = ({ name }: { readonly name: string }): void => void saved.push(name);
    const rememberExport = (choice: unknown): void => void remembered.push(choice);
    const store = createAppStore({ engine, saveFile, rememberExport });
    await store.getState().exportScene();
    await store.getState().openSample('street');
    store.getState().setExportChoice({ target: 'las', labels: 'predicted' });
    await store.getState().exportScene();
    expect(saved).toEqual(['a.las']);
    expect(sent).toEqual([true]);
    expect(remembered).toEqual([{ target: 'las', labels: 'predicted' }]);
    expect(store.getState()).toMatchObject({ activity: undefined, announcement: 'Exported as a.las.' });
  });

  it('saves nothing once cancelled', async () => {
    const saved: string[] = [];
    const engine = fakeEngine({ exportFile: (_, __, options) => untilCancelled(options) });
    const store = createAppStore({ engine, saveFile: ({ name }) => void saved.push(name) });
    await store.getState().openSample('street');
    const exporting = store.getState().exportScene();
    expect(store.getState().activity?.what).toBe('exporting');
    store.getState().cancel();
    await exporting;
    expect(saved).toEqual([]);
    expect(store.getState()).toMatchObject({ problem: undefined, activity: undefined });
  });
});
