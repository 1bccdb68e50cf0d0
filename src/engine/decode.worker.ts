import { expose, transfer } from 'comlink';
import type { PointCloud, StageOptions } from '../core/index.ts';
import { exportOffers, exportSubject, type SceneSet } from '../datasets/index.ts';
import { writeZip } from '../formats/index.ts';
import { createWasmOps, type Ops, spawnBrowserThread } from '../ops/index.ts';
import { describeVoxels, type Model, profileScene, semanticHead, understand } from '../pipeline/index.ts';
import { synthesizeRoom, synthesizeStreet } from '../synthesis/index.ts';
import { CallAnswerer } from './answer-calls.ts';
import type { SampleName } from './engine.ts';
import { exportFile } from './export-file.ts';
import { findModels } from './find-models.ts';
import { measureConvolution } from './measure.ts';
import { ModelStore } from './model-store.ts';
import { OpenedSets } from './opened-sets.ts';
import { packedFiles } from './packed-files.ts';
import type { ModelAddress, WorkerApi } from './protocol.ts';
import { remoteSources } from './remote-sources.ts';
import { transferables } from './transferables.ts';

const sets = new OpenedSets();
const calls = new CallAnswerer();
const stores = new Map<string, ModelStore>();
let ops: Promise<Ops> | undefined;

function wasmOps(): Promise<Ops> {
  ops ??= createWasmOps({ threads: navigator.hardwareConcurrency, spawn: spawnBrowserThread });
  return ops;
}

function modelAt({ baseUrl, model }: ModelAddress, options: StageOptions): Promise<Model> {
  let store = stores.get(baseUrl);
  if (!store) stores.set(baseUrl, (store = new ModelStore(baseUrl)));
  return store.model(model, options);
}

function sampleSet(sample: SampleName, seed: number): SceneSet {
  const title = sample === 'street' ? 'Sample street' : 'Sample room';
  return {
    dataset: 'synthetic',
    title,
    frameCount: 1,
    frameNames: [title],
    diagnostics: [],
    load: async () => (sample === 'street' ? synthesizeStreet(seed, { sensor: 'hdl64' }) : synthesizeRoom(seed)),
  };
}

const api: WorkerApi = {
  open: (call, files, read, overrides, onProgress) =>
    calls.answer(call, onProgress, (options) => sets.open(remoteSources(files, read), overrides, options)),
  findModels: (call, files, read, onProgress) =>
    calls.answer(call, onProgress, (options) => findModels(remoteSources(files, read), options)),
  synthesize: (call, sample, seed) => calls.answer(call, undefined, async () => sets.add(sampleSet(sample, seed))),
  load: async (call, set, frame, onProgress, onPreview) => {
    const show = onPreview && ((cloud: PointCloud) => void onPreview(transfer(cloud, transferables(cloud))));
    const packed = await calls.answer(call, onProgress, (options) =>
      sets.load(set, frame, { ...options, onPreview: show }),
    );
    // After the answer has gone: decoding ahead must not hold it back.
    setTimeout(() => sets.readAhead(set));
    return packed;
  },
  loadAround: (call, set, frame, around, onProgress) =>
    calls.answer(call, onProgress, (options) => sets.loadAround(set, frame, around, options)),
  keptFrameBytes: (call) => calls.answer(call, undefined, () => sets.keptBytes()),
  clearKeptFrames: (call) => calls.answer(call, undefined, () => sets.clearKept()),
  close: (set) => sets.close(set),
  understand: (call, cloud, address, onProgress) =>
    calls.answer(call, onProgress, async (options) => {
      const model = await modelAt(address, options);
      const { looks } = address;
      const { prediction, provenance } = await understand(cloud, { ...options, ops: await wasmOps(), model, looks });
      return { prediction, provenance };
    }),
  profile: (call, cloud, address, onProgress) =>
    calls.answer(call, onProgress, async (options) =>
      profileScene(cloud, { ...options, ops: await wasmOps(), model: await modelAt(address, options) }),
    ),
  describe: (call, cloud, address, onProgress) =>
    calls.answer(call, onProgress, async (options) => {
      const model = await modelAt(address, options);
      return {
        described: await describeVoxels(cloud, { ...options, ops: await wasmOps(), model }),
        head: semanticHead(model),
      };
    }),
  exportOffers: (call, { scene, labels, predicted }) =>
    calls.answer(call, undefined, async () => exportOffers(exportSubject(scene, labels, predicted))),
  exportFile: (call, request, target, onProgress) =>
    calls.answer(call, onProgress, (options) => exportFile(request, target, options)),
  pack: (call, files) => calls.answer(call, undefined, async () => writeZip(files)),
  unpack: (call, file, read) =>
    calls.answer(call, undefined, (options) => packedFiles(remoteSources([file], read), options)),
  measure: (call) => calls.answer(call, undefined, async () => measureConvolution(await wasmOps())),
  cancel: (call) => calls.cancel(call),
};

expose(api);
