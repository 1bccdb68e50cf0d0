import { WeightsError } from '../core/index.ts';
import { float16ToFloat32, float32ToFloat16 } from './float16.ts';

/** A named array as float32, whatever precision the file had. */
export interface WeightArray {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export type Weights = ReadonlyMap<string, WeightArray>;

interface HeaderEntry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

/** More than any of our headers by far; a larger one is a broken or hostile file. */
const MAX_HEADER_BYTES = 1 << 22;

/**
 * Reads a safetensors file (u64 header length, JSON header, raw little-endian data). F16 and F32 arrays become float32.
 * @throws WeightsError WEIGHTS_FORMAT naming the tensor or the header field.
 */
export function readSafetensors(bytes: Uint8Array): {
  weights: Map<string, WeightArray>;
  metadata: Readonly<Record<string, string>>;
} {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8) throw broken('file', 'at least 8 bytes', `${bytes.length}`);
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > MAX_HEADER_BYTES || 8 + headerLength > bytes.length) {
    throw broken('header', `at most ${bytes.length - 8} bytes`, `${headerLength}`);
  }
  const header = parseHeader(bytes.subarray(8, 8 + headerLength));
  const start = 8 + headerLength;
  const weights = new Map<string, WeightArray>();
  let metadata: Record<string, string> = {};
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') {
      metadata = entry as unknown as Record<string, string>;
      continue;
    }
    weights.set(name, readArray(name, entry, view, start));
  }
  return { weights, metadata };
}

/** What models of ours store in half precision: convolutions, not norms and biases. */
export function isStoredHalf(name: string): boolean {
  return name.endsWith('.weight') && !name.includes('norm');
}

/** Writes arrays as F16 where `half(name)` says so, else F32; names in the order given. */
export function writeSafetensors(
  weights: Weights,
  half: (name: string) => boolean,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  const parts: Uint8Array[] = [];
  let offset = 0;
  for (const [name, { shape, values }] of weights) {
    const stored = half(name) ? float32ToFloat16(values) : values.slice();
    const part = new Uint8Array(stored.buffer);
    header[name] = {
      dtype: half(name) ? 'F16' : 'F32',
      shape: [...shape],
      data_offsets: [offset, offset + part.length],
    };
    parts.push(part);
    offset += part.length;
  }
  let text = JSON.stringify(header);
  text = text.padEnd(Math.ceil(text.length / 8) * 8, ' '); // the data begins 8-byte aligned
  const head = new TextEncoder().encode(text);
  const file = new Uint8Array(8 + head.length + offset);
  new DataView(file.buffer).setBigUint64(0, BigInt(head.length), true);
  file.set(head, 8);
  let at = 8 + head.length;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  return file;
}

function parseHeader(bytes: Uint8Array): Record<string, HeaderEntry> {
  try {
    return Object.assign(Object.create(null), JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    throw new WeightsError('WEIGHTS_FORMAT', 'the weights file has no readable header', { tensor: 'header' }, cause);
  }
}

function readArray(name: string, entry: HeaderEntry, view: DataView, start: number): WeightArray {
  const { dtype, shape, data_offsets: offsets } = entry;
  const width = dtype === 'F16' ? 2 : dtype === 'F32' ? 4 : 0;
  if (width === 0) throw broken(name, 'F16 or F32', String(dtype));
  if (!Array.isArray(shape) || !Array.isArray(offsets)) throw broken(name, 'shape and data_offsets', 'neither');
  const count = shape.reduce((product, side) => product * side, 1);
  const [from, to] = offsets;
  if (to - from !== count * width || from < 0 || start + to > view.byteLength) {
    throw broken(name, `${count * width} bytes inside the file`, `${from}–${to}`);
  }
  const raw = view.buffer.slice(view.byteOffset + start + from, view.byteOffset + start + to);
  return { shape, values: width === 4 ? new Float32Array(raw) : float16ToFloat32(new Uint16Array(raw)) };
}

function broken(tensor: string, expected: string, found: string): WeightsError {
  return new WeightsError('WEIGHTS_FORMAT', `weights file: ${tensor}: expected ${expected}, found ${found}`, {
    tensor,
    expected,
    found,
  });
}
