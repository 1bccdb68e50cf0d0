import { throwIfCancelled } from '../core/index.ts';
import { type Ops, type Precision, type Tensor, type View, type VoxelIndex, whole } from '../ops/index.ts';
import { buildGraph } from './build-graph.ts';
import type { HeadName, NetworkConfig } from './config.ts';
import { type FoldedLayer, foldWeights } from './fold.ts';
import { type Graph, isConv } from './graph.ts';
import { layerTable } from './layer-maps.ts';
import { compilePlan, type Plan, type Step } from './plan.ts';
import type { Weights } from './safetensors.ts';

/** A network ready to run anywhere: graph, plan and folded weights on the host. */
export interface Network {
  readonly graph: Graph;
  readonly plan: Plan;
  readonly layers: ReadonlyMap<string, FoldedLayer>;
}

/**
 * @throws RangeError when the configuration is none.
 * @throws WeightsError when an array is missing or has another shape.
 */
export function buildNetwork(config: NetworkConfig, weights: Weights): Network {
  const graph = buildGraph(config);
  return { graph, plan: compilePlan(graph), layers: foldWeights(graph, weights) };
}

interface LayerTensors {
  readonly weights: Tensor;
  readonly bias: Tensor;
  readonly normaliser?: Tensor;
}

/** The weights where an `Ops` keeps them. Uploaded once, used for every cloud. */
export interface ResidentNetwork {
  readonly network: Network;
  /** How weights and what flows between the layers are stored; heads give f32. */
  readonly precision: Precision;
  readonly parameters: ReadonlyMap<string, LayerTensors>;
  /** What a copy multiplies by, per channel count. */
  readonly identities: ReadonlyMap<number, Tensor>;
}

/** @param precision Default: halves on WebGPU, where memory is what layers wait for, single precision elsewhere. */
export function uploadNetwork(
  ops: Ops,
  network: Network,
  precision: Precision = ops.name === 'webgpu' ? 'f16' : 'f32',
): ResidentNetwork {
  const parameters = new Map<string, LayerTensors>();
  for (const [name, { weights, bias, normaliser, offsets, cin, cout }] of network.layers) {
    parameters.set(name, {
      weights: ops.upload(weights, offsets * cin, cout, precision),
      bias: ops.upload(bias, 1, cout),
      ...(normaliser && { normaliser: ops.upload(normaliser, offsets, 1) }),
    });
  }
  const identities = new Map<number, Tensor>();
  for (const layer of network.graph.layers) {
    if (layer.kind !== 'copy') continue;
    const { channels } = network.graph.values[layer.input]!;
    const identity = Float32Array.from({ length: channels ** 2 }, (_, i) => (i % (channels + 1) === 0 ? 1 : 0));
    if (!identities.has(channels)) identities.set(channels, ops.upload(identity, channels, channels, precision));
  }
  return { network, precision, parameters, identities };
}

export function releaseNetwork(ops: Ops, { parameters, identities }: ResidentNetwork): void {
  for (const { weights, bias, normaliser } of parameters.values())
    ops.release(weights, bias, ...(normaliser ? [normaliser] : []));
  ops.release(...identities.values());
}

export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onLayer?: ((done: number, total: number) => void) | undefined;
  /** Shows each value while it exists: its buffer may be given back with the next layer. Work recorded here runs in order. */
  readonly onValue?: ((value: number, view: View) => void) | undefined;
}

/** A turn of the event loop takes 1 to 4 ms, as long as a small layer. */
const YIELD_MS = 50;

/**
 * Runs the network over an index. The caller releases the returned tensors, one a head: [voxels × head outputs], float32.
 * @throws RangeError when the index lacks a map of `indexOptions`.
 * @throws KernelError, CancelledError; nothing is left allocated.
 */
export async function runNetwork(
  ops: Ops,
  resident: ResidentNetwork,
  index: VoxelIndex,
  options: RunOptions = {},
): Promise<Map<HeadName, Tensor>> {
  const { graph, plan } = resident.network;
  const tensors = new Map<number, Tensor>([[plan.slots[graph.input]!.buffer, index.features]]);
  const view = (value: number): View => {
    const { buffer, offset } = plan.slots[value]!;
    const { channels } = graph.values[value]!;
    return { tensor: tensors.get(buffer)!, offset, channels };
  };
  const heads = new Set(Object.values(graph.outputs).map((value) => plan.slots[value]!.buffer));
  const outputs = new Map<HeadName, Tensor>();
  let yieldedMs = performance.now();
  try {
    for (const [step, layer] of plan.layers.entries()) {
      throwIfCancelled(options.signal, 'inference');
      for (const buffer of plan.allocate[step]!) {
        const { level, channels, paired } = plan.buffers[buffer]!;
        const precision = paired && !heads.has(buffer) ? resident.precision : 'f32';
        tensors.set(buffer, ops.tensor(index.levels[level]!, channels, precision));
      }
      runStep(ops, resident, layer, index, view);
      options.onValue?.(layer.output, view(layer.output));
      for (const buffer of plan.release[step]!) {
        ops.release(tensors.get(buffer)!);
        tensors.delete(buffer);
      }
      options.onLayer?.(step + 1, plan.layers.length);
      // The CPU path does its work inside the calls above: between them, Cancel is heard and progress told.
      if (ops.name === 'wasm' && performance.now() - yieldedMs > YIELD_MS) {
        await new Promise((resolve) => setTimeout(resolve, 0));
        yieldedMs = performance.now();
      }
    }
    await ops.flush();
    for (const [name, value] of Object.entries(graph.outputs))
      outputs.set(name as HeadName, whole(tensors.get(plan.slots[value]!.buffer)!).tensor);
    return outputs;
  } finally {
    const keep = new Set<Tensor>([index.features, ...outputs.values()]);
    for (const tensor of tensors.values()) if (!keep.has(tensor)) ops.release(tensor);
  }
}

function runStep(
  ops: Ops,
  resident: ResidentNetwork,
  layer: Step,
  index: VoxelIndex,
  view: (value: number) => View,
): void {
  const { level } = resident.network.graph.values[layer.output]!;
  const table = layerTable(layer, index.levels[level]!);
  const [input, output] = [view(layer.input), view(layer.output)];
  if (isConv(layer)) {
    ops.conv({
      input,
      ...(table && { map: table }),
      ...resident.parameters.get(layer.name)!,
      ...(layer.residual !== undefined && { residual: view(layer.residual) }),
      relu: layer.relu,
      output,
    });
  } else if (layer.kind === 'maxPool') ops.maxPool({ input, children: table!, output });
  else if (layer.kind === 'meanPool') ops.meanPool({ input, children: table!, output });
  else if (layer.kind === 'unpool') ops.gather({ input, rows: table!, output });
  else ops.conv({ input, weights: resident.identities.get(input.channels)!, relu: false, output });
}
