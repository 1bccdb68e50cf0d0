import { type Remote, transfer } from 'comlink';
import type { InputFeature, PointCloud, StageOptions } from '../core/index.ts';
import {
  type Cells,
  type CpuSide,
  type HeadOutputs,
  type Interpreted,
  type InterpretedModel,
  type Located,
  type MergedLooks,
  readColumns,
  type VoxelFeatures,
  type VoxelRows,
} from '../pipeline/index.ts';
import { copied } from './copied.ts';
import type { CpuSideApi } from './cpu-side-protocol.ts';
import { transferables } from './transferables.ts';
import { type HostOptions, WorkerHost, type WorkerLike } from './worker-host.ts';

/** What the graphics device does not compute, in a worker of its own: the page's thread only passes arrays on. */
export class WorkerCpuSide implements CpuSide {
  private readonly host: WorkerHost<CpuSideApi>;
  /** What the worker of this generation has a copy of: positions, and the attributes that these features are made of. */
  private lent: { readonly cloud: PointCloud; readonly read: string; readonly number: number } | undefined;
  private generation = 0;
  private numbers = 0;

  constructor(spawn: () => WorkerLike, options?: HostOptions) {
    this.host = new WorkerHost<CpuSideApi>(spawn, options);
  }

  locate(cloud: PointCloud, cells: Cells, options: StageOptions): Promise<Located> {
    const { groundCellM, voxelSizeM, features } = cells;
    return this.host.run(
      'finding the ground',
      async (api, call) => api.locate(call, await this.lend(api, cloud, features), { groundCellM, voxelSizeM }),
      options,
    );
  }

  features(
    cloud: PointCloud,
    features: readonly InputFeature[],
    rows: VoxelRows,
    options: StageOptions,
  ): Promise<VoxelFeatures> {
    return this.host.run(
      'reading colours and returns',
      async (api, call) =>
        api.features(call, await this.lend(api, cloud, features), features, transfer(rows, transferables(rows))),
      options,
    );
  }

  merge(
    merged: MergedLooks,
    look: HeadOutputs,
    angle: number,
    model: InterpretedModel,
    options: StageOptions,
  ): Promise<MergedLooks> {
    const [one, other] = [transferables(merged), transferables(look)];
    return this.host.run(
      'putting looks together',
      (api, call) => api.merge(call, transfer(merged, one), transfer(look, other), angle, model),
      options,
    );
  }

  interpret(
    cloud: PointCloud,
    model: InterpretedModel,
    outputs: HeadOutputs,
    options: StageOptions,
  ): Promise<Interpreted> {
    return this.host.run(
      'finding objects',
      async (api, call, onProgress) => {
        const number = await this.lend(api, cloud);
        const answer = api.interpret(call, number, model, transfer(outputs, transferables(outputs)), onProgress);
        // Understanding ends with it: the copy is not kept for a next time that may never come.
        this.lent = undefined;
        void api.giveBack();
        return answer;
      },
      options,
    );
  }

  dispose(): void {
    this.host.dispose();
  }

  /** Copies the columns over unless they are there. */
  private async lend(api: Remote<CpuSideApi>, cloud: PointCloud, features: readonly InputFeature[] = []) {
    const columns = readColumns(cloud, features);
    const read = columns.attributes.map(({ name }) => name).join();
    const { lent } = this;
    const isThere = lent?.cloud === cloud && (read === '' || lent.read === read);
    if (isThere && this.host.generation === this.generation) return lent.number;
    this.lent = undefined;
    const attributes: PointCloud['attributes'][number][] = [];
    for (const attribute of columns.attributes) {
      attributes.push({ ...attribute, values: await copied(attribute.values) });
    }
    const sent = { ...columns, positions: await copied(columns.positions), attributes };
    const number = ++this.numbers;
    await api.lend(number, transfer(sent, transferables(sent)));
    this.generation = this.host.generation;
    this.lent = { cloud, read, number };
    return number;
  }
}
