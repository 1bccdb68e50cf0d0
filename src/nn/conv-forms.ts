import type { ConvForm, Precision } from '../ops/index.ts';
import { buildGraph } from './build-graph.ts';
import type { NetworkConfig } from './config.ts';
import { isConv } from './graph.ts';
import { compilePlan } from './plan.ts';

/** Voxels of a level for each of the next: surfaces shrink by less than four, because coarse voxels fill up. */
const SHRINK = 2.3;

/**
 * What the network's convolutions will be, before there is a cloud: for compiling while a file is decoded.
 * @param rows voxels expected at the finest level; only their order of magnitude matters
 */
export function convForms(config: NetworkConfig, rows: number, precision: Precision): readonly ConvForm[] {
  const graph = buildGraph(config);
  const plan = compilePlan(graph);
  const heads = new Set(Object.values(graph.outputs).map((value) => plan.slots[value]!.buffer));
  const stored = (value: number) => {
    const { buffer } = plan.slots[value]!;
    const isSingle = value === graph.input || heads.has(buffer) || !plan.buffers[buffer]!.paired;
    return { channels: graph.values[value]!.channels, precision: isSingle ? 'f32' : precision } as const;
  };
  return graph.layers.filter(isConv).map((layer) => ({
    rows: Math.ceil(rows / SHRINK ** graph.values[layer.output]!.level),
    input: stored(layer.input),
    output: stored(layer.output),
    weights: precision,
    residual: layer.residual !== undefined,
    normalised: layer.normaliser,
  }));
}
