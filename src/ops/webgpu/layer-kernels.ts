import argmax from '../../../kernels/argmax.wgsl';
import convLanes from '../../../kernels/conv_lanes.wgsl';
import convRows from '../../../kernels/conv_rows.wgsl';
import convTile from '../../../kernels/conv_tile.wgsl';
import gather from '../../../kernels/gather.wgsl';
import maxPool from '../../../kernels/max_pool.wgsl';
import meanPool from '../../../kernels/mean_pool.wgsl';
import softmax from '../../../kernels/softmax.wgsl';
import { KernelFamily } from './kernel-family.ts';

const CONV_BINDINGS = ['input', 'program', 'weights', 'bias', 'scales', 'residual', 'partial_sums!', 'output!'];

/** The kernels that read or write matrices, and so have one program for each form of storage. */
export const FAMILIES = {
  convTile: new KernelFamily('conv_tile', convTile, CONV_BINDINGS),
  convLanes: new KernelFamily('conv_lanes', convLanes, CONV_BINDINGS),
  convRows: new KernelFamily('conv_rows', convRows, CONV_BINDINGS),
  maxPool: new KernelFamily('max_pool', maxPool, ['input', 'children', 'output!']),
  meanPool: new KernelFamily('mean_pool', meanPool, ['input', 'children', 'output!']),
  gather: new KernelFamily('gather', gather, ['input', 'indices', 'output!']),
  softmax: new KernelFamily('softmax', softmax, ['input', 'output!']),
  argmax: new KernelFamily('argmax', argmax, ['input', 'ids!']),
} as const;
