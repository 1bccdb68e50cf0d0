import { type ByteSource, FormatError } from '../../core/index.ts';
import { buildCloud } from '../build-cloud.ts';
import type { DecodedCloud, ReadOptions } from '../decoded-cloud.ts';
import { emptyFile } from '../read-exact.ts';
import { ColumnTable } from '../text/column-table.ts';
import { LF, LineWindow } from '../text/line-window.ts';
import { attributesOfTable } from '../text/point-table.ts';
import { BLANKS, MALFORMED, RowScanner } from '../text/row-scanner.ts';

export const OBJ = 'obj';

const [V, N, F, SPACE, TAB] = [118, 110, 102, 32, 9];
/** x y z, w or not, r g b. */
const MAX_CELLS = 7;
const ROW_BYTES = 30;

/** Lines of an OBJ, a vertex among them. A head of nothing but comments is told by the name. */
export function isObj(text: string, name: string): boolean {
  const lines = text
    .split(/\r\n|\n|\r/)
    .slice(0, -1)
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
  if (lines.length === 0) return /\.obj$/i.test(name) && text.startsWith('#');
  const isStatement = (line: string) => /^\s*(v|vn|vt|vp|f|l|p|o|g|s|mtllib|usemtl|cstype|deg)(\s|$)/.test(line);
  return lines.every(isStatement) && (lines.some((line) => /^\s*v\s+[-+.\d]/.test(line)) || /\.obj$/i.test(name));
}

/**
 * Vertices of a Wavefront OBJ with the colours that some programs write behind them (`v x y z r g b`), and normals where the
 * file has one a vertex and no faces that could pair them otherwise. Faces, texture and materials are not read.
 * @throws FormatError FORMAT_FIELD naming the line; LimitError, CancelledError
 */
export async function readObj(source: ByteSource, options: ReadOptions = {}): Promise<DecodedCloud> {
  if (source.size === 0) throw emptyFile(source, OBJ);
  const { vertices, normals, widest, hasFaces } = await readStatements(source, options);
  const count = vertices.rows;
  const { coordinates, columns } = vertices.finish();
  // Four numbers are x y z w, five are none that anybody writes; a weight says nothing about a point.
  const color = widest === 6 ? columns.slice(3, 6) : widest === 7 ? columns.slice(4, 7) : [];
  const named = color.map((values, c) => ({ name: ['red', 'green', 'blue'][c]!, values: values! }));
  if (normals.rows === count && !hasFaces) {
    normals.finish().columns.forEach((values, c) => void named.push({ name: ['nx', 'ny', 'nz'][c]!, values: values! }));
  }
  return buildCloud(
    {
      name: source.name,
      format: OBJ,
      coordinates: coordinates!,
      attributes: attributesOfTable(named, options.diagnostics),
    },
    options,
  );
}

async function readStatements(source: ByteSource, options: ReadOptions) {
  const window = new LineWindow(source, OBJ, options, { byteOffset: 0, line: 1 });
  const scanner = new RowScanner(window, BLANKS);
  const vertices = new ColumnTable(source.name, ['x', 'y', 'z', 'a', 'b', 'c', 'd'], source.size / ROW_BYTES / 4);
  const normals = new ColumnTable(source.name, ['nx', 'ny', 'nz'], 0);
  let widest = 3;
  let hasFaces = false;
  const isBlank = (byte: number) => byte === SPACE || byte === TAB;
  const scan = (table: ColumnTable, keywordBytes: number, limit: number) => {
    const start = window.pos;
    window.pos += keywordBytes;
    const found = scanner.readRow(table.block, table.at, limit);
    if (found < 3) {
      window.pos = start;
      throw badStatement(source, window, found);
    }
    if (found < limit) table.block.fill(0, table.at + found, table.at + limit);
    table.commit();
    return found;
  };
  while (await window.more()) {
    while (window.pos < window.end) {
      const { bytes, pos } = window;
      let at = pos;
      while (isBlank(bytes[at]!)) at++;
      const skipped = at - pos;
      if (bytes[at] === V && isBlank(bytes[at + 1]!))
        widest = Math.max(widest, Math.min(scan(vertices, skipped + 1, MAX_CELLS), MAX_CELLS));
      else if (bytes[at] === V && bytes[at + 1] === N && isBlank(bytes[at + 2]!)) scan(normals, skipped + 2, 3);
      else {
        if (bytes[at] === F && isBlank(bytes[at + 1]!)) hasFaces = true;
        window.pos = bytes.indexOf(LF, pos) + 1;
        window.line++;
      }
    }
  }
  return { vertices, normals, widest, hasFaces };
}

function badStatement(source: ByteSource, window: LineWindow, found: number): FormatError {
  const line = found === MALFORMED ? window.line : window.line - 1;
  const message = `"${source.name}", line ${line}: "${window.peekLine().trim().slice(0, 60)}" is not a vertex of three numbers or more. Export the file again.`;
  return new FormatError('FORMAT_FIELD', message, { file: source.name, format: OBJ, field: 'v', line });
}
