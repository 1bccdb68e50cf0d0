import adam from '../../../../kernels/adam.wgsl';
import addBias from '../../../../kernels/add_bias.wgsl';
import addRelu from '../../../../kernels/add_relu.wgsl';
import addValues from '../../../../kernels/add_values.wgsl';
import batchNorm from '../../../../kernels/batch_norm.wgsl';
import batchNormMoments from '../../../../kernels/batch_norm_moments.wgsl';
import batchNormStatistics from '../../../../kernels/batch_norm_statistics.wgsl';
import columnSums from '../../../../kernels/column_sums.wgsl';
import copyColumns from '../../../../kernels/copy_columns.wgsl';
import copyValues from '../../../../kernels/copy_values.wgsl';
import crossEntropy from '../../../../kernels/cross_entropy.wgsl';
import divideRows from '../../../../kernels/divide_rows.wgsl';
import gradBatchNorm from '../../../../kernels/grad_batch_norm.wgsl';
import gradBatchNormSums from '../../../../kernels/grad_batch_norm_sums.wgsl';
import gradDivideRows from '../../../../kernels/grad_divide_rows.wgsl';
import gradMaxPool from '../../../../kernels/grad_max_pool.wgsl';
import gradMeanPool from '../../../../kernels/grad_mean_pool.wgsl';
import gradPickRows from '../../../../kernels/grad_pick_rows.wgsl';
import gradRelu from '../../../../kernels/grad_relu.wgsl';
import gradUnpool from '../../../../kernels/grad_unpool.wgsl';
import gradWeights from '../../../../kernels/grad_weights.wgsl';
import gradientNorm from '../../../../kernels/gradient_norm.wgsl';
import scaleValues from '../../../../kernels/scale_values.wgsl';
import sumPartials from '../../../../kernels/sum_partials.wgsl';
import transposeWeights from '../../../../kernels/transpose_weights.wgsl';
import { defineKernel } from '../../../gpu/index.ts';

/** WGSL kernels of training, once each. Bindings in the order of `@group(0)`; `!` marks what the kernel writes. */
export const GRADIENT_KERNELS = {
  gradWeights: defineKernel('grad_weights', gradWeights, ['input', 'dy', 'map', 'partial!'], 64),
  sumPartials: defineKernel('sum_partials', sumPartials, ['partials', 'output!'], 64),
  columnSums: defineKernel('column_sums', columnSums, ['input', 'partials!'], 64),
  transposeWeights: defineKernel('transpose_weights', transposeWeights, ['weights', 'transposed!'], 64),
  batchNormMoments: defineKernel('batch_norm_moments', batchNormMoments, ['input', 'moments!'], 64),
  batchNormStatistics: defineKernel('batch_norm_statistics', batchNormStatistics, ['moments', 'statistics!'], 64),
  batchNorm: defineKernel('batch_norm', batchNorm, ['input', 'statistics', 'gamma', 'beta', 'output!'], 64),
  gradBatchNormSums: defineKernel(
    'grad_batch_norm_sums',
    gradBatchNormSums,
    ['input', 'output', 'dy', 'statistics', 'partials!'],
    64,
  ),
  gradBatchNorm: defineKernel(
    'grad_batch_norm',
    gradBatchNorm,
    ['input', 'output', 'dy', 'statistics', 'gamma', 'dbeta', 'dgamma', 'dx!'],
    64,
  ),
  addRelu: defineKernel('add_relu', addRelu, ['a', 'b', 'output!'], 64),
  gradRelu: defineKernel('grad_relu', gradRelu, ['output', 'dy', 'dx!'], 64),
  divideRows: defineKernel('divide_rows', divideRows, ['input', 'n', 'output!'], 64),
  gradDivideRows: defineKernel('grad_divide_rows', gradDivideRows, ['output', 'dy', 'n', 'dn!'], 64),
  gradMaxPool: defineKernel('grad_max_pool', gradMaxPool, ['input', 'output', 'dy', 'children', 'dx!'], 64),
  gradMeanPool: defineKernel('grad_mean_pool', gradMeanPool, ['dy', 'children', 'dx!'], 64),
  gradUnpool: defineKernel('grad_unpool', gradUnpool, ['dy', 'children', 'dx!'], 64),
  gradPickRows: defineKernel('grad_pick_rows', gradPickRows, ['dy', 'first', 'next', 'dx!'], 64),
  copyColumns: defineKernel('copy_columns', copyColumns, ['input', 'output!'], 64),
  addBias: defineKernel('add_bias', addBias, ['input', 'bias', 'output!'], 64),
  addValues: defineKernel('add_values', addValues, ['a', 'b', 'output!'], 64),
  scaleValues: defineKernel('scale_values', scaleValues, ['input', 'factor', 'output!'], 64),
  copyValues: defineKernel('copy_values', copyValues, ['input', 'output!'], 64),
  crossEntropy: defineKernel('cross_entropy', crossEntropy, ['logits', 'labels', 'weights', 'gradient!', 'terms!'], 64),
  gradientNorm: defineKernel('gradient_norm', gradientNorm, ['values', 'sums!'], 256),
  adam: defineKernel('adam', adam, ['gradient', 'norm', 'parameters!', 'first!', 'second!'], 64),
} as const;
