import {
  type ByteSource,
  CancelledError,
  OUTDOOR11,
  type Scene,
  type StageOptions,
  type Understanding,
} from '../core/index.ts';
import type { Engine, Outcome, Profile } from '../engine/index.ts';

/** What the store's tests give it instead of an engine. */
export const bytes = (name: string): ByteSource => ({ name, path: name, size: 1, read: async () => new Uint8Array(1) });

export function scene(name: string, extra: Partial<Scene> = {}): Scene {
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

export function outcome(labelSet = OUTDOOR11.name): Outcome {
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
      looks: 1,
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

export const profile: Profile = {
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
export function fakeEngine(overrides: Partial<Engine> = {}): Engine {
  return {
    compute: { backend: 'webgpu', adapter: 'test adapter', isSoftware: false },
    open: async (request) => ({ request, dataset: 'file', title: 'A file', frameCount: 3 }),
    load: async (_, frame) => scene('a.npy', { frame: { index: frame, count: 3 } }),
    loadAround: async () => undefined,
    keptFrameBytes: async () => 0,
    clearKeptFrames: async () => undefined,
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
    pack: async () => new Uint8Array(1),
    unpack: async () => [],
    selfCheck: async () => ({ adapter: 'test', ops: [{ op: 'softmax', worst: 1e-7, passed: true }], passed: true }),
    dispose: () => undefined,
    ...overrides,
  };
}

/** Resolves when the signal fires, as a well-behaved stage does. */
export function untilCancelled(options: StageOptions): Promise<never> {
  return new Promise((_, reject) => options.signal?.addEventListener('abort', () => reject(new CancelledError())));
}
