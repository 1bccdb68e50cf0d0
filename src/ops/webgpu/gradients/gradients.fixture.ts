import { expect } from 'vitest';
import { Rng } from '../../../core/index.ts';

export const rng = new Rng(21);

export const normals = (length: number) => Float32Array.from({ length }, () => rng.normal());

/** Largest difference, as a share of the largest expected magnitude or 1. */
export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, what: string, tolerance = 1e-4) {
  expect(actual.length, what).toBe(expected.length);
  let size = 1;
  for (let i = 0; i < expected.length; i++) size = Math.max(size, Math.abs(expected[i]!));
  for (let i = 0; i < expected.length; i++) {
    const delta = Math.abs(actual[i]! - expected[i]!);
    if (!(delta <= tolerance * size)) expect.unreachable(`${what}[${i}]: ${actual[i]} against ${expected[i]}`);
  }
}

/** Central differences of `f` in float64, at some of the values, against the gradient given. */
export function expectSlopes(f: () => number, values: Float64Array, gradient: ArrayLike<number>, what: string) {
  for (let n = 0; n < 6; n++) {
    const i = rng.int(values.length);
    const kept = values[i]!;
    const [step, sides] = [1e-6, [0, 0]];
    for (const side of [0, 1]) {
      values[i] = kept + (side === 0 ? -step : step);
      sides[side] = f();
    }
    values[i] = kept;
    const slope = (sides[1]! - sides[0]!) / (2 * step);
    expect(Math.abs(slope - gradient[i]!), `${what}[${i}]: ${gradient[i]} against ${slope}`).toBeLessThan(
      1e-3 * (1 + Math.abs(slope)),
    );
  }
}

export const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((sum, x, i) => sum + x * b[i]!, 0);
