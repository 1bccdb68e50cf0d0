import type { PointCloud, StageOptions, Understanding, VoxelGrid } from '../core/index.ts';
import { indexOptions, type ResidentNetwork, releaseNetwork, runNetwork, uploadNetwork } from '../nn/index.ts';
import {
  type IndexOptions,
  type Ops,
  type PointInput,
  releaseIndex,
  type Table,
  type Tensor,
  type VoxelIndex,
  whole,
} from '../ops/index.ts';
import { voxelCenters } from '../voxels/index.ts';
import { type CpuSide, SAME_THREAD } from './cpu-side.ts';
import { feed } from './feed.ts';
import { foldClasses } from './fold-classes.ts';
import { type HeadOutputs, INTERPRET_STAGES, interpretedModel } from './interpret.ts';
import { type Look, looksOf, shifted, turned } from './looks.ts';
import { firstLook } from './merge-looks.ts';
import type { Model } from './model.ts';
import { Stopwatch } from './stopwatch.ts';

export interface UnderstandOptions extends StageOptions {
  readonly ops: Ops;
  readonly model: Model;
  /**
   * How many times the network looks at the cloud, each time turned and voxelized anew, before the answer: 1 to `MOST_LOOKS`, default 1.
   * Time grows with it, errors shrink (docs/decisions/0014).
   */
  readonly looks?: number | undefined;
  /** Who does what the graphics device does not. Default: the thread that asks. */
  readonly cpu?: CpuSide;
}

/** Per-point ids that stay where the kernels wrote them, for drawing without a read-back. The caller releases them. */
export interface Resident {
  /** [1 × points] class index. */
  readonly classIds: Table;
  /** [1 × points] instance id, 0 = none. */
  readonly instanceIds: Table;
}

/** Names of the stages, in order: keys of `Provenance.stagesMs`. */
export const STAGES = ['ground', 'voxels', 'network', 'read', 'looks', ...INTERPRET_STAGES] as const;

/** Those that each look goes through. */
const LOOK_STAGES = 4;

/** Beyond this, room for rows that may not be there costs more than the two short waits that tell how many there are. */
const MOST_GUESSED_POINTS = 500_000;

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
  const { ops, model, signal, onProgress, cpu = SAME_THREAD } = options;
  const { manifest } = model;
  const looks = looksOf(options.looks ?? 1);
  const stages = looks.length * LOOK_STAGES + 1 + INTERPRET_STAGES.length;
  const stagesMs: Record<string, number> = {};
  /** A stopwatch for stages that begin after `before` others. */
  const watchFrom = (before: number): Stopwatch =>
    new Stopwatch(STAGES, {
      signal,
      onProgress: ({ stage, done }) => onProgress?.({ stage, done: before + done, total: stages }),
      stagesMs,
    });
  const { outputs, classIds, voxels } = await seeAll(cloud, looks, options, watchFrom);
  let done = false;
  try {
    const before = stages - INTERPRET_STAGES.length;
    const interpreted = await cpu.interpret(cloud, interpretedModel(model), outputs, {
      signal,
      onProgress: ({ stage, done }) => onProgress?.({ stage, done: before + done, total: stages }),
    });
    const { prediction } = interpreted;
    const provenance = {
      model: manifest.name,
      backend: ops.name,
      adapter: ops.adapter,
      voxels,
      voxelSizeM: manifest.voxelSizeM,
      looks: looks.length,
      stagesMs: { ...stagesMs, ...interpreted.stagesMs },
      weightsSha256: model.weightsSha256,
    };
    if (ops.name !== 'webgpu') return { prediction, provenance };
    const instanceIds = ops.uploadTable(prediction.instance, 1, cloud.count);
    done = true; // the class ids now belong to the caller
    return { prediction, provenance, resident: { classIds, instanceIds } };
  } finally {
    if (!done) ops.release(classIds);
  }
}

/** What all looks say together, on the voxels of the first. */
async function seeAll(
  cloud: PointCloud,
  looks: readonly Look[],
  options: UnderstandOptions,
  watchFrom: (before: number) => Stopwatch,
): Promise<Inferred> {
  const { ops, model, signal, cpu = SAME_THREAD } = options;
  const first = await see(cloud, looks[0]!, options, watchFrom(0));
  if (looks.length === 1) return first;
  // What a look has to say of the cloud the first one has said.
  const silent = { ...options, diagnostics: undefined };
  try {
    let merged = firstLook(first.outputs);
    for (const [index, look] of looks.entries()) {
      if (index === 0) continue;
      const other = await turned(cloud, look.angle, signal);
      const watch = watchFrom(index * LOOK_STAGES);
      const { outputs, classIds } = await see(other, look, silent, watch);
      ops.release(classIds);
      const into = merged;
      const asked = interpretedModel(model);
      merged = await watch.time('looks', () => cpu.merge(into, outputs, look.angle, asked, { signal }));
    }
    return { outputs: merged, classIds: ops.uploadTable(merged.classIds, 1, cloud.count), voxels: first.voxels };
  } finally {
    ops.release(first.classIds);
  }
}

/** One look: ground, grid, and what the network says. */
async function see(cloud: PointCloud, look: Look, options: UnderstandOptions, watch: Stopwatch): Promise<Inferred> {
  const { ops, model, signal, cpu = SAME_THREAD } = options;
  const { heights, grid: own } = await watch.time('ground', () => cpu.locate(cloud, model.manifest, { signal }));
  const grid = shifted(own, look.shift);
  const points: PointInput = { count: cloud.count, positions: cloud.positions, heights };
  const guess = ops.name === 'webgpu' && points.count <= MOST_GUESSED_POINTS && !model.manifest.features;
  return (
    (guess && (await infer(cloud, points, grid, 'capacity', options, watch))) ||
    (await infer(cloud, points, grid, 'exact', options, watch))!
  );
}

interface Inferred {
  readonly outputs: HeadOutputs;
  /** The caller releases it. */
  readonly classIds: Table;
  /** By level, finest first. */
  readonly voxels: readonly number[];
}

/** Index, network and read-back; nothing when the guess of `capacity` was too small for this cloud. */
async function infer(
  cloud: PointCloud,
  points: PointInput,
  grid: VoxelGrid,
  sizes: NonNullable<IndexOptions['sizes']>,
  { ops, model, signal, diagnostics, cpu = SAME_THREAD }: UnderstandOptions,
  watch: Stopwatch,
): Promise<Inferred | undefined> {
  const handles = new Set<Tensor | Table>();
  const keep = <T extends Tensor | Table>(handle: T): T => {
    handles.add(handle);
    return handle;
  };
  let index: VoxelIndex | undefined;
  try {
    const resident = residentNetwork(ops, model);
    const { graph } = resident.network;
    const levels = model.manifest.network.encoder.length;
    index = await watch.time('voxels', () => ops.index(points, grid, levels, { ...indexOptions(graph), sizes }));
    const built = await feed(ops, cloud, model.manifest, index, { cpu, signal, diagnostics });
    index = built;
    const logits = await watch.time('network', () => runNetwork(ops, resident, built, { signal }));
    for (const tensor of logits.values()) keep(tensor);

    const semantic = whole(logits.get('semantic')!);
    const own = keep(ops.softmax(semantic));
    const folded = foldClasses(ops, model, built, own);
    const probabilities = folded ? keep(folded) : own;
    const classIds = keep(ops.gatherIds(keep(ops.argmax(folded ? whole(folded) : semantic)), built.pointRows));
    return await watch.time('read', async (): Promise<Inferred | undefined> => {
      const voxels = await built.rowCounts();
      if (voxels.some((rows, level) => rows > built.levels[level]!.rows)) return undefined;
      const finest = built.levels[0]!;
      const rows = voxels[0]!;
      const [coords, odds, embeddings, boxCodes, pointRows, ids] = await Promise.all([
        ops.readTable(finest.coords),
        ops.read(probabilities, rows),
        readHead(ops, logits.get('embedding'), rows),
        readHead(ops, logits.get('box'), rows),
        ops.readTable(built.pointRows),
        ops.readTable(classIds),
      ]);
      handles.delete(classIds);
      const centers = voxelCenters(usedCoords(coords, finest.rows, rows), grid);
      const outputs = {
        probabilities: odds,
        embeddings,
        boxCodes,
        centers,
        pointRows,
        classIds: ids,
      };
      return { outputs, classIds, voxels };
    });
  } finally {
    ops.release(...handles);
    if (index) releaseIndex(ops, index);
  }
}

/** Nothing of a head that the network does not have. */
async function readHead(ops: Ops, logits: Tensor | undefined, rows: number): Promise<Float32Array> {
  return logits ? ops.read(logits, rows) : new Float32Array(0);
}

/** [3 × used] of coordinates [3 × rows]. */
function usedCoords(coords: Uint32Array, rows: number, used: number): Uint32Array {
  if (rows === used) return coords;
  const packed = new Uint32Array(3 * used);
  for (let axis = 0; axis < 3; axis++) packed.set(coords.subarray(axis * rows, axis * rows + used), axis * used);
  return packed;
}

export function residentNetwork(ops: Ops, model: Model): ResidentNetwork {
  const known = uploaded.get(ops);
  if (known?.model === model) return known.resident;
  if (known) releaseNetwork(ops, known.resident);
  const resident = uploadNetwork(ops, model.network);
  uploaded.set(ops, { model, resident });
  return resident;
}
