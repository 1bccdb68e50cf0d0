import * as tf from '@tensorflow/tfjs';
import { KernelError } from '../../core/index.ts';

/**
 * tfjs's gradient tape, kept open across a wait: the forward pass is recorded, its results are read, part of the loss is worked out
 * elsewhere, and then gradients flow back. tfjs itself can only do both ways in one synchronous call, which leaves no moment to read.
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
   * Gradients by `xs` of the sum of `outputs`, each weighed by its own `slopes`: what d(loss)/d(output) is known to be.
   * Everything has to live on the current backend. Ends the tape.
   */
  gradients(outputs: readonly tf.Tensor[], slopes: readonly tf.Tensor[], xs: readonly tf.Tensor[]): tf.Tensor[] {
    const engine = tf.engine();
    const join = tf.customGrad((...inputs) => {
      (inputs.at(-1) as tf.GradSaveFunc)([]);
      return { value: tf.scalar(0), gradFunc: () => slopes.map((slope) => tf.clone(slope)) };
    });
    const forward = () => {
      engine.state.activeTape = this.nodes; // in place of the empty one that the call has just begun
      return join(...outputs);
    };
    const { grads } = engine.gradients(forward, [...xs], tf.scalar(1));
    this.nodes = [];
    return grads;
  }
}
