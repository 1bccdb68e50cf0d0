import { NO_ROW } from '../../../core/index.ts';
import { floatBits } from '../../../gpu/index.ts';
import type { Ops, Tensor } from '../../ops.ts';
import type { GpuMemory } from '../gpu-memory.ts';
import { GRADIENT_KERNELS } from './kernels.ts';
import { record } from './record.ts';
import { sumColumns } from './row-sums.ts';

export interface CrossEntropy {
  /** [rows × classes], of the loss itself. */
  readonly gradient: Tensor;
  /** [1 × 3]: the loss; rows whose largest logit is the label's; labelled rows with a logit that is not finite, which make the loss worthless. */
  readonly totals: Tensor;
}

/**
 * Mean of `w[label]·(−log softmax(logits)[label])` over the labelled rows, divided by the sum of their weights.
 * @param labels int16 [rows]; rows with a negative label do not count. No labelled row gives 0.
 * @throws RangeError when a label is no class
 */
export function crossEntropy(
  ops: Ops,
  memory: GpuMemory,
  logits: Tensor,
  labels: Int16Array,
  weights: Float32Array,
): CrossEntropy {
  const { rows, channels: classes } = logits;
  let total = 0;
  const ids = Uint32Array.from(labels, (label) => {
    if (label < 0) return NO_ROW;
    if (label >= classes) throw new RangeError(`label ${label} of ${classes} classes`);
    total += weights[label]!;
    return label;
  });
  const table = ops.uploadTable(ids, 1, rows);
  const classWeights = ops.upload(weights, 1, weights.length);
  const gradient = memory.tensor(rows, classes);
  const terms = memory.tensor(rows, 3);
  const params = [rows, classes, floatBits(total > 0 ? 1 / total : 0)];
  record(memory, GRADIENT_KERNELS.crossEntropy, [logits, table, classWeights], [gradient, terms], params, rows);
  const totals = sumColumns(memory, terms);
  ops.release(table, classWeights, terms);
  return { gradient, totals };
}
