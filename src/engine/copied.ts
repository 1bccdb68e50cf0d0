import { Pieces, type TypedArray } from '../core/index.ts';

/** A megabyte or so is copied in less than a millisecond. */
const PIECE = 1 << 18;

/** A copy that may be given away, made in pieces between which the page answers. */
export async function copied<T extends TypedArray>(array: T): Promise<T> {
  const copy = new (array.constructor as new (length: number) => T)(array.length);
  const pieces = new Pieces();
  for (let first = 0; first < array.length; first += PIECE) {
    copy.set(array.subarray(first, first + PIECE), first);
    await pieces.pause();
  }
  return copy;
}
