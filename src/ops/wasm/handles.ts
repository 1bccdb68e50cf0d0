import type { Table, Tensor, View } from '../ops.ts';
import type { Place } from './jobs.ts';

/** A float32 matrix in the kernels' memory. */
export class WasmTensor implements Tensor {
  readonly pointer: number;
  readonly rows: number;
  readonly channels: number;
  /** The kernels keep no half storage. */
  readonly precision = 'f32' as const;

  constructor(pointer: number, rows: number, channels: number) {
    this.pointer = pointer;
    this.rows = rows;
    this.channels = channels;
  }
}

/** A uint32 table in the kernels' memory, with the pair lists made from it on first use. */
export class WasmTable implements Table {
  readonly pointer: number;
  readonly offsets: number;
  readonly rows: number;
  pairs: PairLists | undefined;

  constructor(pointer: number, offsets: number, rows: number) {
    this.pointer = pointer;
    this.offsets = offsets;
    this.rows = rows;
  }
}

/**
 * Which input row feeds which output row, by offset. Output rows ascend; the pairs of offset k whose output row lies in block b are
 * `[starts[k·(blocks+1) + b], starts[k·(blocks+1) + b + 1])`.
 */
export interface PairLists {
  readonly inputs: number;
  readonly outputs: number;
  readonly blocks: number;
  readonly starts: Uint32Array;
  /** Pointer of `starts` in the kernels' memory. */
  readonly startsAt: number;
}

/** Where a view begins in the kernels' memory. */
export function placeOf(view: View): Place {
  const { pointer, channels } = view.tensor as WasmTensor;
  return { pointer: pointer + view.offset * 4, pitch: channels * 4 };
}
