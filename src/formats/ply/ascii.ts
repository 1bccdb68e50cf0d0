import { type ByteSource, type StageOptions, type TypedArray, throwIfCancelled } from '../../core/index.ts';
import { truncated } from '../read-exact.ts';
import { allocateColumn } from '../row-table.ts';
import { fail, PLY, type PlyElement } from './header.ts';

const CHUNK_BYTES = 1 << 20;

/**
 * Reads the scalar properties of `target`, walking the elements before it. The body is a stream of whitespace-separated
 * tokens: line breaks mean nothing, so lists and wrapped rows need no special case.
 */
export async function readAsciiElement(
  source: ByteSource,
  bodyOffset: number,
  elements: readonly PlyElement[],
  target: PlyElement,
  options: StageOptions,
): Promise<TypedArray[]> {
  const walker = new TokenWalker(source, elements.slice(0, elements.indexOf(target) + 1), target);
  const decoder = new TextDecoder('latin1');
  let carry = '';
  for (let at = bodyOffset; at < source.size && !walker.isDone; at += CHUNK_BYTES) {
    throwIfCancelled(options.signal, 'reading');
    const text = carry + decoder.decode(await source.read(at, at + CHUNK_BYTES));
    const isLast = at + CHUNK_BYTES >= source.size;
    // A token cut by the chunk's end goes in front of the next chunk.
    const cut = isLast ? text.length : text.search(/\S*$/);
    carry = text.slice(cut);
    for (const token of text.slice(0, cut).split(/\s+/)) {
      if (token === '') continue;
      walker.take(token);
      if (walker.isDone) break;
    }
    options.onProgress?.({ stage: 'reading', done: Math.min(source.size, at + CHUNK_BYTES), total: source.size });
  }
  if (!walker.isDone) throw truncated(source, PLY, `the element "${target.name}"`, source.size + 1);
  return walker.columns.filter((column) => column !== undefined);
}

class TokenWalker {
  readonly columns: readonly (TypedArray | undefined)[];
  private readonly source: ByteSource;
  private readonly elements: readonly PlyElement[];
  private readonly target: PlyElement;
  private element = 0;
  private row = 0;
  private property = 0;
  private listLeft = 0;

  constructor(source: ByteSource, elements: readonly PlyElement[], target: PlyElement) {
    this.source = source;
    this.elements = elements;
    this.target = target;
    this.columns = target.properties.map((property) =>
      property.kind === 'list' ? undefined : allocateColumn({ ...property, components: 1 }, target.count, source.name),
    );
    this.skipEmpty();
  }

  get isDone(): boolean {
    return this.element >= this.elements.length;
  }

  take(token: string): void {
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
    if (element === this.target) this.columns[this.property]![this.row] = this.parse(token, property.name);
    this.nextProperty();
  }

  private nextProperty(): void {
    const element = this.elements[this.element]!;
    if (++this.property < element.properties.length) return;
    this.property = 0;
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
    const where = `row ${this.row} of "${this.elements[this.element]!.name}"`;
    return fail(this.source, 'FORMAT_FIELD', 0, `"${token.slice(0, 30)}" in ${where} is not a number`, field);
  }
}
