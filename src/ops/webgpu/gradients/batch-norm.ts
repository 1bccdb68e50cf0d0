import { floatBits } from '../../../gpu/index.ts';
import type { Tensor } from '../../ops.ts';
import type { GpuMemory } from '../gpu-memory.ts';
import { GRADIENT_KERNELS } from './kernels.ts';
import { record } from './record.ts';
import { rowChunks, sumPartials } from './row-sums.ts';

/** What the gradient needs of the way forward. */
export interface BatchNorm {
  readonly input: Tensor;
  readonly output: Tensor;
  readonly gamma: Tensor;
  readonly relu: boolean;
  /** [3 × C]: mean, biased variance, 1/√(variance + ε) of the input's rows. */
  readonly statistics: Tensor;
}

/** `γ·(x − mean)/√(var + ε) + β` with the statistics of these rows, ReLU of it if asked. γ, β [1 × C]. Reference: Ioffe & Szegedy 2015. */
export function batchNorm(
  memory: GpuMemory,
  input: Tensor,
  gamma: Tensor,
  beta: Tensor,
  { epsilon, relu }: { readonly epsilon: number; readonly relu: boolean },
): BatchNorm {
  const { rows, channels } = input;
  const chunks = rowChunks(rows);
  const shape = [rows, channels, chunks.rows, chunks.count];
  const moments = memory.tensor(chunks.count, 2 * channels);
  record(memory, GRADIENT_KERNELS.batchNormMoments, [input], [moments], shape, chunks.count * channels);
  const statistics = memory.tensor(3, channels);
  const params = [...shape, floatBits(epsilon)];
  record(memory, GRADIENT_KERNELS.batchNormStatistics, [moments], [statistics], params, channels);
  memory.releaseTensor(moments);
  const output = memory.tensor(rows, channels);
  const inputs = [input, statistics, gamma, beta];
  record(memory, GRADIENT_KERNELS.batchNorm, inputs, [output], [rows, channels, Number(relu)], rows * channels);
  return { input, output, gamma, statistics, relu };
}

/** Gradients through the statistics as well: dx [rows × C], dγ and dβ [1 × C]. */
export function batchNormGradient(
  memory: GpuMemory,
  { input, output, gamma, statistics, relu }: BatchNorm,
  dy: Tensor,
): { dx: Tensor; dGamma: Tensor; dBeta: Tensor } {
  const { rows, channels } = input;
  const chunks = rowChunks(rows);
  const partials = memory.tensor(chunks.count, 2 * channels);
  const shape = [rows, channels, chunks.rows, chunks.count, Number(relu)];
  const inputs = [input, output, dy, statistics];
  record(memory, GRADIENT_KERNELS.gradBatchNormSums, inputs, [partials], shape, chunks.count * channels);
  const dBeta = sumPartials(memory, partials, 0, 1, channels);
  const dGamma = sumPartials(memory, partials, channels, 1, channels);
  memory.releaseTensor(partials);
  const dx = memory.tensor(rows, channels);
  const all = [...inputs, gamma, dBeta, dGamma];
  record(memory, GRADIENT_KERNELS.gradBatchNorm, all, [dx], [rows, channels, Number(relu)], rows * channels);
  return { dx, dGamma, dBeta };
}
