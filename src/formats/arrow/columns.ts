import { type ByteSource, FormatError, LimitError, type StageOptions, throwIfCancelled } from '../../core/index.ts';
import { readExact } from '../read-exact.ts';
import { halfToNumber } from '../row-table.ts';
import { decodeLz4Frame, LZ4_MAX_RATIO } from './lz4.ts';
import { ARROW, type ArrowBatch, type ArrowFile, damaged } from './messages.ts';
import type { ArrowField, ArrowStorage, FixedCell } from './schema.ts';

export type NumberColumn =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

/** Values of one column. Missing ones are NaN in numbers (which become float64 then) and '' in text. */
export type ArrowColumn = NumberColumn | readonly string[];

export interface ArrowTable {
  readonly rows: number;
  readonly columns: ReadonlyMap<string, ArrowColumn>;
  /** Columns of kinds that are not read. */
  readonly skipped: readonly string[];
  /** Missing values that became NaN or ''. */
  readonly nulls: number;
}

const CELLS: Readonly<Record<FixedCell, { readonly bytes: number; readonly Kind: NumberColumnConstructor }>> = {
  int8: { bytes: 1, Kind: Int8Array },
  uint8: { bytes: 1, Kind: Uint8Array },
  int16: { bytes: 2, Kind: Int16Array },
  uint16: { bytes: 2, Kind: Uint16Array },
  int32: { bytes: 4, Kind: Int32Array },
  uint32: { bytes: 4, Kind: Uint32Array },
  int64: { bytes: 8, Kind: BigInt64Array },
  uint64: { bytes: 8, Kind: BigUint64Array },
  float16: { bytes: 2, Kind: Uint16Array },
  float32: { bytes: 4, Kind: Float32Array },
  float64: { bytes: 8, Kind: Float64Array },
};
type NumberColumnConstructor = new (source: number | ArrayBuffer) => NumberColumn;

/** No block of ZSTD is larger than this, and each takes at least three bytes. */
const ZSTD_BLOCK = 1 << 17;
/** One decoded buffer: typed arrays of this size can still be made everywhere. */
const MAX_BUFFER_BYTES = 2 ** 31;

/**
 * Reads the wanted columns (all by default), one record batch after the other and only their buffers.
 * @throws FormatError, LimitError, CancelledError
 */
export async function readArrowColumns(
  source: ByteSource,
  file: ArrowFile,
  options: StageOptions & { readonly wanted?: (name: string) => boolean },
): Promise<ArrowTable> {
  const { fields, batches } = file;
  const dictionaries = await readDictionaries(source, file);
  const parts = new Map<string, ArrowColumn[]>();
  const skipped: string[] = [];
  for (const { name, storage } of fields) {
    if (storage.kind === 'opaque') skipped.push(name);
    else if (options.wanted?.(name) ?? true) parts.set(name, []);
  }
  let [rows, nulls] = [0, 0];
  for (const [done, batch] of batches.entries()) {
    throwIfCancelled(options.signal, 'reading');
    const reader = new BatchReader(source, batch);
    for (const field of fields) {
      const column = parts.get(field.name);
      if (!column) {
        reader.skip(field);
        continue;
      }
      const read = await reader.read(field, dictionaries);
      column.push(read.values);
      nulls += read.nulls;
    }
    rows += batch.rows;
    options.onProgress?.({ stage: 'reading', done: done + 1, total: batches.length });
  }
  const columns = new Map([...parts].map(([name, list]) => [name, join(list, rows, source)]));
  return { rows, columns, skipped, nulls };
}

/** Values of each dictionary, all its batches together. A later batch that is no delta takes the place of the earlier ones. */
async function readDictionaries(source: ByteSource, file: ArrowFile): Promise<Map<number, ArrowColumn>> {
  const found = new Map<number, ArrowColumn>();
  for (const { id, isDelta, batch } of file.dictionaries) {
    const field = file.fields.find(({ dictionary }) => dictionary === id);
    if (!field || field.values.kind === 'opaque') continue;
    const { values } = await new BatchReader(source, batch).read(
      { ...field, storage: field.values, dictionary: undefined },
      found,
    );
    const before = isDelta ? found.get(id) : undefined;
    found.set(id, before ? join([before, values], before.length + values.length, source) : values);
  }
  return found;
}

class BatchReader {
  private readonly source: ByteSource;
  private readonly batch: ArrowBatch;
  private node = 0;
  private buffer = 0;
  private view = 0;

  constructor(source: ByteSource, batch: ArrowBatch) {
    this.source = source;
    this.batch = batch;
  }

  skip({ nodes, buffers, views }: ArrowField): void {
    this.node += nodes;
    this.buffer += buffers;
    for (let i = 0; i < views; i++) this.buffer += this.batch.variadic[this.view++] ?? 0;
  }

  async read(
    field: ArrowField,
    dictionaries: ReadonlyMap<number, ArrowColumn>,
  ): Promise<{ values: ArrowColumn; nulls: number }> {
    const [length, declaredNulls] = this.batch.nodes[this.node++] ?? [-1, 0];
    if (length !== this.batch.rows)
      throw damaged(this.source, 0, `column "${field.name}" has another length than its batch`);
    const validity = await this.next(field.name);
    const isValid = (i: number) => (validity[i >> 3]! >> (i & 7)) & 1;
    let values = await this.values(field.storage, field.name, length);
    if (field.dictionary !== undefined) values = this.look(values, dictionaries.get(field.dictionary), field.name);
    if (declaredNulls === 0 || validity.length === 0) return { values, nulls: 0 };
    if (validity.length * 8 < length)
      throw damaged(this.source, 0, `column "${field.name}" states its nulls for too few rows`);
    let nulls = 0;
    for (let i = 0; i < length; i++) if (!isValid(i)) nulls++;
    if (nulls === 0) return { values, nulls };
    if (Array.isArray(values)) return { values: values.map((text: string, i) => (isValid(i) ? text : '')), nulls };
    const numbers = Float64Array.from({ length }, (_, i) => (isValid(i) ? Number(values[i]) : NaN));
    return { values: numbers, nulls };
  }

  private async values(storage: ArrowStorage, name: string, length: number): Promise<ArrowColumn> {
    if (storage.kind === 'fixed') {
      const { bytes, Kind } = CELLS[storage.cell];
      const data = await this.next(name, length * bytes);
      const stored = new Kind(alignedCopy(data, length * bytes));
      if (storage.cell !== 'float16') return stored;
      return Float32Array.from(stored as Uint16Array, halfToNumber);
    }
    if (storage.kind === 'bits') {
      const data = await this.next(name, Math.ceil(length / 8));
      return Uint8Array.from({ length }, (_, i) => (data[i >> 3]! >> (i & 7)) & 1);
    }
    if (storage.kind === 'text') {
      const { offsetBytes } = storage;
      // A batch of no rows may leave its offsets out.
      const offsets = await this.next(name, length === 0 ? 0 : (length + 1) * offsetBytes);
      const text = await this.next(name);
      const view = new DataView(offsets.buffer, offsets.byteOffset, offsets.byteLength);
      const at = (i: number) =>
        offsetBytes === 4 ? view.getInt32(i * 4, true) : Number(view.getBigInt64(i * 8, true));
      const decoder = new TextDecoder();
      return Array.from({ length }, (_, i) => {
        const [start, end] = [at(i), at(i + 1)];
        if (!(start >= 0) || end < start || end > text.length) {
          throw damaged(this.source, 0, `column "${name}" has text outside its buffer`);
        }
        return decoder.decode(text.subarray(start, end));
      });
    }
    throw damaged(this.source, 0, `column "${name}" is of a kind that is not read`);
  }

  private look(indices: ArrowColumn, dictionary: ArrowColumn | undefined, name: string): ArrowColumn {
    if (!dictionary) throw damaged(this.source, 0, `the dictionary of column "${name}" is missing`);
    const pick = Array.from(indices as ArrayLike<number | bigint | string>, Number);
    // Rows without a value may point anywhere; they are overwritten after.
    if (Array.isArray(dictionary)) return pick.map((i) => (dictionary as string[])[i] ?? '');
    return Float64Array.from(pick, (i) => Number(dictionary[i] ?? NaN));
  }

  /** The next buffer, decompressed; at least `needed` bytes. */
  private async next(name: string, needed = 0): Promise<Uint8Array> {
    const { buffers, codec } = this.batch;
    const region = buffers[this.buffer++];
    if (!region) throw damaged(this.source, 0, `column "${name}" has too few buffers`);
    const [offset, length] = region;
    let bytes: Uint8Array = new Uint8Array(0);
    if (length > 0) bytes = await readExact(this.source, offset, offset + length, ARROW, `column "${name}"`);
    if (codec !== 'none' && length > 0) bytes = await this.inflate(bytes, offset, name);
    if (bytes.length >= needed) return bytes;
    throw damaged(this.source, offset, `column "${name}" holds ${bytes.length} bytes, and its rows need ${needed}`);
  }

  private async inflate(bytes: Uint8Array, offset: number, name: string): Promise<Uint8Array> {
    const bad = (why: string) => damaged(this.source, offset, `column "${name}": ${why}`);
    if (bytes.length < 8) throw bad('a compressed buffer without its length');
    const size = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigInt64(0, true));
    const packed = bytes.subarray(8);
    if (size === -1) return packed;
    const most = this.batch.codec === 'lz4' ? packed.length * LZ4_MAX_RATIO : (packed.length / 3 + 1) * ZSTD_BLOCK;
    if (!(size >= 0) || size > most) throw bad(`${packed.length} compressed bytes cannot hold ${size}`);
    const output = allocateBytes(size, this.source);
    try {
      if (this.batch.codec === 'lz4') decodeLz4Frame(packed, output);
      else {
        const { decompressZstd } = await import('hyparquet-compressors');
        const decoded = decompressZstd(packed, output);
        if (decoded.length !== size) throw new RangeError('another length than declared');
      }
    } catch (cause) {
      throw bad(`damaged ${this.batch.codec.toUpperCase()} data (${cause instanceof Error ? cause.message : ''})`);
    }
    return output;
  }
}

/** Buffers lie at any offset of the file's bytes: typed arrays need their own aligned ones. */
function alignedCopy(bytes: Uint8Array, length: number): ArrayBuffer {
  return bytes.slice(0, length).buffer as ArrayBuffer;
}

function allocateBytes(size: number, source: ByteSource): Uint8Array {
  try {
    if (size > MAX_BUFFER_BYTES) throw new RangeError('too large');
    return new Uint8Array(size);
  } catch (cause) {
    const message = `"${source.name}" has a column of ${size} bytes in one piece, more than the memory of this page can hold. Write it in smaller record batches.`;
    throw new LimitError('LIMIT_MEMORY', message, { limit: 'bytes', needed: size, file: source.name }, cause);
  }
}

/** Parts of one column of different batches; where nulls made some of them float64, all become so. */
function join(parts: readonly ArrowColumn[], rows: number, source: ByteSource): ArrowColumn {
  const [first] = parts;
  if (first === undefined) return new Float64Array(0);
  if (parts.length === 1) return first;
  if (parts.some((part) => Array.isArray(part))) return parts.flatMap((part) => part as string[]);
  const numbers = parts as readonly NumberColumn[];
  const isSame = numbers.every((part) => part.constructor === first.constructor);
  try {
    const Kind = (isSame ? first.constructor : Float64Array) as NumberColumnConstructor;
    const joined = new Kind(rows);
    let at = 0;
    for (const part of numbers) {
      (joined as Float64Array).set(
        (isSame ? part : Float64Array.from(part as Float64Array, Number)) as Float64Array,
        at,
      );
      at += part.length;
    }
    return joined;
  } catch (cause) {
    throw new FormatError(
      'FORMAT_FIELD',
      `"${source.name}" has columns that do not fit together`,
      { file: source.name },
      cause,
    );
  }
}
