const HASH_BITS = 14;
const LONGEST_MATCH = 264;
const FURTHEST = 8192;
const LONGEST_RUN = 32;

/** An LZF block, as PCL writes them: greedy, one candidate a hash. Source: liblzf's format. */
export function compressLzf(input: Uint8Array): Uint8Array {
  // In the worst case a control byte for each run of literals.
  const output = new Uint8Array(input.length + Math.ceil(input.length / LONGEST_RUN) + 1);
  const table = new Int32Array(1 << HASH_BITS).fill(-1);
  let [at, to, literals] = [0, 0, 0];
  const writeLiterals = (): void => {
    while (literals < at) {
      const run = Math.min(LONGEST_RUN, at - literals);
      output[to++] = run - 1;
      output.set(input.subarray(literals, literals + run), to);
      to += run;
      literals += run;
    }
  };
  while (at + 2 < input.length) {
    const word = (input[at]! << 16) | (input[at + 1]! << 8) | input[at + 2]!;
    const slot = Math.imul(word, 0x9e37_79b1) >>> (32 - HASH_BITS);
    const candidate = table[slot]!;
    table[slot] = at;
    let length = 0;
    if (candidate >= 0 && at - candidate <= FURTHEST) {
      const most = Math.min(LONGEST_MATCH, input.length - at);
      while (length < most && input[candidate + length] === input[at + length]) length++;
    }
    if (length < 3) {
      at++;
      continue;
    }
    writeLiterals();
    const back = at - candidate - 1;
    const code = length - 2;
    output[to++] = (Math.min(code, 7) << 5) | (back >> 8);
    if (code >= 7) output[to++] = code - 7;
    output[to++] = back & 255;
    at += length;
    literals = at;
  }
  at = input.length;
  writeLiterals();
  return output.subarray(0, to);
}
