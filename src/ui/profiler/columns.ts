import type { Profile, ProfileRow } from '../../state/index.ts';
import { count, duration } from '../format.ts';

export interface Column {
  readonly key: string;
  readonly title: string;
  /** What the number means, for the tooltip. */
  readonly meaning: string;
  readonly isText?: boolean;
  /** By what it is sorted; undefined goes last. */
  value(row: ProfileRow): number | string | undefined;
  show(row: ProfileRow): string;
}

/** Columns of the profile, in order. */
export const COLUMNS: readonly Column[] = [
  {
    key: 'name',
    title: 'Layer',
    meaning: 'Layer of the network, or kernel that builds voxels and maps',
    isText: true,
    value: (row) => row.name,
    show: (row) => row.name,
  },
  {
    key: 'what',
    title: 'Shape',
    meaning: 'Kernel, channels in → out, level (0 is the finest)',
    isText: true,
    value: (row) => row.what,
    show: (row) => row.what,
  },
  {
    key: 'rows',
    title: 'Rows',
    meaning: 'Voxels of the layer’s output',
    value: (row) => row.rows || undefined,
    show: (row) => (row.rows > 0 ? count(row.rows) : '–'),
  },
  { key: 'ms', title: 'Time', meaning: 'Of this layer alone', value: (row) => row.ms, show: (row) => time(row.ms) },
  {
    key: 'gflop',
    title: 'GFLOP',
    meaning: 'Useful operations: two for each multiply-add whose neighbour exists',
    value: (row) => row.flop || undefined,
    show: (row) => (row.flop > 0 ? places(row.flop / 1e9) : '–'),
  },
  {
    key: 'executed',
    title: 'Executed',
    meaning: 'Operations that ran, divided by the useful ones',
    value: overhead,
    show: (row) => orDash(overhead(row), (value) => `${value.toFixed(2)}×`),
  },
  {
    key: 'gflops',
    title: 'GFLOP/s',
    meaning: 'Useful operations a second',
    value: gflops,
    show: (row) => orDash(gflops(row), places),
  },
  {
    key: 'bytes',
    title: 'MB',
    meaning: 'Least bytes that had to move: every value once',
    value: (row) => row.bytes || undefined,
    show: (row) => (row.bytes > 0 ? places(row.bytes / 1e6) : '–'),
  },
  {
    key: 'limit',
    title: 'Of limit',
    meaning: 'Time that this adapter’s measured arithmetic and bandwidth allow, divided by the time taken',
    value: (row) => (row.bytes > 0 ? row.shareOfLimit : undefined),
    show: (row) => orDash(row.bytes > 0 ? row.shareOfLimit : undefined, (value) => `${Math.round(100 * value)} %`),
  },
];

export interface Order {
  readonly key: string;
  readonly isDescending: boolean;
}

/** A new list in that order; without one, as the layers run. Rows without a value come last either way. */
export function sortRows(rows: readonly ProfileRow[], order: Order | undefined): readonly ProfileRow[] {
  const column = COLUMNS.find(({ key }) => key === order?.key);
  if (!column || !order) return rows;
  const sign = order.isDescending ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [left, right] = [column.value(a), column.value(b)];
    if (left === undefined || right === undefined) return Number(left === undefined) - Number(right === undefined);
    if (typeof left === 'string') return sign * left.localeCompare(String(right), 'en', { numeric: true });
    return sign * (left - Number(right));
  });
}

/** One click sorts (numbers from the largest), the next turns it round, the third goes back to the order of the run. */
export function nextOrder(order: Order | undefined, { key, isText }: Column): Order | undefined {
  const first = { key, isDescending: !isText };
  if (order?.key !== key) return first;
  return order.isDescending === first.isDescending ? { key, isDescending: !order.isDescending } : undefined;
}

export interface Totals {
  readonly ms: number;
  readonly gflop: number;
  readonly gflops: number;
}

/** Of the network's layers. */
export function networkTotals({ rows }: Profile): Totals {
  const layers = rows.filter(({ stage }) => stage === 'network');
  const ms = layers.reduce((sum, row) => sum + row.ms, 0);
  const gflop = layers.reduce((sum, row) => sum + row.flop, 0) / 1e9;
  return { ms, gflop, gflops: ms > 0 ? (1000 * gflop) / ms : 0 };
}

function overhead({ flop, executedFlop }: ProfileRow): number | undefined {
  return executedFlop !== undefined && flop > 0 ? executedFlop / flop : undefined;
}

function gflops({ flop, ms }: ProfileRow): number | undefined {
  return flop > 0 && ms > 0 ? flop / (ms * 1e6) : undefined;
}

function orDash(value: number | undefined, show: (value: number) => string): string {
  return value === undefined ? '–' : show(value);
}

/** Kernels of an index are short: two more places than elsewhere. */
function time(ms: number): string {
  return ms < 1 ? `${ms.toFixed(2)} ms` : duration(ms);
}

/** Three significant places, without exponents. */
export function places(value: number): string {
  if (value >= 100) return count(Math.round(value));
  return value.toFixed(value >= 10 ? 1 : value >= 1 ? 2 : 3);
}
