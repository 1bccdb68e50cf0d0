import { expose } from 'comlink';
import { UsageError } from '../core/index.ts';
import { hoverIndex, prepareSegments, type Segmentation, segmentByClicks } from '../segment/index.ts';
import { CallAnswerer } from './answer-calls.ts';
import type { SegmentApi } from './segment-protocol.ts';

const calls = new CallAnswerer();
let segmentation: Segmentation | undefined;

const api: SegmentApi = {
  prepare: (call, input, onProgress) =>
    calls.answer(call, onProgress, async (options) => {
      segmentation = prepareSegments(input, options);
      return hoverIndex(segmentation);
    }),
  click: (call, clicks) =>
    calls.answer(call, undefined, async () => {
      if (!segmentation) throw new UsageError('USAGE', 'no cloud was prepared for clicks', {});
      const nodes = segmentByClicks(segmentation, clicks);
      return Uint8Array.from(segmentation.ofPoint, (node) => nodes[node]);
    }),
  cancel: (call) => calls.cancel(call),
};

expose(api);
