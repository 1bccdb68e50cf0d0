import {
  type Attribute,
  allocate,
  type ByteSource,
  FormatError,
  LimitError,
  type ScalarType,
  type TypedArray,
  throwIfCancelled,
} from '../../core/index.ts';
import { buildCloud } from '../build-cloud.ts';
import type { DecodedCloud, ReadOptions } from '../decoded-cloud.ts';
import { readExact } from '../read-exact.ts';
import {
  createDracoModule,
  type DracoAttribute,
  type DracoDecoder,
  type DracoGeometry,
  type DracoModule,
} from './decoder-module.ts';
import { DRACO } from './format.ts';

const HEADER_BYTES = 11;
/** The file, its decoded values and what the decoder needs to make them, with room. */
const MEMORY_PER_BYTE = 256;
const BASE_MEMORY = 64 * 2 ** 20;
const MAX_FILE_BYTES = 256 * 2 ** 20;

/** Values that Draco's `DataType` has, in its order from 1; the decoder hands out no 64-bit ones. */
const TYPES: readonly (ScalarType | undefined)[] = [
  undefined,
  'int8',
  'uint8',
  'int16',
  'uint16',
  'int32',
  'uint32',
  undefined,
  undefined,
  'float32',
  'float32',
  'uint8',
];
const FLOAT32 = 9;
/** Draco's `GeometryAttribute::Type`. */
const [POSITION, NORMAL, COLOR, TEX_COORD] = [0, 1, 2, 3];

/**
 * Draco point clouds, and the vertices of Draco meshes, with all attributes. Faces are not kept.
 * @throws FormatError FORMAT_MAGIC, FORMAT_TRUNCATED, FORMAT_FIELD; LimitError LIMIT_MEMORY; CancelledError
 */
export async function readDraco(source: ByteSource, options: ReadOptions = {}): Promise<DecodedCloud> {
  const head = await readExact(source, 0, HEADER_BYTES, DRACO, 'the header');
  if (String.fromCharCode(...head.subarray(0, 5)) !== 'DRACO')
    throw damaged(source, 'FORMAT_MAGIC', 'its first bytes are not DRACO');
  if (source.size > MAX_FILE_BYTES) {
    const message = `"${source.name}" has ${source.size} bytes, more than the decoder of Draco can hold. Cut it, or save it as PLY.`;
    const context = { limit: 'file bytes', needed: source.size, available: MAX_FILE_BYTES, file: source.name };
    throw new LimitError('LIMIT_MEMORY', message, context);
  }
  const bytes = await readExact(source, 0, source.size, DRACO, 'the file');
  const module = await createDracoModule(BASE_MEMORY + source.size * MEMORY_PER_BYTE);
  throwIfCancelled(options.signal, 'decoding');
  let columns: Columns;
  try {
    columns = decode(module, bytes);
  } catch (cause) {
    // The decoder checks little: damaged bytes end in any trap of WebAssembly.
    throw damaged(source, 'FORMAT_FIELD', 'its compressed data are damaged', cause);
  }
  if (!columns.positions) throw damaged(source, 'FORMAT_FIELD', 'it has no positions');
  const { positions, attributes } = columns;
  const count = positions.length / 3;
  const axis = (c: number) => Float32Array.from({ length: count }, (_, i) => positions[i * 3 + c]!);
  return buildCloud({ name: source.name, format: DRACO, x: axis(0), y: axis(1), z: axis(2), attributes }, options);
}

interface Columns {
  readonly positions: TypedArray | undefined;
  readonly attributes: readonly Attribute[];
}

function decode(module: DracoModule, bytes: Uint8Array): Columns {
  const decoder = new module.Decoder();
  const buffer = new module.DecoderBuffer();
  buffer.Init(new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length), bytes.length);
  const isMesh = decoder.GetEncodedGeometryType(buffer) === module.TRIANGULAR_MESH;
  const geometry = isMesh ? new module.Mesh() : new module.PointCloud();
  const status = isMesh
    ? decoder.DecodeBufferToMesh(buffer, geometry)
    : decoder.DecodeBufferToPointCloud(buffer, geometry);
  if (!status.ok()) throw new TypeError(status.error_msg());
  let positions: TypedArray | undefined;
  const attributes: Attribute[] = [];
  for (let i = 0; i < geometry.num_attributes(); i++) {
    const attribute = decoder.GetAttribute(geometry, i);
    const components = attribute.num_components();
    const values = valuesOf(module, decoder, geometry, attribute);
    if (attribute.attribute_type() === POSITION && components === 3) positions ??= values;
    else
      attributes.push(
        ...named(attribute.attribute_type(), nameOf(module, decoder, geometry, i), components, values, attributes),
      );
  }
  return { positions, attributes };
}

function valuesOf(
  module: DracoModule,
  decoder: DracoDecoder,
  geometry: DracoGeometry,
  attribute: DracoAttribute,
): TypedArray {
  const stated = attribute.data_type();
  const type = TYPES[stated] ?? 'float32';
  const values = allocate(type, geometry.num_points() * attribute.num_components());
  const pointer = module._malloc(values.byteLength);
  const asked = TYPES[stated] && stated < FLOAT32 ? stated : type === 'uint8' ? 2 : FLOAT32;
  if (!decoder.GetAttributeDataArrayForAllPoints(geometry, attribute, asked, values.byteLength, pointer)) {
    throw new TypeError('an attribute cannot be read');
  }
  new Uint8Array(values.buffer).set(module.HEAPU8.subarray(pointer, pointer + values.byteLength));
  module._free(pointer);
  return values;
}

/** glTF and Draco's own tools give generic attributes a name in the metadata. */
function nameOf(
  module: DracoModule,
  decoder: DracoDecoder,
  geometry: DracoGeometry,
  index: number,
): string | undefined {
  const metadata = decoder.GetAttributeMetadata(geometry, index);
  const querier = new module.MetadataQuerier();
  return querier.HasEntry(metadata, 'name') ? querier.GetStringEntry(metadata, 'name') : undefined;
}

function named(
  type: number,
  ownName: string | undefined,
  components: number,
  values: TypedArray,
  taken: readonly Attribute[],
): Attribute[] {
  if (type === COLOR && components >= 3) return color(values, components);
  if (type === NORMAL && components === 3) return [{ name: 'normal', components, values: Float32Array.from(values) }];
  const base = ownName ?? (type === TEX_COORD ? 'uv' : 'generic');
  const isReserved = base === 'rgb' || base === 'normal';
  let name = isReserved ? `${base}_1` : base;
  for (let n = 2; taken.some((other) => other.name === name); n++) name = `${base}_${n}`;
  return [{ name, components, values }];
}

/** Bytes as they are, 16 bit without their low byte, fractions of one as bytes. The fourth component is `alpha`. */
function color(values: TypedArray, components: number): Attribute[] {
  const count = values.length / components;
  const isFloat = values instanceof Float32Array;
  const scale = isFloat ? 255 : values instanceof Uint16Array ? 1 / 257 : 1;
  const rgb = new Uint8ClampedArray(count * 3);
  const alpha = new Uint8ClampedArray(components > 3 ? count : 0);
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < 3; c++) rgb[i * 3 + c] = values[i * components + c]! * scale;
    if (components > 3) alpha[i] = values[i * components + 3]! * scale;
  }
  const attributes = [{ name: 'rgb', components: 3, values: new Uint8Array(rgb.buffer) }];
  return components > 3
    ? [...attributes, { name: 'alpha', components: 1, values: new Uint8Array(alpha.buffer) }]
    : attributes;
}

function damaged(source: ByteSource, code: 'FORMAT_MAGIC' | 'FORMAT_FIELD', why: string, cause?: unknown): FormatError {
  const message = `"${source.name}" cannot be read as Draco: ${why}. Copy the file again, or save it as PLY.`;
  return new FormatError(code, message, { file: source.name, format: DRACO, field: 'draco' }, cause);
}
