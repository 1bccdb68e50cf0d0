import { KERNEL_OFFSETS, NO_ROW } from '../core/index.ts';
import { type Ops, whole } from '../ops/index.ts';

const ROWS = 4096;
const CHANNELS = 32;
/** Offsets with a neighbour, of 27: about what a scanned surface has. */
const OCCUPIED = 9;

/** Useful floating-point operations a second of one submanifold convolution, the second of two runs (the first one warms up). */
export async function measureConvolution(ops: Ops): Promise<number> {
  const neighbours = new Uint32Array(KERNEL_OFFSETS * ROWS).fill(NO_ROW);
  for (let k = 0; k < OCCUPIED; k++) {
    const offset = 9 + k;
    for (let row = 0; row < ROWS; row++) neighbours[offset * ROWS + row] = (row + k) % ROWS;
  }
  const map = ops.uploadTable(neighbours, KERNEL_OFFSETS, ROWS);
  const input = ops.tensor(ROWS, CHANNELS);
  const output = ops.tensor(ROWS, CHANNELS);
  const weights = ops.tensor(KERNEL_OFFSETS * CHANNELS, CHANNELS);
  let elapsedMs = 0;
  for (let run = 0; run < 2; run++) {
    const startMs = performance.now();
    ops.conv({ input: whole(input), map, weights, output: whole(output), relu: true });
    await ops.flush();
    await ops.read(output);
    elapsedMs = performance.now() - startMs;
  }
  ops.release(map, input, output, weights);
  return (2 * ROWS * OCCUPIED * CHANNELS * CHANNELS) / (elapsedMs / 1000);
}
