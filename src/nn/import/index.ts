export type { Checkpoint, CheckpointTensor } from './checkpoint.ts';
export { featureChannels } from './default-features.ts';
export { type ImportedNetwork, type ImportOptions, importNetwork } from './import-network.ts';
export { OFFSET_ORDERS, type OffsetOrder } from './offset-order.ts';
export { CLASS_LIST_NAMES, type OutputClasses, outputClasses } from './output-classes.ts';
export { readCheckpoint } from './read-checkpoint.ts';
export type { ImportReport } from './report.ts';
