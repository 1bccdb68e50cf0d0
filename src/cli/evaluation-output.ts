import fs from 'node:fs/promises';
import path from 'node:path';
import type { BoxReport } from '../evaluation/index.ts';
import { curvePlots } from './evaluation-plots.ts';
import type { Table } from './evaluation-tables.ts';
import { formatTable } from './terminal.ts';

/** A titled table for the screen. */
export function formatTitled({ title, rows }: Table): string {
  return `${title}\n${formatTable(rows)}`;
}

/** Writes the curves of a report into a folder; none where there were no true boxes. */
export async function writePlots(folder: string, boxes: BoxReport | null): Promise<void> {
  if (!boxes) return;
  for (const [name, svg] of Object.entries(curvePlots(boxes))) await writeText(path.join(folder, name), svg);
}

/** Writes a file and the folders that it lies in. */
export async function writeText(file: string, text: string): Promise<void> {
  await fs.mkdir(path.dirname(path.resolve(file)), { recursive: true });
  await fs.writeFile(file, text);
}
