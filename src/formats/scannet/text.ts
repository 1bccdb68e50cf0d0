import { type ByteSource, FormatError } from '../../core/index.ts';
import { readText } from '../read-exact.ts';

/**
 * `axisAlignment` of a scene's `.txt`: float64 [16] row-major, aligned = A · scan. Undefined where the scene has none (v1 and
 * test scans). @throws FormatError FORMAT_FIELD when it is there but not 16 numbers
 */
export async function readAxisAlignment(source: ByteSource): Promise<readonly number[] | undefined> {
  const text = await readText(source, 'scannet-meta');
  const found = /^axisAlignment\s*=\s*(.*)$/m.exec(text)?.[1];
  if (found === undefined) return undefined;
  const values = found.trim().split(/\s+/).map(Number);
  if (values.length === 16 && values.every(Number.isFinite)) return values;
  const message = `"${source.name}": axisAlignment has to be 16 numbers. Download the file again.`;
  throw new FormatError('FORMAT_FIELD', message, { file: source.name, format: 'scannet-meta', field: 'axisAlignment' });
}

/** ScanNet's category table: raw text and raw id to NYU40 class. Rows without an NYU40 id are left out. */
export interface ScannetCategories {
  /** v1 tables have no `raw_category`; the text column is `category`. */
  readonly version: 1 | 2;
  readonly nyu40ByText: ReadonlyMap<string, number>;
  readonly nyu40ByRawId: ReadonlyMap<number, number>;
}

/** @throws FormatError FORMAT_FIELD */
export async function readScannetCategories(source: ByteSource): Promise<ScannetCategories> {
  const [first = '', ...rows] = (await readText(source, 'scannet-tsv')).split(/\r?\n/);
  const header = first.split('\t');
  const version = header.includes('raw_category') ? 2 : 1;
  const [id, text, nyu40] = ['id', version === 2 ? 'raw_category' : 'category', 'nyu40id'].map((name) =>
    header.indexOf(name),
  );
  if (id === undefined || text === undefined || nyu40 === undefined || Math.min(id, text, nyu40) < 0) {
    const message = `"${source.name}" lacks the columns id, category and nyu40id. Drop ScanNet's labels.combined.tsv.`;
    throw new FormatError('FORMAT_FIELD', message, { file: source.name, format: 'scannet-tsv', field: 'nyu40id' });
  }
  const nyu40ByText = new Map<string, number>();
  const nyu40ByRawId = new Map<number, number>();
  for (const row of rows) {
    const cells = row.split('\t');
    const nyu40Id = Number.parseInt(cells[nyu40] ?? '', 10);
    if (!Number.isInteger(nyu40Id)) continue;
    nyu40ByText.set(cells[text]!.trim(), nyu40Id);
    const rawId = Number.parseInt(cells[id] ?? '', 10);
    if (Number.isInteger(rawId)) nyu40ByRawId.set(rawId, nyu40Id);
  }
  return { version, nyu40ByText, nyu40ByRawId };
}
