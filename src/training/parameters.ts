import * as tf from '@tensorflow/tfjs';
import { type Graph, parameterShapes, type WeightArray, type Weights } from '../nn/index.ts';
import type { autograd } from '../ops/index.ts';

/** Share of a new batch in the running statistics. Batches are two scenes, so it is small. */
const STATISTICS_MOMENTUM = 0.02;

const isStatistic = (name: string) => name.includes('running_');

/** Everything a checkpoint must hold of a network: trainable variables (tfjs) and running statistics (plain arrays). */
export class Parameters {
  private readonly variables = new Map<string, tf.Variable>();
  private readonly statistics = new Map<string, Float32Array>();
  private readonly shapes: Map<string, readonly number[]>;

  private constructor(graph: Graph, weights: Weights) {
    this.shapes = parameterShapes(graph);
    for (const [name, shape] of this.shapes) {
      const values = weights.get(name)!.values.slice();
      if (isStatistic(name)) this.statistics.set(name, values);
      else this.variables.set(name, tf.variable(tf.tensor(values, [...shape]), true));
    }
  }

  /** @param weights of every parameter of the graph; copied. */
  static from(graph: Graph, weights: Weights): Parameters {
    return new Parameters(graph, weights);
  }

  variable(name: string): tf.Variable {
    return this.variables.get(name)!;
  }

  trainable(): ReadonlyMap<string, tf.Variable> {
    return this.variables;
  }

  /** @param norm prefix of the layer's statistics. */
  moveStatistics(norm: string, batchMean: Float32Array, batchVariance: Float32Array): void {
    const mean = this.statistics.get(`${norm}.running_mean`)!;
    const variance = this.statistics.get(`${norm}.running_var`)!;
    for (let c = 0; c < mean.length; c++) {
      mean[c]! += STATISTICS_MOMENTUM * (batchMean[c]! - mean[c]!);
      variance[c]! += STATISTICS_MOMENTUM * (batchVariance[c]! - variance[c]!);
    }
  }

  /** Copies of all arrays, in layer order: what goes into a checkpoint or a model file. */
  async weights(g: autograd.SparseGradients): Promise<Map<string, WeightArray>> {
    const names = [...this.variables.keys()];
    const values = await g.read([...this.variables.values()]);
    const trained = new Map(names.map((name, i) => [name, values[i]!]));
    const out = new Map<string, WeightArray>();
    for (const [name, shape] of this.shapes)
      out.set(name, { shape, values: isStatistic(name) ? this.statistics.get(name)!.slice() : trained.get(name)! });
    return out;
  }

  dispose(): void {
    for (const variable of this.variables.values()) variable.dispose();
  }
}
