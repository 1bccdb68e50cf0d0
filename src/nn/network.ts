import { throwIfCancelled } from '../core/index.ts';
import { type ConvStep, type Ops, type Tensor, type View, type VoxelIndex, whole } from '../ops/index.ts';
import type { HeadName, NetworkConfig } from './config.ts';
import { type FoldedLayer, foldWeights } from './fold.ts';
import { buildGraph, type Graph } from './graph.ts';
import { compilePlan, type Plan } from './plan.ts';
import type { Weights } from './safetensors.ts';

/** A network ready to run anywhere: graph, plan and folded weights on the host. */
export interface Network {
  readonly graph: Graph;
  readonly plan: Plan;
  readonly layers: ReadonlyMap<string, FoldedLayer>;
}

/** @throws WeightsError when an array is missing or has another shape. */
export function buildNetwork(config: NetworkConfig, weights: Weights): Network {
  const graph = buildGraph(config);
  return { graph, plan: compilePlan(graph), layers: foldWeights(graph, weights) };
}

/** The weights where an `Ops` keeps them. Uploaded once, used for every cloud. */
export interface ResidentNetwork {
  readonly network: Network;
  readonly parameters: ReadonlyMap<string, { readonly weights: Tensor; readonly bias: Tensor }>;
}

export function uploadNetwork(ops: Ops, network: Network): ResidentNetwork {
  const parameters = new Map<string, { weights: Tensor; bias: Tensor }>();
  for (const [name, layer] of network.layers) {
    parameters.set(name, {
      weights: ops.upload(layer.weights, layer.offsets * layer.cin, layer.cout),
      bias: ops.upload(layer.bias, 1, layer.cout),
    });
  }
  return { network, parameters };
}

export function releaseNetwork(ops: Ops, resident: ResidentNetwork): void {
  for (const { weights, bias } of resident.parameters.values()) ops.release(weights, bias);
}

export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onLayer?: ((done: number, total: number) => void) | undefined;
}

/**
 * Runs the network over an index. The caller releases the returned tensors, one a head: [voxels × head outputs].
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
  const outputs = new Map<HeadName, Tensor>();
  try {
    for (const [step, layer] of plan.layers.entries()) {
      throwIfCancelled(options.signal, 'inference');
      for (const buffer of plan.allocate[step]!) {
        const { level, channels } = plan.buffers[buffer]!;
        tensors.set(buffer, ops.tensor(index.levels[level]!.rows, channels));
      }
      const input = view(layer.input);
      const output = view(layer.output);
      const level = index.levels[graph.values[layer.output]!.level]!;
      if (layer.kind === 'maxPool') ops.maxPool({ input, children: level.children!, output });
      else if (layer.kind === 'unpool') ops.gather({ input, rows: level.parents!, output });
      else ops.conv({ ...convStep(resident, layer.name, layer.normRelu), ...mapOf(layer.kind, level), input, output });
      for (const buffer of plan.release[step]!) {
        ops.release(tensors.get(buffer)!);
        tensors.delete(buffer);
      }
      options.onLayer?.(step + 1, plan.layers.length);
      // One turn of the event loop a layer: the page draws and hears Cancel; the CPU path does its work inside the calls above.
      if (ops.name === 'wasm') await new Promise((resolve) => setTimeout(resolve, 0));
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

function convStep(resident: ResidentNetwork, name: string, relu: boolean): Pick<ConvStep, 'weights' | 'bias' | 'relu'> {
  const { weights, bias } = resident.parameters.get(name)!;
  return { weights, bias, relu };
}

function mapOf(kind: 'subm' | 'down' | 'linear', level: VoxelIndex['levels'][number]): Pick<ConvStep, 'map'> {
  if (kind === 'subm') return { map: level.neighbours };
  if (kind === 'down') return { map: level.children! };
  return {};
}
