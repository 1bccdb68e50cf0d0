import { type ByteSource, FormatError } from '../../core/index.ts';
import { buildCloud } from '../build-cloud.ts';
import type { DecodedCloud, ReadOptions } from '../decoded-cloud.ts';
import { emptyFile, truncated } from '../read-exact.ts';
import { ColumnTable } from '../text/column-table.ts';
import { LineWindow } from '../text/line-window.ts';
import { attributesOfTable } from '../text/point-table.ts';
import { BLANKS, MALFORMED, RowScanner } from '../text/row-scanner.ts';

export const OFF = 'off';

const KEYWORD = /^(ST)?(C)?(N)?(4)?(n)?OFF/;
const COUNTS = /^\d+[ \t]+\d+([ \t]+\d+)?[ \t]*(#[^\n]*)?\r?(\n|$)/;
/** Bytes of the shortest vertex, `0 0 0` and its line break. */
const MIN_ROW_BYTES = 6;
const MAX_CELLS = 32;

/** The keyword may be missing: then the ending says it, and the counts come first. */
export function isOff(text: string, name: string): boolean {
  const start = text.replace(/^\xef\xbb\xbf/, '').replace(/^(?:\s*#[^\n]*\n|\s+)+/, '');
  return KEYWORD.test(start) || (/\.off$/i.test(name) && COUNTS.test(start));
}

/**
 * Vertices of an OFF mesh with the colours (COFF), normals (NOFF) and texture coordinates (STOFF) that it has; faces are not
 * read. Comments may stand anywhere, the counts on the line of the keyword or the next.
 * @throws FormatError FORMAT_MAGIC, FORMAT_FIELD naming the line, FORMAT_TRUNCATED; LimitError, CancelledError
 */
export async function readOff(source: ByteSource, options: ReadOptions = {}): Promise<DecodedCloud> {
  if (source.size === 0) throw emptyFile(source, OFF);
  const head = new TextDecoder('latin1').decode(await source.read(0, 4096));
  const endsWithCr = !head.includes('\n') && head.includes('\r');
  const window = new LineWindow(source, OFF, options, { byteOffset: 0, line: 1, endsWithCr });
  const { count, kind } = await readHeader(source, window);
  const needed = window.bytesRead + count * MIN_ROW_BYTES - 1;
  if (needed > source.size) throw truncated(source, OFF, `a list of ${count} vertices`, needed);
  const table = await readVertices(source, window, count, kind);
  const { coordinates, columns } = table.columns.finish();
  const named = table.names.flatMap((name, c) => (columns[c] && name !== 'w' ? [{ name, values: columns[c] }] : []));
  const attributes = attributesOfTable(named, options.diagnostics);
  return buildCloud({ name: source.name, format: OFF, coordinates: coordinates!, attributes }, options);
}

interface VertexKind {
  readonly hasTexture: boolean;
  readonly hasColor: boolean;
  readonly hasNormal: boolean;
  readonly isHomogeneous: boolean;
}

async function readHeader(source: ByteSource, window: LineWindow): Promise<{ count: number; kind: VertexKind }> {
  const next = async () => {
    for (;;) {
      if (window.pos >= window.end && !(await window.more()))
        throw truncated(source, OFF, 'the header', source.size + 1);
      const line = window
        .takeLine()
        .replace(/#.*/, '')
        .replace(/^\xef\xbb\xbf/, '')
        .trim();
      if (line !== '') return line;
    }
  };
  const first = await next();
  const keyword = KEYWORD.exec(COUNTS.test(first) ? `OFF ${first}` : first);
  if (!keyword) throw fail(source, 'FORMAT_MAGIC', 'the first word is not OFF', 'OFF', window.line - 1);
  const [word, texture, color, normal, four, dimensions] = keyword;
  if (dimensions) throw fail(source, 'FORMAT_FIELD', 'its vertices have more than three dimensions', 'nOFF', 1);
  const rest = (COUNTS.test(first) ? first : first.slice(word.length)).trim();
  if (/^BINARY/i.test(rest)) throw fail(source, 'FORMAT_FIELD', 'it is a binary OFF, which is not read', 'BINARY', 1);
  const counts = (rest === '' ? await next() : rest).split(/\s+/).map(Number);
  const [count = NaN] = counts;
  if (!Number.isSafeInteger(count) || count < 0) {
    throw fail(source, 'FORMAT_FIELD', 'the number of vertices cannot be read', 'vertices', window.line - 1);
  }
  const kind = { hasTexture: !!texture, hasColor: !!color, hasNormal: !!normal, isHomogeneous: !!four };
  return { count, kind };
}

async function readVertices(source: ByteSource, window: LineWindow, count: number, kind: VertexKind) {
  const scanner = new RowScanner(window, BLANKS);
  const first = new Float64Array(MAX_CELLS);
  let columns: ColumnTable | undefined;
  let names: readonly string[] = ['x', 'y', 'z'];
  while ((columns?.rows ?? 0) < count) {
    if (window.pos >= window.end && !(await window.more())) {
      throw truncated(source, OFF, `a list of ${count} vertices`, source.size + 1);
    }
    const [block, at, limit] = columns ? [columns.block, columns.at, names.length] : [first, 0, MAX_CELLS];
    const found = scanner.readRow(block, at, limit);
    if (found === 0) continue;
    if (found < names.length) {
      const line = found === MALFORMED ? window.line : window.line - 1;
      throw fail(source, 'FORMAT_FIELD', `line ${line} is no vertex of ${names.length} numbers`, 'vertex', line);
    }
    if (!columns) {
      names = namesOf(kind, Math.min(found, MAX_CELLS));
      if (found < names.length)
        throw fail(source, 'FORMAT_FIELD', 'its vertices lack numbers', 'vertex', window.line - 1);
      columns = new ColumnTable(source.name, names, count);
      columns.block.set(first.subarray(0, names.length));
    }
    if (kind.isHomogeneous) divideByWeight(columns.block, columns.at);
    columns.commit();
  }
  columns ??= new ColumnTable(source.name, names, 0);
  return { columns, names };
}

/** x y z w are x/w y/w z/w. */
function divideByWeight(block: Float64Array, at: number): void {
  for (let axis = 0; axis < 3; axis++) block[at + axis]! /= block[at + 3]!;
}

/** Geomview's order: position, normal, colour, texture. Colours may come without the keyword saying so. */
function namesOf(kind: VertexKind, found: number): string[] {
  const names = ['x', 'y', 'z'];
  if (kind.isHomogeneous) names.push('w');
  if (kind.hasNormal) names.push('nx', 'ny', 'nz');
  const extra = found - names.length - (kind.hasTexture ? 2 : 0);
  if (kind.hasColor || extra === 3 || extra === 4) names.push('red', 'green', 'blue');
  if (extra === 4) names.push('alpha');
  if (kind.hasTexture) names.push('s', 't');
  return names;
}

function fail(
  source: ByteSource,
  code: 'FORMAT_MAGIC' | 'FORMAT_FIELD',
  why: string,
  field: string,
  line: number,
): FormatError {
  const message = `"${source.name}" is not a readable OFF file: ${why}. Export it again as ascii OFF or PLY.`;
  return new FormatError(code, message, { file: source.name, format: OFF, field, line });
}
