import type * as tf from '@tensorflow/tfjs';
import type { Weights } from '../nn/index.ts';
import type { Optimizer } from './optimizer.ts';
import type { Parameters } from './parameters.ts';

export interface AdamOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Decoupled (AdamW), on matrices only. */
  readonly weightDecay: number;
  /** Largest global gradient norm; larger gradients are scaled down. */
  readonly clipNorm: number;
}

export const ADAM: AdamOptions = { beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0.01, clipNorm: 10 };

/**
 * AdamW over all variables in one pass each (Kingma & Ba 2015; Loshchilov & Hutter 2019), on tfjs's cpu backend. tfjs's own Adam is 14
 * ops a variable and gives no access to its moments, which an exact resume needs.
 */
export class Adam implements Optimizer {
  private readonly options: AdamOptions;
  private readonly parameters: Parameters;
  private readonly moments = new Map<string, { m: Float32Array; v: Float32Array }>();
  private updates = 0;

  constructor(parameters: Parameters, options: AdamOptions = ADAM) {
    this.parameters = parameters;
    this.options = options;
  }

  async apply(gradients: ReadonlyMap<string, tf.Tensor>, learningRate: number): Promise<number> {
    const { beta1, beta2, epsilon, weightDecay, clipNorm } = this.options;
    const arrays = Array.from(gradients, ([name, gradient]) => [name, gradient.dataSync() as Float32Array] as const);
    let squares = 0;
    for (const [, gradient] of arrays) for (let i = 0; i < gradient.length; i++) squares += gradient[i]! * gradient[i]!;
    const norm = Math.sqrt(squares);
    if (!Number.isFinite(norm)) return norm;
    const clip = Math.min(1, clipNorm / (norm + 1e-12));
    this.updates++;
    const correction = Math.sqrt(1 - beta2 ** this.updates) / (1 - beta1 ** this.updates);
    for (const [name, gradient] of arrays) {
      const variable = this.parameters.variable(name);
      const values = variable.dataSync() as Float32Array; // the cpu backend's own array: written in place
      const { m, v } = this.momentsOf(name, values.length);
      const decay = variable.rank > 1 ? learningRate * weightDecay : 0;
      for (let i = 0; i < values.length; i++) {
        const g = gradient[i]! * clip;
        m[i] = beta1 * m[i]! + (1 - beta1) * g;
        v[i] = beta2 * v[i]! + (1 - beta2) * g * g;
        values[i]! -= (learningRate * correction * m[i]!) / (Math.sqrt(v[i]!) + epsilon) + decay * values[i]!;
      }
    }
    return norm;
  }

  async state(): Promise<Weights> {
    const out = new Map<string, { shape: readonly number[]; values: Float32Array }>();
    out.set('updates', { shape: [1], values: Float32Array.of(this.updates) });
    for (const [name, { m, v }] of this.moments) {
      out.set(`m.${name}`, { shape: [m.length], values: m });
      out.set(`v.${name}`, { shape: [v.length], values: v });
    }
    return out;
  }

  restore(state: Weights): void {
    this.updates = state.get('updates')?.values[0] ?? 0;
    for (const [name, { values }] of state) {
      if (!name.startsWith('m.')) continue;
      const key = name.slice(2);
      this.moments.set(key, { m: values.slice(), v: state.get(`v.${key}`)!.values.slice() });
    }
  }

  dispose(): void {
    this.moments.clear();
  }

  private momentsOf(name: string, length: number): { m: Float32Array; v: Float32Array } {
    let moments = this.moments.get(name);
    if (!moments) this.moments.set(name, (moments = { m: new Float32Array(length), v: new Float32Array(length) }));
    return moments;
  }
}
