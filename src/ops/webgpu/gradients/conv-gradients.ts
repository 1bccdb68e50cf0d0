import { type Ops, type Table, type Tensor, whole } from '../../ops.ts';
import { requireShape } from '../checks.ts';
import type { GpuMemory } from '../gpu-memory.ts';
import { GRADIENT_KERNELS } from './kernels.ts';
import { record } from './record.ts';
import { sumPartials } from './row-sums.ts';

/** Channels of the tile that a workgroup of grad_weights keeps in registers. */
const TILE = 32;
const THREADS = 64;
/** Rows that one workgroup streams: enough to pay for its epilogue, few enough to fill the device at a coarse level. */
const CHUNK_ROWS = 1024;
/** Room that the partial sums of one layer may take. */
const PARTIAL_BYTES = 64 * 1024 * 1024;

/**
 * dX of `y = conv(x, weights, map)`: again a convolution, of dY by the transposed weights over the same pairs seen from the input.
 * Reference: sparse convolution, FlexGEMM's backward.
 * @param weights [offsets·Cin × Cout]
 * @param back [offsets × input rows]: output row that reads this row at each offset. A submanifold map is its own, mirrored: offset k is
 * offset offsets−1−k seen from the neighbour. Undefined for a linear layer.
 */
export function inputGradient(
  ops: Ops,
  memory: GpuMemory,
  dy: Tensor,
  weights: Tensor,
  back: Table | undefined,
  mirrored: boolean,
): Tensor {
  const offsets = back?.offsets ?? 1;
  const cin = weights.rows / offsets;
  const cout = weights.channels;
  requireShape(Number.isInteger(cin) && dy.channels === cout, 'inputGradient', `${weights.rows} weight rows`);
  const transposed = memory.tensor(offsets * cout, cin);
  const params = [offsets, cin, cout, Number(mirrored)];
  record(memory, GRADIENT_KERNELS.transposeWeights, [weights], [transposed], params, offsets * cin * cout);
  const dx = memory.tensor(back?.rows ?? dy.rows, cin);
  ops.conv({ input: whole(dy), ...(back && { map: back }), weights: transposed, relu: false, output: whole(dx) });
  memory.releaseTensor(transposed);
  return dx;
}

/** dW of `y = conv(x, weights, map)`, [offsets·Cin × Cout]: chunks of rows, then their sum in order. */
export function weightGradient(memory: GpuMemory, x: Tensor, dy: Tensor, map: Table | undefined): Tensor {
  const offsets = map?.offsets ?? 1;
  const [cin, cout, rows] = [x.channels, dy.channels, dy.rows];
  requireShape(!map || map.rows === rows, 'weightGradient', `${rows} rows for a map of ${map?.rows}`);
  const length = offsets * cin * cout;
  const most = Math.max(1, Math.floor(PARTIAL_BYTES / (4 * length)));
  const wanted = Math.min(Math.ceil(rows / CHUNK_ROWS), most);
  const chunkRows = Math.ceil(rows / wanted / THREADS) * THREADS;
  const chunks = Math.ceil(rows / chunkRows);
  const partials = memory.tensor(chunks, length);
  const groups = offsets * Math.ceil(cin / TILE) * Math.ceil(cout / TILE);
  const chunkWork = chunkRows * length;
  const together = Math.max(1, Math.floor(memory.recorder.maxDispatchWork / chunkWork));
  for (let first = 0; first < chunks; first += together) {
    const count = Math.min(together, chunks - first);
    const params = [rows, offsets, cin, cout, chunkRows, first + count, first, Number(map !== undefined)];
    const extent = count * groups * THREADS;
    record(memory, GRADIENT_KERNELS.gradWeights, [x, dy, map ?? x], [partials], params, extent, count * chunkWork);
  }
  const gradient = sumPartials(memory, partials, 0, offsets * cin, cout);
  memory.releaseTensor(partials);
  return gradient;
}
