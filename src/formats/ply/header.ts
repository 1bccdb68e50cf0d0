import { type ByteSource, FormatError } from '../../core/index.ts';
import { latin1 } from '../latin1.ts';
import { type CellType, requireCount } from '../row-table.ts';

export const PLY = 'ply';

export interface PlyScalar {
  readonly kind: 'scalar';
  readonly name: string;
  readonly type: CellType;
}
export interface PlyList {
  readonly kind: 'list';
  readonly name: string;
  readonly countType: CellType;
  readonly type: CellType;
}
export interface PlyElement {
  readonly name: string;
  readonly count: number;
  readonly properties: readonly (PlyScalar | PlyList)[];
}
export interface PlyHeader {
  readonly encoding: 'ascii' | 'binary_little_endian' | 'binary_big_endian';
  readonly elements: readonly PlyElement[];
  /** `comment` and `obj_info` lines without their keyword. */
  readonly comments: readonly string[];
  /** Byte where the body starts. */
  readonly bodyOffset: number;
}

const TYPES: Readonly<Record<string, CellType>> = {
  char: 'int8',
  int8: 'int8',
  uchar: 'uint8',
  uint8: 'uint8',
  short: 'int16',
  int16: 'int16',
  ushort: 'uint16',
  uint16: 'uint16',
  int: 'int32',
  int32: 'int32',
  uint: 'uint32',
  uint32: 'uint32',
  // No part of PLY, but programs around NumPy write them.
  int64: 'int64',
  uint64: 'uint64',
  float: 'float32',
  float32: 'float32',
  double: 'float64',
  float64: 'float64',
};

/** A header longer than this is not one. Gaussian splats and survey exports stay below 10 kB. */
const MAX_HEADER_BYTES = 1 << 20;

/** @throws FormatError FORMAT_MAGIC, FORMAT_TRUNCATED, FORMAT_FIELD */
export async function readPlyHeader(source: ByteSource): Promise<PlyHeader> {
  let head = latin1(await source.read(0, 1 << 14));
  const start = /^ply[ \t]*(\r\n|\n|\r)/.exec(head);
  if (!start?.[1]) throw fail(source, 'FORMAT_MAGIC', 0, 'the first line is not "ply"');
  // The body starts after the same newline that ends the first line: a further 0x0A or 0x0D is already data.
  const newline = start[1];
  let end = endOfHeader(head, newline);
  if (end === undefined && source.size > head.length) {
    head = latin1(await source.read(0, MAX_HEADER_BYTES));
    end = endOfHeader(head, newline);
  }
  if (end === undefined) throw fail(source, 'FORMAT_TRUNCATED', head.length, 'the header has no end_header line');
  return { ...parseLines(source, head.slice(0, end.headerEnd), newline), bodyOffset: end.bodyOffset };
}

function endOfHeader(head: string, newline: string): { headerEnd: number; bodyOffset: number } | undefined {
  const match = new RegExp(`${newline}end_header[ \\t\\r]*?${newline}`).exec(head);
  return match ? { headerEnd: match.index, bodyOffset: match.index + match[0].length } : undefined;
}

function parseLines(source: ByteSource, header: string, newline: string): Omit<PlyHeader, 'bodyOffset'> {
  let encoding: PlyHeader['encoding'] | undefined;
  const elements: { name: string; count: number; properties: (PlyScalar | PlyList)[] }[] = [];
  const comments: string[] = [];
  let offset = 0;
  for (const raw of header.split(newline)) {
    const at = offset;
    offset += raw.length + newline.length;
    const line = raw.trim();
    const words = line.split(/\s+/);
    switch (words[0]) {
      case 'ply':
      case '':
        break;
      case 'comment':
      case 'obj_info':
        comments.push(line.slice(words[0].length).trim());
        break;
      case 'format':
        if (!isEncoding(words[1]))
          throw fail(source, 'FORMAT_FIELD', at, `unknown encoding "${words[1] ?? ''}"`, 'format');
        encoding = words[1];
        break;
      case 'element': {
        const count = /^\d+$/.test(words[2] ?? '') ? Number(words[2]) : -1;
        elements.push({
          name: words[1] ?? '',
          count: requireCount(count, source, PLY, `count of ${words[1]}`),
          properties: [],
        });
        break;
      }
      case 'property': {
        const property = parseProperty(words);
        const element = elements.at(-1);
        if (!property || !element) throw fail(source, 'FORMAT_FIELD', at, `cannot read "${line}"`, 'property');
        element.properties.push(property);
        break;
      }
      default:
        throw fail(source, 'FORMAT_FIELD', at, `cannot read the header line "${line.slice(0, 60)}"`, words[0] ?? '');
    }
  }
  if (!encoding) throw fail(source, 'FORMAT_FIELD', 0, 'the header has no format line', 'format');
  return { encoding, elements, comments };
}

function parseProperty(words: readonly string[]): PlyScalar | PlyList | undefined {
  if (words[1] === 'list') {
    const [countType, type, name] = [TYPES[words[2] ?? ''], TYPES[words[3] ?? ''], words[4]];
    const isCountable = countType !== undefined && !countType.startsWith('float');
    return isCountable && type && name ? { kind: 'list', name, countType, type } : undefined;
  }
  const [type, name] = [TYPES[words[1] ?? ''], words[2]];
  return type && name ? { kind: 'scalar', name, type } : undefined;
}

function isEncoding(word: string | undefined): word is PlyHeader['encoding'] {
  return word === 'ascii' || word === 'binary_little_endian' || word === 'binary_big_endian';
}

export function fail(
  source: ByteSource,
  code: 'FORMAT_MAGIC' | 'FORMAT_TRUNCATED' | 'FORMAT_FIELD',
  byteOffset: number,
  why: string,
  field?: string,
): FormatError {
  const message = `"${source.name}" is not a PLY file that can be read: ${why}. Export it again as PLY.`;
  return new FormatError(code, message, { file: source.name, format: PLY, byteOffset, field });
}
