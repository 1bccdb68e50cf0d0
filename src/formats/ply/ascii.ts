import { type ByteSource, type StageOptions, throwIfCancelled } from '../../core/index.ts';
import type { DecodedCloud, ReadOptions } from '../decoded-cloud.ts';
import { showPreview, wantsPreview } from '../preview.ts';
import { tooFewRows } from '../read-exact.ts';
import { readPlainRows } from '../text/read-plain-rows.ts';
import { sampleLines } from '../text/sample-lines.ts';
import { fail, PLY, type PlyElement } from './header.ts';
import { type VertexRows, VertexTable } from './vertex-table.ts';

const CHUNK_BYTES = 1 << 20;

/**
 * Reads the scalar properties of the vertices, walking the elements before them. The body is a stream of whitespace-separated
 * tokens: line breaks mean nothing. Nearly every program writes a vertex a line all the same, and lines are read much faster: tokens are
 * walked where lists or other elements come before, and from the first line on that is no whole vertex.
 */
export async function readAsciiVertices(
  source: ByteSource,
  bodyOffset: number,
  elements: readonly PlyElement[],
  vertex: PlyElement,
  options: ReadOptions,
  toPreview: (sample: VertexRows) => DecodedCloud,
): Promise<VertexRows> {
  const table = new VertexTable(source.name, vertex, vertex.count);
  const isFirst = elements[0] === vertex;
  const hasLists = vertex.properties.some(({ kind }) => kind === 'list');
  let at = bodyOffset;
  if (isFirst && !hasLists) {
    if (wantsPreview(source, options)) await previewLines(source, bodyOffset, vertex, options, toPreview);
    at = await readPlainRows(source, PLY, bodyOffset, vertex.count, table, options);
  }
  const before = isFirst ? [] : elements.slice(0, elements.indexOf(vertex));
  const rest = { ...vertex, count: vertex.count - table.rows };
  if (rest.count > 0) await walkTokens(source, at, [...before, rest], rest, table, options);
  table.flush();
  return table;
}

async function previewLines(
  source: ByteSource,
  byteOffset: number,
  vertex: PlyElement,
  options: ReadOptions,
  toPreview: (sample: VertexRows) => DecodedCloud,
): Promise<void> {
  const sample = await sampleLines(source, byteOffset, options.signal);
  // No line of a vertex is shorter than its numbers and what is between them.
  const most = Math.min(vertex.count, Math.ceil(sample.size / (2 * vertex.properties.length)));
  const table = new VertexTable(source.name, vertex, most);
  await readPlainRows(sample, PLY, 0, most, table, { signal: options.signal });
  table.flush();
  showPreview(options, () => toPreview(table));
}

async function walkTokens(
  source: ByteSource,
  start: number,
  elements: readonly PlyElement[],
  target: PlyElement,
  table: VertexTable,
  options: StageOptions,
): Promise<void> {
  const walker = new TokenWalker(source, elements, target, table);
  const decoder = new TextDecoder('latin1');
  let carry = '';
  for (let at = start; at < source.size && !walker.isDone; at += CHUNK_BYTES) {
    throwIfCancelled(options.signal, 'reading');
    const textStart = at - carry.length;
    const bytes = await source.read(at, at + CHUNK_BYTES);
    const text = carry + decoder.decode(bytes);
    source.release?.(bytes);
    const isLast = at + CHUNK_BYTES >= source.size;
    // A token cut by the chunk's end goes in front of the next chunk.
    const cut = isLast ? text.length : text.search(/\S*$/);
    carry = text.slice(cut);
    for (const { 0: token, index } of text.slice(0, cut).matchAll(/\S+/g)) {
      walker.take(token, textStart + index);
      if (walker.isDone) break;
    }
    options.onProgress?.({ stage: 'reading', done: Math.min(source.size, at + CHUNK_BYTES), total: source.size });
  }
  if (!walker.isDone) throw tooFewRows(source, PLY, table.rows, table.rows + walker.rowsLeft);
}

class TokenWalker {
  private readonly source: ByteSource;
  private readonly table: VertexTable;
  private readonly elements: readonly PlyElement[];
  private readonly target: PlyElement;
  private element = 0;
  private row = 0;
  private property = 0;
  private listLeft = 0;
  /** Of the token at hand, for what is said of it. */
  private byteOffset = 0;
  /** Rows of the target that were read before. */
  private readonly rowsBefore: number;

  constructor(source: ByteSource, elements: readonly PlyElement[], target: PlyElement, table: VertexTable) {
    this.source = source;
    this.elements = elements;
    this.target = target;
    this.table = table;
    this.rowsBefore = table.rows;
    this.skipEmpty();
  }

  get isDone(): boolean {
    return this.element >= this.elements.length;
  }

  /** Of the target, as far as it is known: all of it, while it has not begun. */
  get rowsLeft(): number {
    return this.target.count - (this.elements[this.element] === this.target ? this.row : 0);
  }

  take(token: string, byteOffset: number): void {
    this.byteOffset = byteOffset;
    if (this.listLeft > 0) {
      if (--this.listLeft === 0) this.nextProperty();
      return;
    }
    const element = this.elements[this.element]!;
    const property = element.properties[this.property]!;
    if (property.kind === 'list') {
      const length = Number(token);
      if (!Number.isSafeInteger(length) || length < 0) throw this.bad(token, property.name);
      this.listLeft = length;
      if (length === 0) this.nextProperty();
      return;
    }
    if (element === this.target) {
      const { table } = this;
      table.block[table.at + this.property] = this.parse(token, property.name);
    }
    this.nextProperty();
  }

  private nextProperty(): void {
    const element = this.elements[this.element]!;
    if (++this.property < element.properties.length) return;
    this.property = 0;
    if (element === this.target) this.table.commit();
    if (++this.row < element.count) return;
    this.row = 0;
    this.element++;
    this.skipEmpty();
  }

  private skipEmpty(): void {
    while (!this.isDone) {
      const { count, properties } = this.elements[this.element]!;
      if (count > 0 && properties.length > 0) return;
      this.element++;
    }
  }

  private parse(token: string, field: string): number {
    const value = Number(token);
    if (!Number.isNaN(value)) return value;
    const special = /^([+-]?)(nan|inf|infinity)(\(.*\))?$/i.exec(token);
    if (!special) throw this.bad(token, field);
    if (special[2]!.toLowerCase() === 'nan') return NaN;
    return special[1] === '-' ? -Infinity : Infinity;
  }

  private bad(token: string, field: string) {
    const element = this.elements[this.element]!;
    const row = this.row + (element === this.target ? this.rowsBefore : 0);
    const where = `row ${row} of "${element.name}"`;
    return fail(
      this.source,
      'FORMAT_FIELD',
      this.byteOffset,
      `"${token.slice(0, 30)}" in ${where} is not a number`,
      field,
    );
  }
}
