import { proxy } from 'comlink';
import {
  type ByteSource,
  KernelError,
  type PointCloud,
  type Scene,
  type StageOptions,
  WeightsError,
} from '../core/index.ts';
import type { ExportOffer, ExportTargetName, FramesAround } from '../datasets/index.ts';
import { buildGraph, convForms, countParameters, type ModelManifest } from '../nn/index.ts';
import type { WebGpuOps } from '../ops/index.ts';
import {
  type CpuSide,
  describeVoxels,
  type Profile,
  profileScene,
  type Resident,
  SHIPPED_MODELS,
  semanticHead,
  understand,
} from '../pipeline/index.ts';
import { unlessCancelled } from './abort-promise.ts';
import type { AvailableModel } from './choose-model.ts';
import type {
  ComputeInfo,
  Engine,
  ExportedFile,
  ExportRequest,
  LoadOptions,
  LookOptions,
  OpenedSet,
  OpenRequest,
  Outcome,
  TakenModels,
} from './engine.ts';
import { countVoxels, networkFlops } from './estimate.ts';
import { type ModelRef, ModelStore } from './model-store.ts';
import { isOwnModel, type OpenFolder, type OwnModel, type OwnModelFiles, OwnModels } from './own-models.ts';
import type { Described, WorkerSet } from './protocol.ts';
import { serveSources } from './remote-sources.ts';
import { type SelfCheck, selfCheck } from './self-check.ts';
import { type HostOptions, WorkerHost, type WorkerLike } from './worker-host.ts';

export interface BrowserEngineOptions {
  /** Folder that holds `models/`, absolute, with its final slash. */
  readonly baseUrl: string;
  readonly spawnWorker: () => WorkerLike;
  /** Computes beside the page's device. Default: the page's own thread. */
  readonly cpu?: CpuSide & { dispose(): void };
  /** Ops on the page's own device. Without them inference runs in the worker, on the CPU. */
  readonly ops?: WebGpuOps | undefined;
  readonly host?: HostOptions;
  /** Where the person's own models are kept. Default: the browser's private files. */
  readonly openModelFolder?: OpenFolder;
}

/** What the worker does besides the network: voxelizing, maps, clustering. Measured against the network's own time. */
const CPU_OVERHEAD = 1.4;

/** Voxels of a usual scan: variants of programs are chosen by their order of magnitude. */
const EXPECTED_VOXELS = 100_000;

/** On the CPU a whole network is one silent stage; only the person knows how long is too long. */
const NETWORK_SILENCE_MS = 30 * 60_000;

/** Decoding in a worker; inference on the page's GPU device where there is one, else in the worker too. */
export class BrowserEngine implements Engine {
  private readonly baseUrl: string;
  private readonly host: WorkerHost;
  private readonly store: ModelStore;
  private readonly own: OwnModels;
  private readonly addresses = new WeakMap<OpenRequest, { generation: number; set: number }>();
  private readonly owners = new WeakMap<Resident, WebGpuOps>();
  private readonly cpu: BrowserEngineOptions['cpu'];
  private ops: WebGpuOps | undefined;
  private flopsPerSecond: number | undefined;

  constructor(options: BrowserEngineOptions) {
    this.baseUrl = options.baseUrl;
    this.host = new WorkerHost(options.spawnWorker, options.host);
    this.store = new ModelStore(options.baseUrl);
    this.own = new OwnModels(options.openModelFolder);
    this.cpu = options.cpu;
    this.ops = options.ops;
  }

  get compute(): ComputeInfo {
    return this.ops
      ? { backend: 'webgpu', adapter: this.ops.adapter, isSoftware: this.ops.context.isSoftware }
      : { backend: 'wasm', adapter: 'CPU, WebAssembly SIMD', isSoftware: false };
  }

  /** Takes new ops after a device was lost. Results and open files are untouched. */
  replaceOps(ops: WebGpuOps | undefined): void {
    this.ops = ops;
  }

  async open(request: OpenRequest, options: StageOptions): Promise<OpenedSet> {
    const opened = await this.openInWorker(request, options);
    this.addresses.set(request, { generation: this.host.generation, set: opened.set });
    return { request, dataset: opened.dataset, title: opened.title, frameCount: opened.frameCount };
  }

  private openInWorker(request: OpenRequest, options: StageOptions): Promise<WorkerSet> {
    if (request.kind === 'sample') {
      return this.host.run('opening', (api, call) => api.synthesize(call, request.sample, request.seed), options);
    }
    const { files, read } = serveSources(request.sources);
    const remoteRead = proxy(read);
    const { overrides } = request;
    return this.host.run(
      'opening',
      (api, call, onProgress) => api.open(call, files, remoteRead, overrides, onProgress),
      options,
    );
  }

  async load(set: OpenedSet, frame: number, options: LoadOptions): Promise<Scene> {
    if (this.addresses.get(set.request)?.generation !== this.host.generation) await this.open(set.request, options);
    const address = this.addresses.get(set.request)?.set ?? -1;
    const { onPreview } = options;
    let isDone = false;
    // It comes by a channel of its own: the last one may arrive after what it announces.
    const show = onPreview && proxy((cloud: PointCloud) => !isDone && !options.signal?.aborted && onPreview(cloud));
    try {
      return await this.host.run(
        'decoding',
        (api, call, onProgress) => api.load(call, address, frame, onProgress, show),
        options,
      );
    } finally {
      isDone = true;
    }
  }

  async loadAround(
    set: OpenedSet,
    frame: number,
    around: FramesAround,
    options: StageOptions,
  ): Promise<PointCloud | undefined> {
    if (this.addresses.get(set.request)?.generation !== this.host.generation) await this.open(set.request, options);
    const address = this.addresses.get(set.request)?.set ?? -1;
    return this.host.run(
      'decoding',
      (api, call, onProgress) => api.loadAround(call, address, frame, around, onProgress),
      options,
    );
  }

  keptFrameBytes(): Promise<number> {
    return this.host.run('counting', (api, call) => api.keptFrameBytes(call)).catch(() => 0);
  }

  clearKeptFrames(): Promise<void> {
    return this.host.run('clearing', (api, call) => api.clearKeptFrames(call));
  }

  /** The device compiles the networks' programs while the worker decodes. */
  warmUp(models: readonly string[]): void {
    const { ops } = this;
    if (!ops) return;
    for (const model of models) {
      this.manifest(model).then(
        ({ network }) => ops.warmUp(convForms(network, EXPECTED_VOXELS, 'f16')),
        () => undefined, // understanding a cloud asks again, and tells
      );
    }
  }

  async understand(cloud: PointCloud, name: string, options: LookOptions): Promise<Outcome> {
    const ref = await this.ref(name);
    const manifest = await this.store.manifest(ref);
    const ops = this.ops;
    if (ops) {
      const model = await this.store.model(ref, options);
      const { prediction, provenance, resident } = await unlessCancelled(
        understand(cloud, { ...options, ...this.beside, ops, model }),
        options.signal,
        'understanding',
        (late) => ops === this.ops && late.resident && ops.release(late.resident.classIds, late.resident.instanceIds),
      );
      // A device that went away while the CPU finished the result took the ids with it.
      if (resident && ops === this.ops) {
        this.owners.set(resident, ops);
        return { understanding: { prediction, provenance }, manifest, resident };
      }
      return { understanding: { prediction, provenance }, manifest };
    }
    const understanding = await this.host.run(
      'understanding',
      (api, call, onProgress) =>
        api.understand(call, cloud, { baseUrl: this.baseUrl, model: ref, looks: options.looks }, onProgress),
      { ...options, silenceMs: NETWORK_SILENCE_MS },
    );
    return { understanding, manifest };
  }

  async profile(cloud: PointCloud, name: string, options: StageOptions): Promise<Profile> {
    const { ops } = this;
    const ref = await this.ref(name);
    if (ops) {
      const model = await this.store.model(ref, options);
      return unlessCancelled(
        profileScene(cloud, { ...options, ...this.beside, ops, model }),
        options.signal,
        'profiling',
      );
    }
    return this.host.run(
      'profiling',
      (api, call, onProgress) => api.profile(call, cloud, { baseUrl: this.baseUrl, model: ref }, onProgress),
      { ...options, silenceMs: NETWORK_SILENCE_MS },
    );
  }

  async estimateSeconds(cloud: PointCloud, name: string, options: StageOptions): Promise<number> {
    const { network, voxelSizeM } = await this.manifest(name);
    this.flopsPerSecond ??= await this.host.run('measuring', (api, call) => api.measure(call), options);
    const flops = networkFlops(network, countVoxels(cloud, voxelSizeM, network.encoder.length));
    return (CPU_OVERHEAD * flops) / this.flopsPerSecond;
  }

  async selfCheck(): Promise<SelfCheck> {
    if (!this.ops)
      throw new KernelError('KERNEL_NO_ADAPTER', 'there is no graphics device to check: the CPU computes', {});
    return selfCheck(this.ops);
  }

  async manifest(name: string): Promise<ModelManifest> {
    return this.store.manifest(await this.ref(name));
  }

  async models(): Promise<readonly AvailableModel[]> {
    const shipped = await Promise.all(
      SHIPPED_MODELS.map(async ({ name, size }) => {
        const manifest = await this.store.manifest({ name }).catch(() => undefined);
        return manifest && { ...summarize(name, manifest, HALF_BYTES * parameters(manifest)), size };
      }),
    );
    return [...shipped.filter((model) => model !== undefined), ...(await this.own.list()).map(summarizeOwn)];
  }

  async takeModels(sources: readonly ByteSource[], options: StageOptions): Promise<TakenModels> {
    const { files, read } = serveSources(sources);
    const remoteRead = proxy(read);
    const found = await this.host.run(
      'reading a model',
      (api, call, onProgress) => api.findModels(call, files, remoteRead, onProgress),
      options,
    );
    const models: AvailableModel[] = [];
    for (const files of found.models) models.push(summarizeOwn(await this.own.add(files)));
    return { models, rest: found.rest.map((index) => sources[index] as ByteSource) };
  }

  async removeModel(name: string): Promise<void> {
    this.store.forget(name);
    await this.own.remove(name);
  }

  /** What the layers hold of each voxel, and the layer that decides: what teaching begins with. @throws as `understand` */
  async describe(cloud: PointCloud, name: string, options: StageOptions): Promise<Described> {
    const { ops } = this;
    const ref = await this.ref(name);
    if (ops) {
      const model = await this.store.model(ref, options);
      const describing = describeVoxels(cloud, { ...options, ...this.beside, ops, model });
      return {
        described: await unlessCancelled(describing, options.signal, 'reading features'),
        head: semanticHead(model),
      };
    }
    return this.host.run(
      'reading features',
      (api, call, onProgress) => api.describe(call, cloud, { baseUrl: this.baseUrl, model: ref }, onProgress),
      { ...options, silenceMs: NETWORK_SILENCE_MS },
    );
  }

  /** A model's files as they are stored, to make another model of. */
  async modelFiles(name: string): Promise<{ readonly manifest: ModelManifest; readonly weights: Uint8Array }> {
    const ref = await this.ref(name);
    return { manifest: await this.store.manifest(ref), weights: await this.store.weightBytes(ref) };
  }

  /** Keeps a model that was made here, as one of the person's own. */
  async keepModel(files: OwnModelFiles): Promise<AvailableModel> {
    return summarizeOwn(await this.own.add(files));
  }

  /** Who computes beside the device, as an option. */
  private get beside(): { readonly cpu?: CpuSide } {
    return this.cpu ? { cpu: this.cpu } : {};
  }

  private async ref(name: string): Promise<ModelRef> {
    if (!isOwnModel(name)) return { name };
    const own = await this.own.get(name);
    if (!own) throw new WeightsError('MODEL_UNKNOWN', `the model ${name} is no longer kept here`, { model: name });
    return { name, own: { manifest: own.manifest, weights: own.weights } };
  }

  exportOffers(request: ExportRequest, options: StageOptions): Promise<readonly ExportOffer[]> {
    const sent = withoutRest(request);
    return this.host.run('looking at formats', (api, call) => api.exportOffers(call, sent), options);
  }

  exportFile(request: ExportRequest, target: ExportTargetName, options: StageOptions): Promise<ExportedFile> {
    const sent = withoutRest(request);
    return this.host.run(
      'exporting',
      (api, call, onProgress) => api.exportFile(call, sent, target, onProgress),
      options,
    );
  }

  pack(files: readonly ExportedFile[]): Promise<Uint8Array> {
    return this.host.run('packing', (api, call) => api.pack(call, files));
  }

  unpack(source: ByteSource): Promise<readonly ExportedFile[]> {
    const { files, read } = serveSources([source]);
    const remoteRead = proxy(read);
    return this.host.run('unpacking', (api, call) => api.unpack(call, files[0]!, remoteRead));
  }

  release(outcome: Outcome): void {
    // Handles of a lost device died with it.
    if (outcome.resident && this.ops && this.owners.get(outcome.resident) === this.ops) {
      this.ops.release(outcome.resident.classIds, outcome.resident.instanceIds);
    }
  }

  dispose(): void {
    this.cpu?.dispose();
    this.host.dispose();
  }
}

/** Everything is copied on its way: what no target asks for stays here. */
function withoutRest({ scene, labels, predicted }: ExportRequest): ExportRequest {
  if (labels !== 'predicted' || !predicted) return { scene, labels };
  const { labelSet, semantic, confidence, instance, instances, boxes } = predicted.prediction;
  const prediction = { labelSet, semantic, confidence, instance, instances, boxes };
  return { scene, labels, predicted: { prediction, provenance: predicted.provenance } };
}

/** Shipped weights are stored in half precision. */
const HALF_BYTES = 2;

function parameters({ network }: ModelManifest): number {
  return countParameters(buildGraph(network));
}

function summarize(name: string, { title, domain, voxelSizeM }: ModelManifest, bytes: number): AvailableModel {
  return { name, title, domain, voxelSizeM, bytes };
}

function summarizeOwn({ name, manifest, weights, kept }: OwnModel): AvailableModel {
  return { ...summarize(name, manifest, weights.size), kept };
}
