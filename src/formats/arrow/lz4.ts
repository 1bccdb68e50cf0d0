const FRAME_MAGIC = 0x184d2204;

/** A byte of LZ4 makes at most 255 of output (a run of length bytes). */
export const LZ4_MAX_RATIO = 255;

/**
 * Decodes one LZ4 frame into `output`, whose length is what the frame must hold. Blocks may refer back into the blocks before
 * them. Checksums are skipped. Source: the LZ4 frame and block format descriptions.
 * @throws RangeError when the frame is damaged
 */
export function decodeLz4Frame(input: Uint8Array, output: Uint8Array): void {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  if (view.getUint32(0, true) !== FRAME_MAGIC) throw new RangeError('no LZ4 frame');
  const flags = view.getUint8(4);
  const hasBlockChecksum = (flags & 0x10) !== 0;
  const hasContentSize = (flags & 0x08) !== 0;
  const hasDictionary = (flags & 0x01) !== 0;
  // Magic, flags, block descriptor, [content size,] [dictionary id,] header checksum.
  let at = 7 + (hasContentSize ? 8 : 0) + (hasDictionary ? 4 : 0);
  let to = 0;
  for (;;) {
    const word = view.getUint32(at, true);
    at += 4;
    if (word === 0) break;
    const length = word & 0x7fff_ffff;
    if (at + length > input.length) throw new RangeError('an LZ4 block beyond the frame');
    const block = input.subarray(at, at + length);
    if (word & 0x8000_0000) {
      if (to + length > output.length) throw new RangeError('more than the frame declares');
      output.set(block, to);
      to += length;
    } else to = decodeBlock(block, output, to);
    at += length + (hasBlockChecksum ? 4 : 0);
  }
  if (to !== output.length) throw new RangeError('less than the frame declares');
}

/** Appends one block at `to`; returns the end of what it wrote. */
function decodeBlock(input: Uint8Array, output: Uint8Array, to: number): number {
  let from = 0;
  while (from < input.length) {
    const token = input[from++]!;
    let literals = token >> 4;
    if (literals === 15) {
      let byte: number;
      do {
        if (from >= input.length) throw new RangeError('an LZ4 run without end');
        byte = input[from++]!;
        literals += byte;
      } while (byte === 255);
    }
    if (from + literals > input.length || to + literals > output.length) throw new RangeError('LZ4 literals beyond');
    if (literals < 24) for (let i = 0; i < literals; i++) output[to + i] = input[from + i]!;
    else output.set(input.subarray(from, from + literals), to);
    from += literals;
    to += literals;
    // The last sequence of a block has no match.
    if (from >= input.length) return to;
    if (from + 2 > input.length) throw new RangeError('an LZ4 match without offset');
    const distance = input[from]! | (input[from + 1]! << 8);
    from += 2;
    let length = (token & 15) + 4;
    if (length === 19) {
      let byte: number;
      do {
        if (from >= input.length) throw new RangeError('an LZ4 run without end');
        byte = input[from++]!;
        length += byte;
      } while (byte === 255);
    }
    if (distance === 0 || distance > to || to + length > output.length) throw new RangeError('an LZ4 match beyond');
    if (distance >= length && length >= 24) output.copyWithin(to, to - distance, to - distance + length);
    else for (let i = 0; i < length; i++) output[to + i] = output[to + i - distance]!;
    to += length;
  }
  return to;
}
