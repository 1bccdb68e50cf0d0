import type * as tf from '@tensorflow/tfjs';
import type { WeightArray, Weights } from '../nn/index.ts';
import type { autograd } from '../ops/index.ts';
import type { Parameters } from './parameters.ts';

/** Decay is decoupled (AdamW), on matrices only; `clipNorm` is the largest global gradient norm, larger gradients are scaled down. */
const ADAM = { beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0.01, clipNorm: 10 };

/**
 * AdamW where the parameters are, with access to its moments, which are part of a checkpoint: an exact resume needs them, and tfjs's own
 * Adam does not give them.
 */
export class Optimizer {
  private readonly names: ReadonlyMap<tf.Variable, string>;
  private readonly parameters: Parameters;
  private readonly adam: autograd.VariableAdam;
  /** That have had a gradient so far: the others have no moments in a checkpoint. */
  private readonly moved = new Set<string>();
  private updates = 0;

  constructor(g: autograd.SparseGradients, parameters: Parameters) {
    this.parameters = parameters;
    this.names = new Map([...parameters.trainable()].map(([name, variable]) => [variable, name]));
    this.adam = g.adam([...parameters.trainable().values()]);
  }

  /**
   * Updates the variables in place; those without a gradient stay. Where a gradient is not finite, all stay.
   * @param gradients by parameter name.
   * @returns the norm of all gradients before clipping; not finite when one of them is not.
   */
  async apply(gradients: ReadonlyMap<string, tf.Tensor>, learningRate: number): Promise<number> {
    const { weightDecay, ...numbers } = ADAM;
    const updates = this.updates + 1;
    const rate = (learningRate * Math.sqrt(1 - ADAM.beta2 ** updates)) / (1 - ADAM.beta1 ** updates);
    const byVariable = new Map([...gradients].map(([name, gradient]) => [this.parameters.variable(name), gradient]));
    const norm = await this.adam.step(byVariable, { ...numbers, rate, decay: learningRate * weightDecay });
    if (!Number.isFinite(norm)) return norm;
    this.updates = updates;
    for (const name of gradients.keys()) this.moved.add(name);
    return norm;
  }

  /** Moments as named arrays (`m.<name>`, `v.<name>`), for a checkpoint. */
  async state(): Promise<Weights> {
    const out = new Map<string, WeightArray>();
    out.set('updates', { shape: [1], values: Float32Array.of(this.updates) });
    for (const [variable, [m, v]] of await this.adam.moments()) {
      const name = this.names.get(variable)!;
      if (!this.moved.has(name)) continue;
      out.set(`m.${name}`, { shape: [m.length], values: m });
      out.set(`v.${name}`, { shape: [v.length], values: v });
    }
    return out;
  }

  restore(state: Weights): void {
    this.updates = state.get('updates')?.values[0] ?? 0;
    const moments = [...this.names].map(([variable, name]) => {
      const [m, v] = [state.get(`m.${name}`)?.values, state.get(`v.${name}`)?.values];
      if (m) this.moved.add(name);
      return [variable, [m ?? new Float32Array(variable.size), v ?? new Float32Array(variable.size)]] as const;
    });
    this.adam.restore(new Map(moments));
  }

  dispose(): void {
    this.adam.dispose();
  }
}
