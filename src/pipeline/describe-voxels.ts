import { type PointCloud, type StageOptions, throwIfCancelled, WeightsError } from '../core/index.ts';
import { type Graph, indexOptions, isConv, runNetwork } from '../nn/index.ts';
import { type Ops, releaseIndex, type Table, type Tensor, type View, whole } from '../ops/index.ts';
import { voxelCenters } from '../voxels/index.ts';
import { type CpuSide, SAME_THREAD } from './cpu-side.ts';
import { feed } from './feed.ts';
import type { Model } from './model.ts';
import { residentNetwork } from './understand.ts';

export interface FeatureOptions extends StageOptions {
  readonly ops: Ops;
  readonly model: Model;
  /** As `UnderstandOptions.cpu`. */
  readonly cpu?: CpuSide;
}

/** What the network knows of each voxel before its heads decide, and where the voxels lie. Rows are as in `Prediction.voxelProbabilities`. */
export interface VoxelDescription {
  readonly rows: number;
  /** float32 [rows × headChannels]: what the last, linear layer of the semantic head reads. */
  readonly head: Float32Array;
  readonly headChannels: number;
  /** The head has no hidden layer: it reads the backbone itself. */
  readonly headIsBackbone: boolean;
  /** float32 [rows × backboneChannels]: the finest decoder output. */
  readonly backbone: Float32Array;
  readonly backboneChannels: number;
  /** The next coarser decoder outputs, finest first; a row of each is found by `parents`. */
  readonly coarser: readonly { readonly values: Float32Array; readonly channels: number }[];
  /** float32 [rows × dims], empty where the model has none. */
  readonly embedding: Float32Array;
  /** float32 [rows × 3], metres in the cloud's frame. */
  readonly centers: Float32Array;
  /** uint32 [points]. */
  readonly pointRows: Uint32Array;
  /** uint32 [27 × rows], `NO_ROW` where there is none. */
  readonly neighbours: Uint32Array;
  /** Of each level, finest first: voxel coordinates uint32 [3 × rows], and the row of each voxel's parent (none at the coarsest). */
  readonly pyramid: readonly { readonly coords: Uint32Array; readonly parents?: Uint32Array }[];
  readonly voxelSizeM: number;
  /** Corner of voxel 0, 0, 0. */
  readonly gridMin: readonly [number, number, number];
}

/** How many decoder levels above the finest are read: further up a voxel is as large as furniture. */
const COARSER_LEVELS = 2;

/**
 * Runs the network once more and reads back what its layers hold. Not part of `understand`: it is several times the bytes of a result,
 * and asked for only when somebody teaches or asks why.
 * @throws WeightsError where the semantic head is not linear on a hidden layer; LimitError, KernelError, CancelledError
 */
export async function describeVoxels(cloud: PointCloud, options: FeatureOptions): Promise<VoxelDescription> {
  const { ops, model, signal, diagnostics, cpu = SAME_THREAD } = options;
  const resident = residentNetwork(ops, model);
  const { graph } = resident.network;
  const wanted = wantedValues(graph);
  const { heights, grid } = await cpu.locate(cloud, model.manifest, { signal });
  const points = { count: cloud.count, positions: cloud.positions, heights };
  const levels = model.manifest.network.encoder.length;
  const copies = new Map<number, Tensor>();
  const handles = new Set<Tensor | Table>();
  const identities = new Map<number, Tensor>();
  let index = await ops.index(points, grid, levels, { ...indexOptions(graph), sizes: 'exact' });
  try {
    const built = await feed(ops, cloud, model.manifest, index, { cpu, signal, diagnostics });
    index = built;
    const copy = (value: number, view: View): void => {
      if (!wanted.all.has(value)) return;
      const target = ops.tensor(built.levels[graph.values[value]!.level]!, view.channels);
      handles.add(target);
      let identity = identities.get(view.channels);
      if (!identity) {
        const { channels } = view;
        const diagonal = Float32Array.from({ length: channels ** 2 }, (_, i) => (i % (channels + 1) === 0 ? 1 : 0));
        identities.set(channels, (identity = ops.upload(diagonal, channels, channels)));
        handles.add(identity);
      }
      ops.conv({ input: view, weights: identity, relu: false, output: whole(target) });
      copies.set(value, target);
    };
    const logits = await runNetwork(ops, resident, built, { signal, onValue: copy });
    for (const tensor of logits.values()) handles.add(tensor);
    throwIfCancelled(signal, 'reading features');
    const [finest] = built.levels;
    const read = (value: number) => ops.read(copies.get(value)!);
    const embedding = logits.get('embedding');
    const [head, backbone, coarser, embeddings, pointRows, neighbours, pyramid] = await Promise.all([
      read(wanted.head),
      read(wanted.backbone),
      Promise.all(
        wanted.coarser.map(async (value) => ({
          values: await read(value),
          channels: graph.values[value]!.channels,
        })),
      ),
      embedding ? ops.read(embedding) : new Float32Array(0),
      ops.readTable(built.pointRows),
      ops.readTable(finest!.neighbours),
      Promise.all(
        built.levels.map(async ({ coords, parents }) => ({
          coords: await ops.readTable(coords),
          ...(parents && { parents: await ops.readTable(parents) }),
        })),
      ),
    ]);
    return {
      rows: finest!.rows,
      head,
      headChannels: graph.values[wanted.head]!.channels,
      headIsBackbone: wanted.head === wanted.backbone,
      backbone,
      backboneChannels: graph.values[wanted.backbone]!.channels,
      coarser,
      embedding: embeddings,
      centers: voxelCenters(pyramid[0]!.coords, grid),
      pointRows,
      neighbours,
      pyramid,
      voxelSizeM: grid.voxelSizeM,
      gridMin: [grid.min[0], grid.min[1], grid.min[2]],
    };
  } finally {
    ops.release(...handles);
    releaseIndex(ops, index);
  }
}

/** A copy of the linear layer that decides: float32 [channels × classes] and [classes]. */
export function semanticHead({ network }: Model) {
  const { graph, layers } = network;
  headInput(graph);
  const name = graph.layers.find(({ output }) => output === graph.outputs.semantic)!.name;
  const { cin, cout, weights, bias } = layers.get(name)!;
  return { channels: cin, classes: cout, weights: weights.slice(), bias: bias.slice() };
}

function wantedValues(graph: Graph) {
  const head = headInput(graph);
  const coarser: number[] = [];
  for (const layer of [...graph.layers].reverse()) {
    const level = graph.values[layer.output]!.level;
    const isUp = layer.kind === 'unpool' || layer.kind === 'up';
    if (isUp && level === coarser.length && level < COARSER_LEVELS) coarser.push(layer.input);
  }
  return { head, backbone: graph.backbone, coarser, all: new Set([head, graph.backbone, ...coarser]) };
}

/** The value that the semantic head's last layer reads. @throws WeightsError where that layer looks at neighbours too, or is coarse */
export function headInput(graph: Graph): number {
  const last = graph.layers.find(({ output }) => output === graph.outputs.semantic);
  if (last && isConv(last) && last.kind === 'linear' && graph.values[last.output]!.level === 0) return last.input;
  const found = last && isConv(last) ? last.kind : 'none';
  const context = { tensor: 'heads.semantic', expected: 'a linear last layer at the finest level', found };
  throw new WeightsError(
    'WEIGHTS_FORMAT',
    'this model cannot be taught by clicks: its last layer is not linear',
    context,
  );
}
