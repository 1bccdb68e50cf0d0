import * as tf from '@tensorflow/tfjs';
import { KernelError } from '../../core/index.ts';
import type { SparseGradients } from './sparse-gradients.ts';

/**
 * tfjs's gradient tape, kept open across a wait: the forward pass is recorded, its results are read, part of the loss is worked out
 * elsewhere, and then gradients flow back. tfjs itself can only do both ways in one synchronous call, which leaves no moment to read;
 * and where a value feeds two layers it adds their gradients with its own op, where ours is ten times as fast.
 */
export class SplitTape {
  private nodes: ReturnType<typeof tf.engine>['state']['activeTape'] = [];

  /** Runs `forward` and keeps what is needed to go back. Not inside another tape. */
  record<T>(forward: () => T): T {
    const { state } = tf.engine();
    if (state.gradientDepth !== 0) throw new KernelError('KERNEL_RUN', 'tapes do not nest', { step: 'tape' });
    state.gradientDepth = 1;
    state.activeTape = this.nodes;
    try {
      return forward();
    } finally {
      state.gradientDepth = 0;
      state.activeTape = [];
    }
  }

  /**
   * Gradients by `xs` of the sum of `outputs`, each weighed by its own `slopes`: what d(loss)/d(output) is known to be. An x that no
   * output depends on has none. Everything has to live on the current backend. Ends the tape.
   */
  gradients(
    g: SparseGradients,
    outputs: readonly tf.Tensor[],
    slopes: readonly tf.Tensor[],
    xs: readonly tf.Tensor[],
  ): (tf.Tensor | undefined)[] {
    const found = new Map<number, tf.Tensor>();
    const flow = (to: tf.Tensor, slope: tf.Tensor) => {
      const before = found.get(to.id);
      found.set(to.id, before ? g.add(before, slope) : slope);
    };
    outputs.forEach((output, i) => {
      flow(output, slopes[i]!);
    });
    const nodes = this.nodes;
    this.nodes = [];
    for (const { inputs, outputs: made, gradient } of nodes.reverse()) {
      const slope = found.get(made[0]!.id);
      if (!slope || !gradient) continue;
      found.delete(made[0]!.id);
      const parts = gradient([slope]);
      for (const [name, input] of Object.entries(inputs)) flow(input, parts[name]!());
    }
    return xs.map((x) => found.get(x.id));
  }
}
