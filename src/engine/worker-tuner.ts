import { proxy, transfer } from 'comlink';
import type { StageOptions } from '../core/index.ts';
import { readSafetensors } from '../nn/index.ts';
import { holdOut, taughtModel } from '../teach/index.ts';
import type { AvailableModel } from './choose-model.ts';
import type { ComputeInfo, ExportedFile } from './engine.ts';
import { filesToKeep, packModel } from './made-model.ts';
import type { Teaching } from './teaching.ts';
import type { OnTuneStep, TuneApi, TunedNetwork, TuneSetup } from './tune-protocol.ts';
import type { TuneBeginning, TuneRequest, Tuning } from './tuning.ts';
import { WorkerHost, type WorkerLike } from './worker-host.ts';
import type { ModelKeeper } from './worker-teacher.ts';

/** What fine-tuning needs of the engine that has the models. */
export type TunedModelKeeper = Pick<ModelKeeper, 'modelFiles' | 'keepModel'> & { readonly compute: ComputeInfo };

/** Which examples are held back, and which crops are seen: the same in every run. */
const SEED = 1;
/** A step of the largest network on a slow machine. */
const STEP_SILENCE_MS = 600_000;

/** Fine-tuning in a worker of its own: the refit, the picture and the network go on meanwhile. */
export class WorkerTuner implements Tuning {
  private readonly host: WorkerHost<TuneApi>;
  private readonly teaching: Teaching;
  private readonly keeper: TunedModelKeeper;

  constructor(spawn: () => WorkerLike, teaching: Teaching, keeper: TunedModelKeeper) {
    this.host = new WorkerHost<TuneApi>(spawn);
    this.teaching = teaching;
    this.keeper = keeper;
  }

  async begin(request: TuneRequest, options: StageOptions): Promise<TuneBeginning> {
    const { model, clicks, objects, addedClasses, classes, boldness, cloud, truth, steps } = request;
    const { teaching, keeper } = this;
    const said = [...clicks, ...objects];
    const { taught, heldOut } = holdOut(
      said.map(({ classId }) => classId),
      SEED,
    );
    const grown = await teaching.regions(
      clicks.map(({ row }) => row),
      options,
    );
    const examples = said.map(({ classId }, i) => ({ classId, rows: grown[i] ?? objects[i - clicks.length]!.rows }));
    const learned = new Set(taught);
    // What is held back must not be in the refit that it begins with, either.
    const refit = await teaching.teach(
      {
        clicks: clicks.filter((_, i) => learned.has(i)),
        objects: objects.filter((_, i) => learned.has(clicks.length + i)),
        ...{ classes, boldness },
      },
      options,
    );
    const before = await teaching.said(options);
    const old = await keeper.modelFiles(model);
    const { title } = old.manifest;
    const start = taughtModel({ manifest: old.manifest, weights: readSafetensors(old.weights).weights }, refit.head, {
      title,
      addedClasses,
    });
    const setup: TuneSetup = {
      ...{ cloud, before, truth, steps, seed: SEED },
      manifest: start.manifest,
      weights: start.weights,
      examples: taught.map((i) => examples[i]!),
      heldOut: heldOut.map((i) => examples[i]!),
      refit: refit.odds,
      mayUseGpu: keeper.compute.backend === 'webgpu',
    };
    const made = [start.weights.buffer, refit.odds.buffer, before.buffer] as ArrayBuffer[];
    const begun = await this.host.run(
      'preparing to fine-tune',
      (api, call, onProgress) => api.prepare(call, transfer(setup, made), onProgress),
      { ...options, silenceMs: STEP_SILENCE_MS },
    );
    return { ...begun, taught: taught.length, heldOut: heldOut.length };
  }

  run(onStep: OnTuneStep, options: StageOptions): Promise<boolean> {
    const hear = proxy(onStep);
    return this.host.run('fine-tuning', (api, call, onProgress) => api.run(call, hear, onProgress), {
      ...options,
      silenceMs: STEP_SILENCE_MS,
    });
  }

  result(options: StageOptions): Promise<TunedNetwork> {
    const patience = { ...options, silenceMs: STEP_SILENCE_MS };
    return this.host.run('fine-tuning', (api, call) => api.result(call), patience);
  }

  async keep(network: TunedNetwork, title: string): Promise<AvailableModel> {
    return this.keeper.keepModel(await filesToKeep(titled(network, title)));
  }

  async pack(network: TunedNetwork, title: string): Promise<ExportedFile> {
    return packModel(titled(network, title));
  }

  end(): void {
    this.host.dispose();
  }
}

function titled({ manifest, weights }: TunedNetwork, title: string) {
  return { manifest: { ...manifest, title }, weights };
}
