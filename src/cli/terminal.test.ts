import { describe, expect, it } from 'vitest';
import { formatTable, ProgressReporter } from './terminal.ts';

function recording(errIsScreen: boolean) {
  const written: string[] = [];
  const terminal = {
    out: () => {},
    err: (text: string) => void written.push(text),
    errIsScreen,
    signal: new AbortController().signal,
  };
  return { written, terminal };
}

describe('ProgressReporter', () => {
  it('writes JSON lines into a pipe, thinned out, with every end', () => {
    const { written, terminal } = recording(false);
    let now = 0;
    const { report } = new ProgressReporter(terminal, () => now);
    report({ stage: 'decode', done: 1, total: 4 });
    now = 100;
    report({ stage: 'decode', done: 2, total: 4 });
    now = 250;
    report({ stage: 'decode', done: 3, total: 4 });
    report({ stage: 'decode', done: 4, total: 4 });
    expect(written.map((line) => JSON.parse(line).done)).toEqual([1, 3, 4]);
    expect(written.every((line) => line.endsWith('\n'))).toBe(true);
  });

  it('rewrites one line on a screen and takes it away at the end', () => {
    const { written, terminal } = recording(true);
    const progress = new ProgressReporter(terminal, () => 0);
    progress.report({ stage: 'network', done: 1, total: 3 });
    progress.finish();
    progress.finish();
    expect(written).toEqual(['\r\u001b[2Knetwork 33 %', '\r\u001b[2K']);
  });
});

describe('formatTable', () => {
  it('aligns words to the left and numbers to the right', () => {
    expect(
      formatTable([
        ['wall', 5],
        ['bookshelf', 1200],
      ]),
    ).toBe('  wall          5\n  bookshelf  1200\n');
  });
});
