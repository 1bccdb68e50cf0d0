import type * as tf from '@tensorflow/tfjs';
import type { WeightArray, Weights } from '../nn/index.ts';
import type { autograd } from '../ops/index.ts';
import { ADAM, Adam, type AdamOptions } from './adam.ts';
import type { Parameters } from './parameters.ts';

/** Moves parameters along their gradients; what it remembers is part of a checkpoint. */
export interface Optimizer {
  /**
   * Updates the variables in place; those without a gradient stay. Where a gradient is not finite, all stay.
   * @param gradients by parameter name.
   * @returns the norm of all gradients before clipping; not finite when one of them is not.
   */
  apply(gradients: ReadonlyMap<string, tf.Tensor>, learningRate: number): Promise<number>;
  /** Moments as named arrays (`m.<name>`, `v.<name>`), for a checkpoint. */
  state(): Promise<Weights>;
  restore(state: Weights): void;
  dispose(): void;
}

/** AdamW where the gradients are. */
export function createOptimizer(g: autograd.SparseGradients, parameters: Parameters): Optimizer {
  return 'adam' in g ? new DeviceOptimizer(g as autograd.WebGpuGradients, parameters) : new Adam(parameters);
}

/** `Adam`, on the device: one dispatch over all parameters. */
class DeviceOptimizer implements Optimizer {
  private readonly options: AdamOptions = ADAM;
  private readonly names: ReadonlyMap<tf.Variable, string>;
  private readonly parameters: Parameters;
  private readonly adam: autograd.DeviceAdam;
  /** That have had a gradient so far: the others have no moments in a checkpoint, as on the CPU. */
  private readonly moved = new Set<string>();
  private updates = 0;

  constructor(g: autograd.WebGpuGradients, parameters: Parameters) {
    this.parameters = parameters;
    this.names = new Map([...parameters.trainable()].map(([name, variable]) => [variable, name]));
    this.adam = g.adam([...parameters.trainable().values()]);
  }

  async apply(gradients: ReadonlyMap<string, tf.Tensor>, learningRate: number): Promise<number> {
    const { beta1, beta2, epsilon, weightDecay, clipNorm } = this.options;
    const updates = this.updates + 1;
    const rate = (learningRate * Math.sqrt(1 - beta2 ** updates)) / (1 - beta1 ** updates);
    const byVariable = new Map([...gradients].map(([name, gradient]) => [this.parameters.variable(name), gradient]));
    const decay = learningRate * weightDecay;
    const norm = await this.adam.step(byVariable, { beta1, beta2, epsilon, clipNorm, rate, decay });
    if (!Number.isFinite(norm)) return norm;
    this.updates = updates;
    for (const name of gradients.keys()) this.moved.add(name);
    return norm;
  }

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
