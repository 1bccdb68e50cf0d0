import { gzipSync, strToU8, zipSync } from 'fflate';
import type { Rng } from '../../core/index.ts';
import { mendChecksums } from '../e57/make-e57.fixture.ts';
import { maskedCrc32c } from '../tfrecord/crc32c.ts';

/** No mutated input is larger: what has to be refused is small itself. */
const MAX_BYTES = 1 << 20;

/** Numbers that end in trouble where they are believed. */
const BAD_WORDS = [
  ...[
    '999999999999',
    '-1',
    '1e999',
    'nan',
    '-inf',
    '4294967296',
    '9007199254740993',
    '2147483648',
    '18446744073709551616',
  ],
  ...['', '0', '0x10', '\u0000', '#', '"', '\n\n1\n', '\r', '\uFEFF', '__proto__', 'constructor'],
];
/** What opens a level of something, in the languages that our files are written in. */
const OPENINGS = [
  ...['[', '{"a":', '{"__proto__":', '[{"a":[', '<v>', '<a type="Structure">', '(', "{'descr': ", '"'],
  ...['property list uchar int vertex_indices\n', 'element face 1\n', 'FIELDS x y z\n', 'VLR', 'v 1 2 3\n'],
];
const FILLERS = [32, 48, 57, 46, 44, 45, 0x65, 0x78, 0x22, 9, 10, 13, 0, 255];

type Mutation = (bytes: Uint8Array, rng: Rng, other: Uint8Array) => Uint8Array;

const join = (...parts: readonly Uint8Array[]): Uint8Array => {
  const bytes = new Uint8Array(
    Math.min(
      MAX_BYTES,
      parts.reduce((sum, part) => sum + part.length, 0),
    ),
  );
  let at = 0;
  for (const part of parts) {
    const fits = part.subarray(0, bytes.length - at);
    bytes.set(fits, at);
    at += fits.length;
  }
  return bytes;
};

/** A place in the file, in its first bytes (where headers are) or its last (where footers are) more often than elsewhere. */
function place(bytes: Uint8Array, rng: Rng): number {
  const near = Math.min(bytes.length, 512);
  const which = rng.int(4);
  if (which === 0) return rng.int(bytes.length);
  return which === 1 ? bytes.length - 1 - rng.int(near) : rng.int(near);
}

const insert = (bytes: Uint8Array, at: number, what: Uint8Array, instead = 0) =>
  join(bytes.subarray(0, at), what, bytes.subarray(at + instead));

const truncate: Mutation = (bytes, rng) => bytes.subarray(0, place(bytes, rng));

const flipBits: Mutation = (bytes, rng) => {
  const changed = bytes.slice();
  for (let n = 1 + rng.int(8); n > 0; n--) changed[place(bytes, rng)]! ^= 1 << rng.int(8);
  return changed;
};

const setBytes: Mutation = (bytes, rng) => {
  const changed = bytes.slice();
  for (let n = 1 + rng.int(4); n > 0; n--) changed[place(bytes, rng)] = rng.int(256);
  return changed;
};

/** A number of 1, 2, 4 or 8 bytes, of either order, becomes one at the edge of what counts and offsets may be. */
const replaceNumber: Mutation = (bytes, rng) => {
  const changed = bytes.slice();
  const view = new DataView(changed.buffer);
  const { length } = changed;
  const edges = [0, 1, -1, 2, 127, 128, 255, 65535, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53, 2 ** 63];
  const value = rng.pick([...edges, length, length - 1, length + 1, length * 1000, NaN, 1e300]);
  const width = rng.pick([1, 2, 4, 4, 8, 8]);
  const at = place(bytes, rng);
  if (at + width > length) return changed;
  const isLittle = rng.chance(0.8);
  if (Number.isNaN(value) || value === 1e300) {
    if (width === 8) view.setFloat64(at, value, isLittle);
    else if (width === 4) view.setFloat32(at, value, isLittle);
  } else if (width === 8) view.setBigUint64(at, BigInt.asUintN(64, BigInt(value)), isLittle);
  else if (width === 4) view.setUint32(at, value, isLittle);
  else if (width === 2) view.setUint16(at, value, isLittle);
  else view.setUint8(at, value);
  return changed;
};

/** Digits that stand somewhere in a text become a word that is no such number. */
const replaceWord: Mutation = (bytes, rng) => {
  const isDigit = (byte: number | undefined) => byte !== undefined && byte >= 48 && byte <= 57;
  let from = place(bytes, rng);
  while (from < bytes.length && !isDigit(bytes[from])) from++;
  let to = from;
  while (isDigit(bytes[to])) to++;
  return insert(bytes, from, strToU8(rng.pick(BAD_WORDS)), to - from);
};

const splice: Mutation = (bytes, rng, other) => {
  const from = rng.int(other.length);
  const part = other.subarray(from, from + 1 + rng.int(600));
  return insert(bytes, place(bytes, rng), part, rng.chance(0.5) ? part.length : 0);
};

/** Head of one file, tail of another. */
const crossOver: Mutation = (bytes, rng, other) =>
  join(bytes.subarray(0, place(bytes, rng)), other.subarray(place(other, rng)));

const repeatChunk: Mutation = (bytes, rng) => {
  const at = place(bytes, rng);
  const chunk = bytes.subarray(at, at + 1 + rng.int(400));
  return insert(bytes, at, join(...new Array<Uint8Array>(1 + rng.int(40)).fill(chunk)));
};

const removeChunk: Mutation = (bytes, rng) => insert(bytes, place(bytes, rng), new Uint8Array(0), 1 + rng.int(64));

const nest: Mutation = (bytes, rng) => {
  const levels = rng.pick([2, 30, 1000, 20_000]);
  return insert(bytes, place(bytes, rng), strToU8(rng.pick(OPENINGS).repeat(levels)));
};

const longLine: Mutation = (bytes, rng) => {
  const filler = new Uint8Array(rng.pick([100, 5000, 70_000, 300_000])).fill(rng.pick(FILLERS));
  return insert(bytes, place(bytes, rng), filler);
};

/** In an archive, whose own sizes are then often made wrong: as a decompression bomb, or one that claims to be none. */
const wrap: Mutation = (bytes, rng) => {
  const content = rng.chance(0.1) ? join(bytes, new Uint8Array(MAX_BYTES - bytes.length)) : bytes;
  const isGzip = rng.chance(0.5);
  const packed = isGzip ? gzipSync(content, { mtime: 0, level: 1 }) : zipSync({ 'in/a': [content, { level: 1 }] });
  if (rng.chance(0.4)) return packed;
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const size = rng.pick([0, 1, 2 ** 31, 2 ** 32 - 1, content.length + 1, content.length * 500]);
  if (isGzip) view.setUint32(packed.length - 4, size, true);
  else {
    // The directory's entry: packed bytes at 20, unpacked bytes at 24, where the file begins at 42.
    const entry = view.getUint32(packed.length - 6, true);
    view.setUint32(entry + rng.pick([20, 24, 24, 42]), size, true);
  }
  return packed;
};

const MUTATIONS: readonly Mutation[] = [
  ...[truncate, flipBits, flipBits, setBytes, replaceNumber, replaceNumber, replaceNumber, replaceWord, replaceWord],
  ...[splice, crossOver, repeatChunk, removeChunk],
];
const RARE: readonly Mutation[] = [nest, longLine, wrap];

/** One to three mutations. Where checksums would stop every reader at once, they are often made to fit again. */
export function mutate(bytes: Uint8Array, rng: Rng, other: Uint8Array): Uint8Array {
  let changed = bytes;
  for (let n = 1 + rng.int(3); n > 0 && changed.length > 0; n--) changed = rng.pick(MUTATIONS)(changed, rng, other);
  if (rng.chance(0.75)) changed = mend(changed);
  return changed.length > 0 && rng.chance(0.08) ? rng.pick(RARE)(changed, rng, other) : changed;
}

function mend(bytes: Uint8Array): Uint8Array {
  const isE57 = strToU8('ASTM-E57').every((byte, i) => bytes[i] === byte);
  if (isE57) return bytes.length % 1024 === 0 ? mendChecksums(bytes) : bytes;
  return isTfRecord(bytes) ? mendRecord(bytes) : bytes;
}

/** The upper bytes of a small record's length are zero; nothing else begins so. */
function isTfRecord(bytes: Uint8Array): boolean {
  return bytes.length > 16 && bytes[2]! < 16 && bytes.subarray(3, 8).every((byte) => byte === 0) && bytes[0] !== 0;
}

/** The first record takes all that there is. */
function mendRecord(bytes: Uint8Array): Uint8Array {
  const mended = bytes.slice();
  const view = new DataView(mended.buffer);
  const length = bytes.length - 16;
  view.setUint32(0, length, true);
  view.setUint32(8, maskedCrc32c(mended.subarray(0, 8)), true);
  view.setUint32(12 + length, maskedCrc32c(mended.subarray(12, 12 + length)), true);
  return mended;
}
