import type { Progress } from '../core/index.ts';
import type { Click, HoverIndex, SegmentInput } from '../segment/index.ts';
import type { Reply } from './protocol.ts';

/** What crosses between the page and the worker that segments. The cloud crosses once, clicks often. */
export interface SegmentApi {
  prepare(call: number, input: SegmentInput, onProgress: (progress: Progress) => void): Promise<Reply<HoverIndex>>;
  /** uint8 [points] of the cloud that was prepared last: 1 where the object is. */
  click(call: number, clicks: readonly Click[]): Promise<Reply<Uint8Array>>;
  cancel(call: number): void;
}
