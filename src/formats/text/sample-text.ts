import { type ByteSource, FormatError } from '../../core/index.ts';
import type { TableRows } from './column-table.ts';
import type { DetectedTable } from './detect-table.ts';
import { LineWindow } from './line-window.ts';
import { readRowsOfText } from './read-rows.ts';
import { sampleLines } from './sample-lines.ts';

/**
 * Rows from places all over a file, in its columns; undefined where they cannot be read, as the whole file will then tell why,
 * with the right line.
 */
export async function sampleText(
  source: ByteSource,
  table: DetectedTable,
  names: readonly string[],
  signal: AbortSignal | undefined,
): Promise<TableRows | undefined> {
  const lines = await sampleLines(source, table.byteOffset, signal);
  const whole = { ...table, byteOffset: 0, declaredRows: undefined };
  try {
    return await readRowsOfText(lines, new LineWindow(lines, 'text', { signal }, whole), whole, names, { signal });
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}
