import { KERNEL_OFFSETS, UsageError } from '../core/index.ts';
import { type Graph, isConv, type Layer } from '../nn/index.ts';

/** The trainer has gradients for some of the layers that inference has. @throws UsageError naming the first that it has none for. */
export function requireTrainable(graph: Graph): Graph {
  for (const layer of graph.layers) {
    const obstacle = obstacleOf(layer);
    if (obstacle) {
      throw new UsageError('USAGE', `the trainer has no gradient for ${obstacle} (${layer.name})`, {
        layer: layer.name,
      });
    }
  }
  return graph;
}

function obstacleOf(layer: Layer): string | undefined {
  if (layer.kind === 'meanPool') return 'mean pooling';
  if (layer.kind === 'up') return 'an inverse convolution';
  if (!isConv(layer)) return undefined;
  if (layer.residual !== undefined || (layer.norm && !layer.relu)) return 'a residual block';
  if (layer.normaliser) return 'the normaliser';
  return layer.kind === 'subm' && layer.offsets !== KERNEL_OFFSETS ? 'kernel size 5' : undefined;
}
