export { BOX_CODE_COLUMNS, type BoxCodes, type DecodeBoxesOptions, decodeBoxes } from './decode-boxes.ts';
export { rotatedNms } from './rotated-nms.ts';
