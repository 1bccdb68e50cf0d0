/** One back reference of three bytes copies at most 264: no honest block grows further. */
export const LZF_MAX_RATIO = 88;
/** A reference reaches no further back. */
const LONGEST_STEP = 33;

/**
 * Decodes one LZF block that comes in pieces: a control byte below 32 is a run of literals, any other a copy from at most 8 KiB back
 * that may overlap itself. Source: liblzf's format, as PCL's `binary_compressed` uses it.
 */
export class LzfDecoder {
  private readonly output: Uint8Array;
  private to = 0;
  private rest = new Uint8Array(0);

  constructor(output: Uint8Array) {
    this.output = output;
  }

  /** Bytes decoded so far. */
  get decoded(): number {
    return this.to;
  }

  /** @returns false when the block is damaged: a reference before its start, or more than `output.length` bytes */
  add(piece: Uint8Array): boolean {
    let input = piece;
    if (this.rest.length > 0) {
      input = new Uint8Array(this.rest.length + piece.length);
      input.set(this.rest);
      input.set(piece, this.rest.length);
    }
    // A step that the piece cuts waits for the next one.
    const used = this.decode(input, input.length - LONGEST_STEP);
    if (used < 0) return false;
    this.rest = input.slice(used);
    return true;
  }

  /** Call after the last piece. @returns false when the block is damaged, or is not exactly `output.length` bytes */
  finish(): boolean {
    return this.decode(this.rest, this.rest.length) >= 0 && this.to === this.output.length;
  }

  /** Takes steps that start before `end`. @returns the first byte that was not used, −1 when the block is damaged */
  private decode(input: Uint8Array, end: number): number {
    const { output } = this;
    let { to } = this;
    let from = 0;
    while (from < end) {
      const control = input[from++]!;
      if (control < 32) {
        const length = control + 1;
        if (from + length > input.length || to + length > output.length) return -1;
        // Short runs: a loop beats the call.
        for (let i = 0; i < length; i++) output[to++] = input[from++]!;
        continue;
      }
      let length = (control >> 5) + 2;
      // Whole numbers throughout: a reference that is cut off must not become a NaN on the way.
      if (from + (length === 9 ? 2 : 1) > input.length) return -1;
      if (length === 9) length += input[from++]!;
      let at = to - ((control & 31) << 8) - input[from++]! - 1;
      if (at < 0 || to + length > output.length) return -1;
      for (const until = to + length; to < until; ) output[to++] = output[at++]!;
    }
    this.to = to;
    return from;
  }
}
