import { NO_ROW } from '../../core/index.ts';
import { whole } from '../ops.ts';
import { convCase } from './conv-case.fixture.ts';
import type { OpsCase } from './ops-case.fixture.ts';

const N = NO_ROW;

const residualByHand: OpsCase = {
  name: 'conv: the residual is added after the bias and before ReLU',
  tolerance: 0,
  async run(ops) {
    const input = ops.upload(Float32Array.of(1, 2, 3), 3, 1);
    const step = {
      input: whole(input),
      weights: ops.upload(Float32Array.of(1, -1), 1, 2),
      bias: ops.upload(Float32Array.of(0.5, 0.5), 1, 2),
      residual: {
        tensor: ops.upload(Float32Array.of(9, -2, 2, 9, 9, -4, 1, 9, 9, 0, 0, 9), 3, 4),
        offset: 1,
        channels: 2,
      },
    };
    const [plain, rectified] = [ops.tensor(3, 2), ops.tensor(3, 2)];
    ops.conv({ ...step, relu: false, output: whole(plain) });
    ops.conv({ ...step, relu: true, output: whole(rectified) });
    return { plain: await ops.read(plain), rectified: await ops.read(rectified) };
  },
  expected: {
    plain: Float32Array.of(-0.5, 1.5, -1.5, -0.5, 3.5, -2.5),
    rectified: Float32Array.of(0, 1.5, 0, 0, 3.5, 0),
  },
};

/** A block whose input is its shortcut: one tensor read twice. */
const residualOfInput: OpsCase = {
  name: 'conv: residual and input are columns of one tensor',
  tolerance: 0,
  async run(ops) {
    const joined = ops.upload(Float32Array.of(1, 2, 7, 8, 3, 4, 9, 10, 5, 6, 11, 12), 3, 4);
    const output = ops.tensor(3, 2);
    ops.conv({
      input: { tensor: joined, offset: 0, channels: 2 },
      weights: ops.upload(Float32Array.of(0, 10, 10, 0), 2, 2),
      residual: { tensor: joined, offset: 2, channels: 2 },
      relu: false,
      output: whole(output),
    });
    return { output: await ops.read(output) };
  },
  expected: { output: Float32Array.of(27, 18, 49, 40, 71, 62) },
};

const normaliserByHand: OpsCase = {
  name: 'conv: the normaliser divides by 1 + |sum of the entries present|, before the bias',
  tolerance: 1e-6,
  async run(ops) {
    const input = ops.upload(Float32Array.of(2, 4, 6), 3, 1);
    // Row 0 reads offsets 0 and 1, row 1 offset 2 alone, row 2 nothing, row 3 all of them.
    const map = ops.uploadTable(Uint32Array.of(0, N, N, 0, 1, N, N, 1, N, 2, N, 2), 3, 4);
    const output = ops.tensor(4, 1);
    ops.conv({
      input: whole(input),
      map,
      weights: ops.upload(Float32Array.of(1, 10, 100), 3, 1),
      normaliser: ops.upload(Float32Array.of(1, -4, 1), 3, 1),
      bias: ops.upload(Float32Array.of(1000), 1, 1),
      relu: false,
      output: whole(output),
    });
    return { output: await ops.read(output) };
  },
  // (2 + 40) / (1 + |1 − 4|) · 600 / (1 + 1) · 0 / 1 · (2 + 40 + 600) / (1 + |1 − 4 + 1|)
  expected: { output: Float32Array.of(1010.5, 1300, 1000, 1214) },
};

/** Neither a row that nothing reads nor a column beside the view may reach an output, not even multiplied by 0. */
const poison: OpsCase = {
  name: 'conv: NaN in rows and columns that are not read stays there',
  tolerance: 1e-5,
  async run(ops) {
    const rows = 70;
    const values = new Float32Array((rows + 1) * 12).fill(Number.NaN);
    for (let row = 0; row < rows; row++) for (let c = 4; c < 8; c++) values[row * 12 + c] = row / 8 - c;
    const input = { tensor: ops.upload(values, rows + 1, 12), offset: 4, channels: 4 };
    const entries = Uint32Array.from({ length: 27 * rows }, (_, i) => (i % 3 === 0 ? (i * 7) % rows : N));
    const map = ops.uploadTable(entries, 27, rows);
    const weights = ops.upload(
      Float32Array.from({ length: 27 * 4 * 6 }, (_, i) => ((i * 5) % 17) / 16 - 0.5),
      27 * 4,
      6,
    );
    const output = ops.tensor(rows, 6);
    ops.conv({
      input,
      map,
      weights,
      normaliser: ops.upload(new Float32Array(27).fill(-0.25), 27, 1),
      relu: false,
      output: whole(output),
    });
    return { output: await ops.read(output) };
  },
};

/** What follows the sum of a convolution: normaliser, bias, residual, ReLU. */
export const EPILOGUE_CASES: readonly OpsCase[] = [
  residualByHand,
  residualOfInput,
  normaliserByHand,
  poison,
  convCase('27 offsets, residual and ReLU, 16 → 24', {
    ...{ rows: 150, offsets: 27, cin: 16, cout: 24 },
    bias: true,
    relu: true,
    residual: [24, 0],
  }),
  convCase('residual without ReLU or bias, views everywhere', {
    ...{ rows: 90, offsets: 27, cin: 8, cout: 12, input: [20, 8], output: [28, 16], residual: [16, 4] },
  }),
  convCase('linear with a residual at an odd offset', {
    ...{ rows: 67, offsets: 1, cin: 10, cout: 7, bias: true, relu: true, output: [13, 5], residual: [12, 3] },
  }),
  convCase('normaliser, bias, residual and ReLU, 12 → 16', {
    ...{ rows: 131, offsets: 27, cin: 12, cout: 16, normaliser: true, bias: true, relu: true, residual: [16, 0] },
  }),
  convCase('normaliser with 8 offsets, odd channels 5 → 3', {
    ...{ rows: 40, offsets: 8, cin: 5, cout: 3, normaliser: true },
  }),
  convCase('normaliser where most rows have no neighbour', {
    ...{ rows: 80, offsets: 27, cin: 4, cout: 8, normaliser: true, missing: 0.98 },
  }),
];
