export { type Confidence, confidence } from './confidence.ts';
export { BOX_CODE_COLUMNS, type BoxCodes, type DecodeBoxesOptions, decodeBoxes } from './decode-boxes.ts';
export { groupInstances } from './group-instances.ts';
export type { Grouping, GroupingInput, GroupingOptions, VoxelGroup } from './grouping.ts';
export { type Mask, maskIou, maskOf } from './mask.ts';
export { type MaskNmsOptions, maskNms } from './mask-nms.ts';
export { type NmsOptions, rotatedNms } from './rotated-nms.ts';
export { type MaskKind, softMasks } from './soft-masks.ts';
