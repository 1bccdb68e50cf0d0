// A layer (or a part of an index) as a job: blocks of output rows that any thread may do in any order. A row belongs to one block and its offsets run in
// ascending order, so results do not depend on who did what. Also what a single thread runs: the outputs of a block and one filter
// stay in the cache. Reference: src/ops/wasm/jobs.ts writes the operands.
import { gemmPairs, linearRows } from './conv.as';
import { fillRows, normaliseRows, reluRows } from './epilogue.as';
import { argmaxRows, gatherIds, softmaxRows } from './classes.as';
import { countPairs, listPairs } from './pairs.as';
import { gatherRows, maxPoolRows, meanPoolRows } from './pool.as';
import { Grid, neighbourRows } from './voxels.as';

const CONV: i32 = 0;
const MAX_POOL: i32 = 1;
const GATHER: i32 = 2;
const MEAN_POOL: i32 = 3;
const SOFTMAX: i32 = 4;
const ARGMAX: i32 = 5;
const GATHER_IDS: i32 = 6;
// What a block is made of here are bricks and offsets, not rows.
const NEIGHBOURS: i32 = 7;
const COUNT_PAIRS: i32 = 8;
const LIST_PAIRS: i32 = 9;

/** Operands, 32 bits each, in the order of `OPERANDS` in src/ops/wasm/jobs.ts. */
@unmanaged
export class Job {
  kind: i32;
  blocks: i32;
  blockRows: i32;
  rows: i32;
  x: usize;
  xPitch: usize;
  y: usize;
  yPitch: usize;
  cin: i32;
  cout: i32;
  /** Convolution: weights; bias or 0; pair lists; where each (offset, block) begins in them, or 0: a linear layer, row r is for row r. */
  w: usize;
  bias: usize;
  relu: i32;
  offsets: i32;
  inputs: usize;
  outputs: usize;
  starts: usize;
  /**
   * Pooling: children [8 x rows]. Gathers: rows [rows]. Convolution with a normaliser: its map [offsets x rows].
   * Neighbours: [offsets x voxels], x being a `Grid` and cin the reach. Pairs: [offsets x cin], cout and w being the number of blocks
   * that the lists are for and their rows.
   */
  table: usize;
  /** Convolution: what is added before ReLU, or 0; the normaliser [offsets], or 0. */
  residual: usize;
  residualPitch: usize;
  normaliser: usize;
}

export function runBlock(job: Job, block: i32): void {
  const first = block * job.blockRows;
  const n = min(job.blockRows, job.rows - first);
  const x = job.x + <usize>first * job.xPitch;
  const y = job.y + <usize>first * job.yPitch;
  const stride = <usize>job.rows << 2;
  const table = job.table + (<usize>first << 2);
  switch (job.kind) {
    case CONV: convBlock(job, block, first, n, y); break;
    case MAX_POOL: maxPoolRows(job.x, job.xPitch, table, stride, y, job.yPitch, n, job.cout); break;
    case GATHER: gatherRows(job.x, job.xPitch, table, y, job.yPitch, n, job.cout); break;
    case MEAN_POOL: meanPoolRows(job.x, job.xPitch, table, stride, y, job.yPitch, n, job.cout); break;
    case SOFTMAX: softmaxRows(x, job.xPitch, y, n, job.cout); break;
    case ARGMAX: argmaxRows(x, job.xPitch, y, n, job.cout); break;
    case GATHER_IDS: gatherIds(job.x, table, y, n); break;
    case NEIGHBOURS: neighbourRows(changetype<Grid>(job.x), first, n, job.cin, job.table); break;
    case COUNT_PAIRS: countPairs(job.table, job.cin, <i32>job.w, job.cout, first, n, job.starts); break;
    case LIST_PAIRS: listPairs(job.table, job.cin, job.cout, first, n, job.starts, job.inputs, job.outputs); break;
    default: unreachable();
  }
}

function convBlock(job: Job, block: i32, first: i32, n: i32, y: usize): void {
  const residual: usize = job.residual == 0 ? 0 : job.residual + <usize>first * job.residualPitch;
  if (job.starts == 0) {
    const x = job.x + <usize>first * job.xPitch;
    linearRows(x, job.xPitch, job.w, y, job.yPitch, n, job.cin, job.cout, job.bias, residual, job.residualPitch, job.relu);
    return;
  }
  const late = job.normaliser != 0; // the sum is divided before anything is added
  fillRows(y, job.yPitch, n, job.cout, late ? 0 : job.bias, late ? 0 : residual, job.residualPitch);
  const filter: usize = <usize>(job.cin * job.cout) << 2;
  for (let k: i32 = 0; k < job.offsets; k++) {
    const at = job.starts + (<usize>(k * (job.blocks + 1) + block) << 2);
    const from = load<i32>(at);
    const count = load<i32>(at, 4) - from;
    const skip = <usize>from << 2;
    gemmPairs(
      job.x, job.xPitch, job.w + <usize>k * filter, job.y, job.yPitch, job.inputs + skip, job.outputs + skip, count, job.cin, job.cout,
    );
  }
  if (late) {
    const map = job.table + (<usize>first << 2);
    normaliseRows(y, job.yPitch, n, job.cout, map, <usize>job.rows << 2, job.offsets, job.normaliser, job.bias, residual, job.residualPitch);
  }
  if (job.relu != 0) reluRows(y, job.yPitch, n, job.cout);
}

/** The whole job on this thread. */
export function runBlocks(job: Job): void {
  for (let block: i32 = 0; block < job.blocks; block++) runBlock(job, block);
}
