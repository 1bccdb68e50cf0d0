import { transfer } from 'comlink';
import { type PointCloud, type StageOptions, WeightsError } from '../core/index.ts';
import { type ModelManifest, readSafetensors } from '../nn/index.ts';
import type { VoxelDescription } from '../pipeline/index.ts';
import { type LinearHead, type Similar, taughtModel } from '../teach/index.ts';
import type { AvailableModel } from './choose-model.ts';
import type { ExportedFile } from './engine.ts';
import { filesToKeep, packModel } from './made-model.ts';
import type { OwnModelFiles } from './own-models.ts';
import type { Taught, TeachApi, TeachRequest, VoxelBox } from './teach-protocol.ts';
import type { TaughtHead, Teaching } from './teaching.ts';
import { transferables } from './transferables.ts';
import { WorkerHost, type WorkerLike } from './worker-host.ts';

/** What teaching needs of the engine that has the models. */
export interface ModelKeeper {
  describe(
    cloud: PointCloud,
    model: string,
    options: StageOptions,
  ): Promise<{ readonly described: VoxelDescription; readonly head: LinearHead }>;
  modelFiles(name: string): Promise<{ readonly manifest: ModelManifest; readonly weights: Uint8Array }>;
  keepModel(files: OwnModelFiles): Promise<AvailableModel>;
}

/** Teaching in a worker of its own, so that neither the picture nor the network waits for a refit. */
export class WorkerTeacher implements Teaching {
  private readonly host: WorkerHost<TeachApi>;
  private readonly keeper: ModelKeeper;
  private prepared: { readonly cloud: PointCloud; readonly model: string; readonly generation: number } | undefined;

  constructor(spawn: () => WorkerLike, keeper: ModelKeeper) {
    this.host = new WorkerHost<TeachApi>(spawn);
    this.keeper = keeper;
  }

  async prepare(cloud: PointCloud, model: string, options: StageOptions): Promise<void> {
    const { prepared } = this;
    if (prepared?.cloud === cloud && prepared.model === model && prepared.generation === this.host.generation) return;
    this.prepared = undefined;
    const setup = await this.keeper.describe(cloud, model, options);
    await this.host.run(
      'preparing',
      (api, call) => api.prepare(call, transfer(setup, transferables(setup.described))),
      options,
    );
    this.prepared = { cloud, model, generation: this.host.generation };
  }

  teach(request: TeachRequest, options: StageOptions): Promise<Taught> {
    return this.host.run('teaching', (api, call) => api.teach(call, request), options);
  }

  said(options: StageOptions): Promise<Float32Array> {
    return this.host.run('teaching', (api, call) => api.said(call), options);
  }

  regions(rows: readonly number[], options: StageOptions): Promise<readonly Uint32Array[]> {
    return this.host.run('teaching', (api, call) => api.regions(call, rows), options);
  }

  similar(row: number, options: StageOptions): Promise<Similar> {
    return this.host.run('comparing', (api, call) => api.similar(call, row), options);
  }

  principalColors(options: StageOptions): Promise<Uint8Array> {
    return this.host.run('comparing', (api, call) => api.principalColors(call), options);
  }

  voxelsOf(row: number, options: StageOptions): Promise<readonly VoxelBox[]> {
    return this.host.run('looking', (api, call) => api.voxelsOf(call, row), options);
  }

  async keep(taught: TaughtHead): Promise<AvailableModel> {
    return this.keeper.keepModel(await filesToKeep(await this.files(taught)));
  }

  async pack(taught: TaughtHead): Promise<ExportedFile> {
    return packModel(await this.files(taught));
  }

  private async files({ model, head, title, addedClasses }: TaughtHead) {
    const old = await this.keeper.modelFiles(model);
    const { weights } = readSafetensors(old.weights);
    if (weights.size === 0) throw new WeightsError('WEIGHTS_FORMAT', `${model} has no weights`, { tensor: 'all' });
    const taught = taughtModel({ manifest: old.manifest, weights }, head, { title, addedClasses });
    return { manifest: taught.manifest, weights: new Uint8Array(taught.weights) };
  }
}
