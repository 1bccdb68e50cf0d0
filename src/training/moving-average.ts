import type { WeightArray, Weights } from '../nn/index.ts';

/** Name of the count in a checkpoint; no parameter is called that. */
const UPDATES = 'updates';

/**
 * Exponential moving average of all of a network's arrays, parameters and norm statistics. Young averages forget faster: the decay of
 * update t is min(decay, (1 + t)/(10 + t)).
 */
export class MovingAverage {
  private readonly decay: number;
  private readonly arrays: Map<string, WeightArray>;
  private updates: number;

  /** @param from weights to begin with, or what `state` gave. */
  constructor(decay: number, from: Weights) {
    this.decay = decay;
    this.updates = from.get(UPDATES)?.values[0] ?? 0;
    this.arrays = new Map(
      [...from].flatMap(([name, { shape, values }]) =>
        name === UPDATES ? [] : [[name, { shape, values: values.slice() }] as const],
      ),
    );
  }

  update(weights: Weights): void {
    const keep = Math.min(this.decay, (1 + this.updates) / (10 + this.updates));
    this.updates++;
    for (const [name, { values }] of this.arrays) {
      const now = weights.get(name)!.values;
      for (let i = 0; i < values.length; i++) values[i]! += (1 - keep) * (now[i]! - values[i]!);
    }
  }

  /** Copies of the averages. */
  weights(): Map<string, WeightArray> {
    return new Map([...this.arrays].map(([name, { shape, values }]) => [name, { shape, values: values.slice() }]));
  }

  /** For a checkpoint: the averages and how often they moved. */
  state(): Weights {
    return this.weights().set(UPDATES, { shape: [1], values: Float32Array.of(this.updates) });
  }
}
