import type * as tf from '@tensorflow/tfjs';
import type { Arena } from './arena.ts';
import type { BatchStatistics, Forward } from './sparse-gradients.ts';

/** Batch norm on the CPU kernels; without ReLU, which those always apply, in plain loops. */
export function wasmNorm(
  arena: Arena,
  x: tf.Tensor2D,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  { epsilon, relu }: { readonly epsilon: number; readonly relu: boolean },
): Forward & { readonly statistics: BatchStatistics } {
  const [rows, channels] = x.shape;
  const { kernels } = arena.ops.memory;
  const [xAt, gammaAt, betaAt] = [arena.pointerOf(x), arena.pointerOf(gamma), arena.pointerOf(beta)];
  const [mean, variance, invStd] = [arena.floats(channels), arena.floats(channels), arena.floats(channels)];
  const work = arena.floats(4 * channels);
  const y = arena.floats(rows * channels);
  kernels.batchStatistics(xAt, rows, channels, epsilon, mean, invStd, variance, work);
  const statistics = { mean: arena.view(mean, channels).slice(), variance: arena.view(variance, channels).slice() };
  if (relu) kernels.normRelu(xAt, y, rows, channels, mean, invStd, gammaAt, betaAt);
  else normalise(arena, { xAt, y, rows, channels, mean, invStd, gammaAt, betaAt });
  return {
    value: arena.tensor(y, [rows, channels]),
    statistics,
    gradient(dy) {
      const [dx, dGamma, dBeta] = [arena.floats(rows * channels), arena.floats(channels), arena.floats(channels)];
      // The kernel lets a gradient through where the output is above 0: without ReLU that is everywhere.
      let mask = y;
      if (!relu) {
        mask = arena.floats(rows * channels);
        arena.view(mask, rows * channels).fill(1);
      }
      const dyAt = arena.pointerOf(dy);
      kernels.normReluGrad(xAt, mask, dyAt, dx, rows, channels, mean, invStd, gammaAt, dGamma, dBeta, work);
      return [arena.tensor(dx, [rows, channels]), arena.tensor(dGamma, [channels]), arena.tensor(dBeta, [channels])];
    },
  };
}

interface Layout {
  readonly xAt: number;
  readonly y: number;
  readonly rows: number;
  readonly channels: number;
  readonly mean: number;
  readonly invStd: number;
  readonly gammaAt: number;
  readonly betaAt: number;
}

function normalise(arena: Arena, { xAt, y, rows, channels, mean, invStd, gammaAt, betaAt }: Layout): void {
  const [source, target] = [arena.view(xAt, rows * channels), arena.view(y, rows * channels)];
  const [m, inverse, gamma, beta] = [mean, invStd, gammaAt, betaAt].map((at) => arena.view(at, channels)) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  for (let i = 0; i < target.length; i++) {
    const c = i % channels;
    target[i] = (source[i]! - m[c]!) * (gamma[c]! * inverse[c]!) + beta[c]!;
  }
}
