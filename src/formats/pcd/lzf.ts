/** One back reference of three bytes copies at most 264: no honest block grows further. */
export const LZF_MAX_RATIO = 88;

/**
 * Decodes one LZF block: a control byte below 32 is a run of literals, any other a copy from at most 8 KiB back that may
 * overlap itself. Source: liblzf's format, as PCL's `binary_compressed` uses it.
 * @returns false when the block is damaged: a reference before its start, or not exactly `output.length` bytes
 */
export function decodeLzf(input: Uint8Array, output: Uint8Array): boolean {
  let from = 0;
  let to = 0;
  while (from < input.length) {
    const control = input[from++]!;
    if (control < 32) {
      const length = control + 1;
      if (from + length > input.length || to + length > output.length) return false;
      // Short runs: a loop beats the call.
      for (let i = 0; i < length; i++) output[to++] = input[from++]!;
      continue;
    }
    let length = control >> 5;
    if (length === 7) length += input[from++] ?? NaN;
    let at = to - ((control & 31) << 8) - (input[from++] ?? NaN) - 1;
    length += 2;
    if (!(at >= 0) || !(to + length <= output.length)) return false;
    for (let i = 0; i < length; i++) output[to++] = output[at++]!;
  }
  return to === output.length;
}
