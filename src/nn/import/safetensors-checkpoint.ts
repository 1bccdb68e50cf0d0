import type { ByteSource } from '../../core/index.ts';
import type { Checkpoint, CheckpointTensor } from './checkpoint.ts';
import { brokenFile } from './checkpoint-error.ts';
import { LIMITS } from './limits.ts';
import { decodeElements, ELEMENT_BYTES } from './tensor-values.ts';

const DTYPES: ReadonlyMap<string, string> = new Map([
  ['F64', 'float64'],
  ['F32', 'float32'],
  ['F16', 'float16'],
  ['BF16', 'bfloat16'],
  ['I64', 'int64'],
  ['I32', 'int32'],
  ['I16', 'int16'],
  ['I8', 'int8'],
  ['U8', 'uint8'],
  ['BOOL', 'bool'],
]);

/** Reads another framework's safetensors file; ours are read by `readSafetensors`. @throws FormatError */
export async function readSafetensorsCheckpoint(source: ByteSource): Promise<Checkpoint> {
  const head = await source.read(0, 8);
  if (head.length < 8)
    throw brokenFile('FORMAT_TRUNCATED', source.name, 'header', 'the file is shorter than its length');
  const length = Number(new DataView(head.buffer, head.byteOffset).getBigUint64(0, true));
  if (length > LIMITS.headerBytes || 8 + length > source.size) {
    throw brokenFile('FORMAT_FIELD', source.name, 'header', `its length cannot be ${length}`);
  }
  const start = 8 + length;
  const tensors = new Map<string, CheckpointTensor>();
  for (const [name, value] of parseHeader(source.name, await source.read(8, start))) {
    if (name !== '__metadata__') tensors.set(name, tensorOf(source, start, name, value));
  }
  return { format: 'safetensors', entry: '', otherEntries: [], tensors, readOver: [] };
}

function parseHeader(file: string, bytes: Uint8Array): [string, unknown][] {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw brokenFile('FORMAT_FIELD', file, 'header', 'is not JSON', 8);
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw brokenFile('FORMAT_FIELD', file, 'header', 'is no JSON object', 8);
  }
  return Object.entries(header);
}

function tensorOf(source: ByteSource, start: number, name: string, value: unknown): CheckpointTensor {
  const entry = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const dtype = DTYPES.get(String(entry['dtype']));
  const { shape, data_offsets: range } = entry;
  if (dtype === undefined)
    throw brokenFile('FORMAT_FIELD', source.name, name, `type ${String(entry['dtype'])} is not read`);
  if (!isCounts(shape) || !isCounts(range) || range.length !== 2 || shape.length > LIMITS.tensorDims) {
    throw brokenFile('FORMAT_FIELD', source.name, name, 'has no shape and place');
  }
  const [from, to] = range as [number, number];
  const bytes = shape.reduce((product, side) => product * side, ELEMENT_BYTES.get(dtype)!);
  if (to - from !== bytes || start + to > source.size || bytes > LIMITS.entryBytes) {
    throw brokenFile('FORMAT_FIELD', source.name, name, `${shape.join('×')} does not lie in the file at ${from}–${to}`);
  }
  return {
    shape,
    dtype,
    async read() {
      const raw = await source.read(start + from, start + to);
      if (raw.length !== bytes) throw brokenFile('FORMAT_TRUNCATED', source.name, name, 'fewer bytes than stated');
      return decodeElements(raw, dtype, true);
    },
  };
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}
