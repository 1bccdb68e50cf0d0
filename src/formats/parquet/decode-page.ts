import type { SchemaElement } from 'hyparquet';
import { halfToNumber } from '../row-table.ts';
import type { LeafColumn } from './column-chunk.ts';
import { Cursor, numberIn } from './compact-thrift.ts';
import { decompress } from './decompress.ts';
import { readDeltas } from './delta.ts';
import type { Page } from './page-reader.ts';
import { readRuns } from './run-lengths.ts';
import type { WorkBudget } from './work-budget.ts';

/** Values of a page or dictionary: numbers in a type that holds them (64-bit integers as float64), or texts. */
export type Cells = Float32Array | Float64Array | Int32Array | Uint8Array | readonly string[];

export interface DecodedPage {
  /** One a slot of the page: 0 starts a row. Absent for plain columns. */
  readonly repetition?: Uint32Array;
  /** One a slot. Absent where nothing can be missing. */
  readonly definition?: Uint32Array;
  /** Those that are there. */
  readonly cells: Cells;
}

const ENCODINGS = { plain: 0, plainDictionary: 2, runs: 3, deltas: 5, dictionary: 8, split: 9 } as const;

/** A column chunk's decoder: holds its dictionary. */
export class PageDecoder {
  private readonly leaf: LeafColumn;
  private readonly codec: string;
  /** What unpacking may cost; a decoder that lives on gets a new one with each row. */
  budget: WorkBudget;
  private dictionary: Cells | undefined;

  constructor(leaf: LeafColumn, codec: string, budget: WorkBudget) {
    this.leaf = leaf;
    this.codec = codec;
    this.budget = budget;
  }

  async readDictionary(page: Page, body: Uint8Array): Promise<void> {
    const bytes = await decompress(this.codec, body, page.unpackedBytes, this.budget);
    this.budget.spend(page.values * 8);
    this.dictionary = readPlain(this.leaf.element, bytes, page.values);
  }

  /** @throws RangeError, LimitError, or the codec's own error */
  async readData(page: Page, body: Uint8Array): Promise<DecodedPage> {
    const { maxDefinition, maxRepetition } = this.leaf;
    // Levels and values are written out, whatever few bytes stand for them.
    this.budget.spend(page.values * (4 + (maxDefinition > 0 ? 4 : 0) + (maxRepetition > 0 ? 4 : 0)));
    const { bytes, repetitionBytes, definitionBytes, values, encoding } =
      page.kind === 'data-v2' ? await this.openV2(page, body) : await this.openV1(page, body);
    const repetition = maxRepetition > 0 ? readRuns(repetitionBytes, widthOf(maxRepetition), page.values) : undefined;
    const definition = maxDefinition > 0 ? readRuns(definitionBytes, widthOf(maxDefinition), page.values) : undefined;
    let present = page.values;
    if (definition) for (const level of definition) if (level !== maxDefinition) present--;
    const cells = this.readCells(bytes.subarray(values), encoding, present);
    return { cells, ...(repetition ? { repetition } : {}), ...(definition ? { definition } : {}) };
  }

  /** Levels, each with its length before it, and values are packed together. */
  private async openV1(page: Page, body: Uint8Array) {
    const bytes = await decompress(this.codec, body, page.unpackedBytes, this.budget);
    const cursor = new Cursor(bytes);
    const levels = (isThere: boolean): Uint8Array => {
      if (!isThere) return bytes.subarray(0, 0);
      const length = cursor.view.getUint32(cursor.at, true);
      cursor.at += 4;
      return cursor.bytes(length);
    };
    const repetitionBytes = levels(this.leaf.maxRepetition > 0);
    const definitionBytes = levels(this.leaf.maxDefinition > 0);
    return { bytes, repetitionBytes, definitionBytes, values: cursor.at, encoding: numberIn(page.header, 2) };
  }

  /** Levels stand before the values, unpacked. */
  private async openV2(page: Page, body: Uint8Array) {
    const cursor = new Cursor(body);
    const definitionLength = numberIn(page.header, 5) ?? 0;
    const repetitionBytes = cursor.bytes(numberIn(page.header, 6) ?? 0);
    const definitionBytes = cursor.bytes(definitionLength);
    const length = page.unpackedBytes - cursor.at;
    if (length < 0) throw new RangeError('a page shorter than its levels');
    const isPacked = page.header.fields.get(7) !== false;
    const bytes = await decompress(
      isPacked ? this.codec : 'UNCOMPRESSED',
      body.subarray(cursor.at),
      length,
      this.budget,
    );
    return { bytes, repetitionBytes, definitionBytes, values: 0, encoding: numberIn(page.header, 4) };
  }

  private readCells(bytes: Uint8Array, encoding: number | undefined, count: number): Cells {
    const { element } = this.leaf;
    switch (encoding) {
      case ENCODINGS.plain:
        return readPlain(element, bytes, count);
      case ENCODINGS.plainDictionary:
      case ENCODINGS.dictionary:
        if (!this.dictionary) throw new RangeError('values of a dictionary that is not there');
        return pick(
          this.dictionary,
          count === 0 ? new Uint32Array(0) : readRuns(bytes.subarray(1), bytes[0] ?? 99, count),
        );
      case ENCODINGS.runs:
        // Booleans: their length stands before them.
        return Uint8Array.from(readRuns(bytes.subarray(4), 1, count));
      case ENCODINGS.deltas: {
        const values = readDeltas(bytes, count, element.type === 'INT32' ? 32 : 64);
        return element.type === 'INT32' ? Int32Array.from(values) : values;
      }
      case ENCODINGS.split:
        return readPlain(element, joinStreams(element, bytes, count), count);
      default:
        throw new RangeError(`values in encoding ${encoding}`);
    }
  }
}

function widthOf(max: number): number {
  return 32 - Math.clz32(max);
}

function pick(dictionary: Cells, indices: Uint32Array): Cells {
  const check = (index: number): number => {
    if (index >= dictionary.length) throw new RangeError(`entry ${index} of a dictionary of ${dictionary.length}`);
    return index;
  };
  if (Array.isArray(dictionary)) return Array.from(indices, (index) => dictionary[check(index)] as string);
  const values = dictionary as Exclude<Cells, readonly string[]>;
  const picked = new (values.constructor as new (length: number) => typeof values)(indices.length);
  for (let i = 0; i < indices.length; i++) picked[i] = values[check(indices[i]!)]!;
  return picked;
}

function readPlain(element: SchemaElement, bytes: Uint8Array, count: number): Cells {
  const { type, type_length, logical_type, converted_type } = element;
  const isUnsigned = converted_type === 'UINT_64' || (logical_type?.type === 'INTEGER' && !logical_type.isSigned);
  const need = (width: number): void => {
    if (bytes.length < count * width) throw new RangeError(`${bytes.length} bytes for ${count} values`);
  };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (type) {
    case 'BOOLEAN':
      need(1 / 8);
      return Uint8Array.from({ length: count }, (_, i) => (bytes[i >> 3]! >> (i & 7)) & 1);
    case 'FLOAT':
      need(4);
      return new Float32Array(bytes.slice(0, count * 4).buffer);
    case 'INT32':
      need(4);
      return new Int32Array(bytes.slice(0, count * 4).buffer);
    case 'DOUBLE':
      need(8);
      return new Float64Array(bytes.slice(0, count * 8).buffer);
    case 'INT64':
      need(8);
      return Float64Array.from({ length: count }, (_, i) =>
        Number(isUnsigned ? view.getBigUint64(i * 8, true) : view.getBigInt64(i * 8, true)),
      );
    case 'FIXED_LEN_BYTE_ARRAY':
      if (type_length !== 2 || logical_type?.type !== 'FLOAT16') throw new RangeError('values of fixed length');
      need(2);
      return Float32Array.from({ length: count }, (_, i) => halfToNumber(view.getUint16(i * 2, true)));
    case 'BYTE_ARRAY': {
      const cursor = new Cursor(bytes);
      const decoder = new TextDecoder();
      return Array.from({ length: count }, () => {
        const length = cursor.view.getUint32(cursor.at, true);
        cursor.at += 4;
        return decoder.decode(cursor.bytes(length));
      });
    }
    default:
      throw new RangeError(`values of type ${type}`);
  }
}

/** BYTE_STREAM_SPLIT: the first bytes of all values, then their second bytes … */
function joinStreams({ type, type_length }: SchemaElement, bytes: Uint8Array, count: number): Uint8Array {
  const width = type === 'FLOAT' || type === 'INT32' ? 4 : type === 'FIXED_LEN_BYTE_ARRAY' ? (type_length ?? 0) : 8;
  if (bytes.length < count * width) throw new RangeError(`${bytes.length} bytes for ${count} values`);
  const joined = new Uint8Array(count * width);
  for (let b = 0; b < width; b++) for (let i = 0; i < count; i++) joined[i * width + b] = bytes[b * count + i]!;
  return joined;
}
