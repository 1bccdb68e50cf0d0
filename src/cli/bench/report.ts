import { formatTable } from '../terminal.ts';

export type Suite = 'network' | 'kernels' | 'scaling' | 'train' | 'page';

/** One measurement. What does not apply to a row is absent. */
export interface BenchRow {
  readonly suite: Suite;
  readonly name: string;
  /** Voxels at the finest level, or rows of the layer, or points: `unit` says which. */
  readonly size: number;
  readonly unit: 'voxels' | 'rows' | 'points';
  /** Median of `runs` runs. */
  readonly ms: number;
  /** Fastest run. */
  readonly bestMs: number;
  /** Median processor time of the process, all threads: on a software adapter and a busy machine the truer measure. */
  readonly cpuMs?: number;
  readonly runs: number;
  readonly clock: BenchClock;
  /** What ran it. */
  readonly adapter: string;
  /** Useful work: two operations for each multiply-add whose neighbour exists. */
  readonly gflop?: number;
  /** Useful GFLOP a second. */
  readonly gflops?: number;
  /** Useful GFLOP a second of processor time, where processors do the work. */
  readonly gflopsPerCore?: number;
  /** Least bytes that had to move (each operand once), GB a second. */
  readonly gbps?: number;
  /** Time that the roofline allows, divided by the time taken. */
  readonly shareOfLimit?: number;
  /** Rate of useful work divided by our own dense product's at the same channels. */
  readonly shareOfDense?: number;
  /** Multiply-adds that this adapter's tiles execute, padding of rows and channels included, divided by the useful ones. */
  readonly executedOverUseful?: number;
  /** The same in the tiles that a GPU starts with, whatever this adapter is. */
  readonly gpuExecutedOverUseful?: number;
  /** Most that was in use at one moment, weights included. */
  readonly bytes?: number;
  readonly bytesPerVoxel?: number;
  /** The fastest composition of stock ops by wall time. */
  readonly baseline?: string;
  /** Its wall time divided by this one's. */
  readonly ratio?: number;
  /** The fastest composition by processor time, which may be another one. */
  readonly cpuBaseline?: string;
  /** Its processor time divided by this one's. */
  readonly cpuRatio?: number;
  /** Largest difference from the baseline's result as a share of its largest value: a wrong answer has no speed. */
  readonly worstDifference?: number;
  /** Share of voxels whose largest logit is another one than in the result compared with. */
  readonly otherClass?: number;
  /** Every run gave the same bits. */
  readonly isRepeatable?: boolean;
}

/** `gpu`: timestamps of the device; `wall`: from the call to the answer, waiting included; `processor`: time of all threads. */
export type BenchClock = 'gpu' | 'wall' | 'processor';

export interface BenchReport {
  /** Adapter of the GPU rows, or of the only rows there are. */
  readonly adapter: string;
  readonly commit: string;
  /** Clock of the suite's times; a row may name another. */
  readonly clock: BenchClock;
  readonly machine: string;
  readonly date: string;
  readonly notes: readonly string[];
  readonly rows: readonly BenchRow[];
}

export function formatBench({ adapter, commit, machine, notes, rows }: BenchReport): string {
  const header = ['what', 'size', 'ms', 'cpu ms', 'runs', 'GFLOP/s', 'of dense', 'of limit', 'exec/useful', 'ratio'];
  const lines = rows.map((row) => [
    row.name,
    row.size,
    fixed(row.ms, row.ms < 10 ? 2 : 0),
    fixed(row.cpuMs, (row.cpuMs ?? 0) < 10 ? 2 : 0),
    row.runs,
    fixed(row.gflops, 2),
    percent(row.shareOfDense),
    percent(row.shareOfLimit),
    fixed(row.executedOverUseful, 3),
    row.ratio === undefined
      ? ''
      : `${row.ratio.toFixed(1)}× ${row.baseline ?? ''}, cpu ${fixed(row.cpuRatio, 1)}× ${row.cpuBaseline ?? ''}`,
  ]);
  const notesText = notes.map((note) => `note: ${note}\n`).join('');
  return `${adapter}, ${machine}, commit ${commit}\n${formatTable([header, ...lines])}${notesText}`;
}

function fixed(value: number | undefined, digits: number): string {
  return value === undefined ? '' : value.toFixed(digits);
}

function percent(value: number | undefined): string {
  return value === undefined ? '' : `${(100 * value).toFixed(0)} %`;
}
