export { Arena } from './arena.ts';
export { crossEntropy } from './cross-entropy.ts';
export { addBias, type BatchStatistics, concatColumns, maxPool, normRelu, pickRows, unpool } from './layers.ts';
export { npairLoss } from './npair.ts';
export { linear, sparseConv } from './sparse-conv.ts';
