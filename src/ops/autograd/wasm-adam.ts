import type * as tf from '@tensorflow/tfjs';
import type { Arena } from './arena.ts';
import type { AdamNumbers, VariableAdam } from './sparse-gradients.ts';

/** Where the moments of a variable lie in the kernels' memory. */
interface Moments {
  readonly first: number;
  readonly second: number;
}

/** AdamW on the CPU kernels. Moments stay in the kernels' memory; a variable's values are moved there for a step and back. */
export class WasmAdam implements VariableAdam {
  private readonly arena: Arena;
  private readonly places: ReadonlyMap<tf.Variable, Moments>;

  constructor(arena: Arena, variables: readonly tf.Variable[]) {
    this.arena = arena;
    this.places = new Map(
      variables.map((variable) => [variable, { first: this.zeros(variable.size), second: this.zeros(variable.size) }]),
    );
  }

  async step(gradients: ReadonlyMap<tf.Variable, tf.Tensor>, numbers: AdamNumbers): Promise<number> {
    const { beta1, beta2, epsilon, clipNorm, rate, decay } = numbers;
    const { arena } = this;
    const { kernels } = arena.ops.memory;
    const slopes = Array.from(gradients, ([variable, gradient]) => [variable, arena.pointerOf(gradient)] as const);
    const squares = slopes.reduce((sum, [{ size }, at]) => sum + kernels.sumOfSquares(at, size), 0);
    const norm = Math.sqrt(squares);
    if (!Number.isFinite(norm)) return Number.NaN;
    const clip = Math.min(1, clipNorm / (norm + 1e-12));
    for (const [variable, slope] of slopes) {
      const { first, second } = this.places.get(variable)!;
      const { size } = variable;
      const values = variable.dataSync() as Float32Array; // the cpu backend's own array: written in place
      const at = arena.floats(size);
      arena.view(at, size).set(values);
      const shrink = variable.rank > 1 ? decay : 0;
      kernels.adamValues(slope, at, first, second, size, clip, beta1, beta2, epsilon, rate, shrink);
      values.set(arena.view(at, size));
    }
    return norm;
  }

  async moments(): Promise<Map<tf.Variable, readonly [Float32Array, Float32Array]>> {
    return new Map(
      Array.from(this.places, ([variable, { first, second }]) => [
        variable,
        [this.arena.view(first, variable.size).slice(), this.arena.view(second, variable.size).slice()],
      ]),
    );
  }

  restore(moments: ReadonlyMap<tf.Variable, readonly [Float32Array, Float32Array]>): void {
    for (const [variable, [first, second]] of moments) {
      const at = this.places.get(variable)!;
      this.arena.view(at.first, variable.size).set(first);
      this.arena.view(at.second, variable.size).set(second);
    }
  }

  dispose(): void {
    for (const { first, second } of this.places.values()) {
      this.arena.ops.memory.release(first);
      this.arena.ops.memory.release(second);
    }
  }

  /** Outlive a step, so they are not the arena's. */
  private zeros(length: number): number {
    const pointer = this.arena.ops.memory.allocate(length * 4);
    this.arena.view(pointer, length).fill(0);
    return pointer;
  }
}
