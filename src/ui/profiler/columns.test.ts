import { expect, test } from 'vitest';
import type { ProfileRow } from '../../state/index.ts';
import { COLUMNS, networkTotals, nextOrder, sortRows } from './columns.ts';

const row = (name: string, ms: number, extra: Partial<ProfileRow> = {}): ProfileRow => ({
  stage: 'network',
  name,
  what: '3³, 8 → 16, level 0',
  rows: 1000,
  ms,
  clock: 'gpu',
  flop: 2e9,
  bytes: 5e6,
  shareOfLimit: 0.5,
  ...extra,
});
const rows = [row('encoder.10', 2), row('encoder.9', 4, { flop: 0 }), row('pool', 1, { executedFlop: 2.2e9 })];
const names = (list: readonly ProfileRow[]) => list.map(({ name }) => name);
const column = (key: string) => COLUMNS.find((entry) => entry.key === key)!;

test('a click sorts numbers from the largest, the next turns it round, the third gives the order of the run', () => {
  const first = nextOrder(undefined, column('ms'));
  expect(names(sortRows(rows, first))).toEqual(['encoder.9', 'encoder.10', 'pool']);
  const second = nextOrder(first, column('ms'));
  expect(names(sortRows(rows, second))).toEqual(['pool', 'encoder.10', 'encoder.9']);
  expect(nextOrder(second, column('ms'))).toBeUndefined();
  expect(names(sortRows(rows, undefined))).toEqual(names(rows));
});

test('names count their numbers, and rows without a value come last in both directions', () => {
  expect(names(sortRows(rows, { key: 'name', isDescending: false }))).toEqual(['encoder.9', 'encoder.10', 'pool']);
  for (const isDescending of [true, false])
    expect(names(sortRows(rows, { key: 'gflop', isDescending })).at(-1)).toBe('encoder.9');
});

test('numbers a person can read, and dashes where there is none', () => {
  const shown = (key: string, of: ProfileRow) => column(key).show(of);
  expect(shown('gflops', rows[0]!)).toBe('1,000');
  expect(shown('gflop', rows[0]!)).toBe('2.00');
  expect(shown('executed', rows[2]!)).toBe('1.10×');
  expect(shown('limit', rows[0]!)).toBe('50 %');
  expect([shown('gflop', rows[1]!), shown('executed', rows[0]!)]).toEqual(['–', '–']);
  expect(shown('ms', row('x', 0.034))).toBe('0.03 ms');
});

test('totals are the network’s', () => {
  const profile = {
    rows: [...rows, row('scan', 50, { stage: 'voxels' })],
  } as unknown as Parameters<typeof networkTotals>[0];
  expect(networkTotals(profile)).toEqual({ ms: 7, gflop: 4, gflops: 4000 / 7 });
});
