import type { PointCloud, StageOptions, Understanding } from '../core/index.ts';
import { type ResidentNetwork, releaseNetwork, runNetwork, uploadNetwork } from '../nn/index.ts';
import { type Ops, releaseIndex, type Table, type Tensor, type VoxelIndex, whole } from '../ops/index.ts';
import { pointInput, voxelCenters, voxelGrid } from '../voxels/index.ts';
import { findBoxes, findInstances, type HeadOutputs, toPoints } from './interpret.ts';
import type { Model } from './model.ts';
import { Stopwatch } from './stopwatch.ts';

export interface UnderstandOptions extends StageOptions {
  readonly ops: Ops;
  readonly model: Model;
}

/** Per-point ids that stay where the kernels wrote them, for drawing without a read-back. The caller releases them. */
export interface Resident {
  /** [1 × points] class index. */
  readonly classIds: Table;
  /** [1 × points] instance id, 0 = none. */
  readonly instanceIds: Table;
}

/** Names of the stages, in order: keys of `Provenance.stagesMs`. */
export const STAGES = ['ground', 'voxels', 'network', 'read', 'instances', 'boxes', 'points'] as const;

/** Weights stay uploaded for as long as the `Ops` lives: one model at a time, since a page shows one scene. */
const uploaded = new WeakMap<Ops, { model: Model; resident: ResidentNetwork }>();

/**
 * The whole way from points to classes, instances and boxes: the one place that knows the order.
 * `resident` is given on WebGPU only.
 * @throws FormatError FORMAT_EMPTY, LimitError, KernelError, CancelledError; nothing stays allocated then.
 */
export async function understand(
  cloud: PointCloud,
  options: UnderstandOptions,
): Promise<Understanding & { resident?: Resident }> {
  const { ops, model } = options;
  const { manifest } = model;
  const watch = new Stopwatch(STAGES, options);
  const points = await watch.time('ground', () => pointInput(cloud, manifest.groundCellM));
  const grid = voxelGrid(points.positions, manifest.voxelSizeM);
  const handles: (Tensor | Table)[] = [];
  const keep = <T extends Tensor | Table>(handle: T): T => {
    handles.push(handle);
    return handle;
  };
  let index: VoxelIndex | undefined;
  try {
    const built = await watch.time('voxels', () => ops.index(points, grid, manifest.network.encoder.length));
    index = built;
    const logits = await watch.time('network', () =>
      runNetwork(ops, residentNetwork(ops, model), built, { signal: options.signal }),
    );
    for (const tensor of logits.values()) keep(tensor);

    const semantic = whole(logits.get('semantic')!);
    const classIds = ops.gatherIds(keep(ops.argmax(semantic)), built.pointRows);
    handles.unshift(classIds);
    const outputs = await watch.time(
      'read',
      async (): Promise<HeadOutputs> => ({
        probabilities: await ops.read(keep(ops.softmax(semantic))),
        embeddings: await ops.read(logits.get('embedding')!),
        boxCodes: await ops.read(logits.get('box')!),
        centers: voxelCenters(await ops.readTable(built.levels[0]!.coords), grid),
        pointRows: await ops.readTable(built.pointRows),
        classIds: await ops.readTable(classIds),
      }),
    );
    const grouping = await watch.time('instances', () => findInstances(model, outputs));
    const boxes = await watch.time('boxes', () => findBoxes(model, outputs));
    const prediction = await watch.time('points', () => toPoints(model, outputs, grouping, boxes));
    const provenance = {
      model: manifest.name,
      backend: ops.name,
      adapter: ops.adapter,
      voxels: built.levels.map((level) => level.rows),
      voxelSizeM: manifest.voxelSizeM,
      stagesMs: watch.stagesMs,
      weightsSha256: model.weightsSha256,
    };
    if (ops.name !== 'webgpu') return { prediction, provenance };
    handles.shift(); // classIds now belong to the caller
    return {
      prediction,
      provenance,
      resident: { classIds, instanceIds: ops.uploadTable(prediction.instance, 1, cloud.count) },
    };
  } finally {
    ops.release(...handles);
    if (index) releaseIndex(ops, index);
  }
}

function residentNetwork(ops: Ops, model: Model): ResidentNetwork {
  const known = uploaded.get(ops);
  if (known?.model === model) return known.resident;
  if (known) releaseNetwork(ops, known.resident);
  const resident = uploadNetwork(ops, model.network);
  uploaded.set(ops, { model, resident });
  return resident;
}
