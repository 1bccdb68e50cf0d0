import { type ByteSource, FormatError } from '../../core/index.ts';
import { readExact } from '../read-exact.ts';
import { CELL_BYTES, type CellType, type RowField } from '../row-table.ts';

export const NPY = 'npy';

export interface NpyHeader {
  readonly shape: readonly number[];
  readonly fortranOrder: boolean;
  readonly littleEndian: boolean;
  /** Fields of one element: one unnamed field for a plain dtype, one a field for a structured one. Offsets in bytes. */
  readonly fields: readonly RowField[];
  readonly isStructured: boolean;
  readonly itemBytes: number;
  readonly bodyOffset: number;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** numpy itself refuses headers beyond 10 000 bytes unless told otherwise; structured dtypes may be longer. */
const MAX_HEADER_BYTES = 1 << 20;

const TYPES: Readonly<Record<string, CellType>> = {
  b1: 'bool',
  '?': 'bool',
  i1: 'int8',
  u1: 'uint8',
  i2: 'int16',
  u2: 'uint16',
  i4: 'int32',
  u4: 'uint32',
  i8: 'int64',
  u8: 'uint64',
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
};

/**
 * Header of an NPY file, versions 1–3: a Python dict literal, which is matched, never evaluated.
 * @throws FormatError FORMAT_MAGIC, FORMAT_TRUNCATED, FORMAT_FIELD
 */
export async function readNpyHeader(source: ByteSource): Promise<NpyHeader> {
  const head = await readExact(source, 0, 10, NPY, 'the header');
  if (!MAGIC.every((byte, i) => head[i] === byte)) {
    throw fail(source, 'FORMAT_MAGIC', 'its first bytes are not \\x93NUMPY', 'magic', 0);
  }
  const major = head[6]!;
  if (major < 1 || major > 3) throw fail(source, 'FORMAT_FIELD', `version ${major} is not known`, 'version', 6);
  const start = major === 1 ? 10 : 12;
  const lengthBytes = await readExact(source, 8, start, NPY, 'the header length');
  const view = new DataView(lengthBytes.buffer, lengthBytes.byteOffset, lengthBytes.length);
  const length = major === 1 ? view.getUint16(0, true) : view.getUint32(0, true);
  if (length > MAX_HEADER_BYTES) throw fail(source, 'FORMAT_FIELD', `a header of ${length} bytes`, 'header length', 8);
  const text = new TextDecoder().decode(await readExact(source, start, start + length, NPY, 'the header'));

  const order = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(text)?.[1];
  if (!order) throw fail(source, 'FORMAT_FIELD', 'its header has no fortran_order', 'fortran_order', start);
  const shapeText = /['"]shape['"]\s*:\s*\(([^()]*)\)/.exec(text)?.[1];
  const shape = shapeText
    ?.split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (!shape?.every((part) => /^\d+L?$/.test(part)))
    throw fail(source, 'FORMAT_FIELD', 'its header has no shape', 'shape', start);
  const descr = /['"]descr['"]\s*:\s*(?:(['"])(.*?)\1|(\[[\s\S]*\])\s*,\s*['"](?:fortran_order|shape))/.exec(text);
  if (!descr) throw fail(source, 'FORMAT_FIELD', 'its header has no dtype', 'descr', start);

  const dtype = descr[2] !== undefined ? plainDtype(source, descr[2]) : structuredDtype(source, descr[3]!);
  return {
    shape: shape.map((part) => Number.parseInt(part, 10)),
    fortranOrder: order === 'True',
    bodyOffset: start + length,
    ...dtype,
  };
}

type Dtype = Pick<NpyHeader, 'fields' | 'isStructured' | 'itemBytes' | 'littleEndian'>;

function plainDtype(source: ByteSource, text: string): Dtype {
  const { type, bytes, isBig } = parseType(source, text);
  if (!type)
    throw fail(source, 'FORMAT_FIELD', `its numbers are of the type "${text}", which are no coordinates`, 'descr', 10);
  return {
    fields: [{ name: '', type, offset: 0, components: 1 }],
    isStructured: false,
    itemBytes: bytes,
    littleEndian: !isBig,
  };
}

/** `[('x', '<f4'), ('rgb', '|u1', (3,)), …]`: fields follow each other without padding (padding is a void field). */
function structuredDtype(source: ByteSource, text: string): Dtype {
  const fields: RowField[] = [];
  let itemBytes = 0;
  let endian: boolean | undefined;
  const entry =
    /\(\s*(?:\(\s*['"][^'"]*['"]\s*,\s*)?['"]([^'"]*)['"]\s*\)?\s*,\s*['"]([^'"]+)['"]\s*(?:,\s*\(([\d\s,]*)\)\s*|,\s*(\d+)\s*)?\)/g;
  const rest = text.replace(entry, (_, name: string, dtype: string, dims?: string, dim?: string) => {
    const components = (dims ?? dim ?? '')
      .split(',')
      .filter((part) => part.trim() !== '')
      .reduce((product, part) => product * Number(part), 1);
    const { type, bytes, isBig } = parseType(source, dtype);
    if (type && bytes > 1) {
      if (endian !== undefined && endian !== isBig) {
        throw fail(source, 'FORMAT_FIELD', 'it mixes byte orders within a row', 'descr', 10);
      }
      endian = isBig;
    }
    if (type) fields.push({ name, type, offset: itemBytes, components });
    itemBytes += bytes * components;
    return '';
  });
  if (!/^[[\],\s]*$/.test(rest) || fields.length === 0) {
    throw fail(source, 'FORMAT_FIELD', 'its structured dtype cannot be read (nested fields are not)', 'descr', 10);
  }
  return { fields, isStructured: true, itemBytes, littleEndian: endian !== true };
}

/** `type` is undefined for what has a size but is no number (text, void): a structured row skips it. */
function parseType(source: ByteSource, text: string): { type: CellType | undefined; bytes: number; isBig: boolean } {
  const match = /^([<>|=]?)([biufcSUVOmM?])(\d*)(\[.*\])?$/.exec(text);
  if (match?.[2] === 'O') {
    throw fail(source, 'FORMAT_FIELD', 'it holds pickled Python objects, which are never unpickled', 'descr', 10);
  }
  if (!match) throw fail(source, 'FORMAT_FIELD', `the dtype "${text}" is not known`, 'descr', 10);
  const [, order, kind, size] = match;
  const type = TYPES[`${kind}${size}`];
  const bytes = type ? CELL_BYTES[type] : Number(size) * (kind === 'U' ? 4 : 1);
  return { type, bytes, isBig: order === '>' };
}

export function fail(
  source: ByteSource,
  code: 'FORMAT_MAGIC' | 'FORMAT_FIELD',
  why: string,
  field: string,
  byteOffset: number,
): FormatError {
  const message = `"${source.name}" cannot be shown as points: ${why}. Save it as a numeric array of shape (N, 3) or wider.`;
  return new FormatError(code, message, { file: source.name, format: NPY, field, byteOffset });
}
