import fs from 'node:fs/promises';
import path from 'node:path';
import type { Table } from './evaluation-tables.ts';
import { formatTable } from './terminal.ts';

/** A titled table for the screen. */
export function formatTitled({ title, rows }: Table): string {
  return `${title}\n${formatTable(rows)}`;
}

/** Writes a file and the folders that it lies in. */
export async function writeText(file: string, text: string): Promise<void> {
  await fs.mkdir(path.dirname(path.resolve(file)), { recursive: true });
  await fs.writeFile(file, text);
}
