import {
  type Attribute,
  type ByteSource,
  FormatError,
  type StageOptions,
  type TypedArray,
  throwIfCancelled,
  WorkbenchError,
} from '../../core/index.ts';
import { buildCloud } from '../build-cloud.ts';
import { type DecodedCloud, keepRows } from '../decoded-cloud.ts';
import { indexTfRecords, readTfRecord } from '../tfrecord/records.ts';
import { type Feature, parseExample } from './example.ts';

export const TF3D = 'tf3d-tfrecord';

/** An object of a frame record: centre and rotation in the vehicle's frame. */
export interface Tf3dObject {
  readonly label: number;
  readonly id: string;
  readonly center: readonly [number, number, number];
  /** Length, width, height. */
  readonly size: readonly [number, number, number];
  /** Row-major 3×3, box → vehicle. */
  readonly rotation: readonly number[];
}

export interface Tf3dRecord {
  /** `frame`: one sweep of a vehicle's lidars; `scene`: a whole mesh. */
  readonly kind: 'frame' | 'scene';
  readonly decoded: DecodedCloud;
  readonly objects: readonly Tf3dObject[];
  /** Of the mesh's vertices, as stored (NYU40 classes). */
  readonly semantic?: Int32Array;
  readonly instance?: Int32Array;
}

export interface Tf3dFile {
  readonly recordCount: number;
  /** @throws FormatError (FORMAT_EMPTY for a record without points, as scenes that only list poses), CancelledError */
  readRecord(index: number, options?: StageOptions): Promise<Tf3dRecord>;
}

const LIDARS = ['top', 'front', 'side_left', 'side_right', 'rear'] as const;

/** Records of TensorFlow 3D's unified format (`tf.train.Example`): Waymo frames and ScanNet or Rio scenes. */
export async function openTf3d(source: ByteSource, options: StageOptions = {}): Promise<Tf3dFile> {
  const records = await indexTfRecords(source, options);
  return {
    recordCount: records.length,
    async readRecord(index, recordOptions = {}) {
      const record = records[index];
      if (!record) throw new RangeError(`record ${index} of ${records.length}`);
      const payload = await readTfRecord(source, record, recordOptions);
      throwIfCancelled(recordOptions.signal, 'reading');
      try {
        return decodeRecord(source, index, new Features(parseExample(payload)), recordOptions);
      } catch (cause) {
        if (cause instanceof WorkbenchError) throw cause;
        const why = cause instanceof Error ? cause.message : String(cause);
        const message = `"${source.name}": the record at byte ${record.byteOffset} cannot be decoded (${why}). Copy or download the file again.`;
        throw new FormatError(
          'FORMAT_FIELD',
          message,
          { file: source.name, format: TF3D, byteOffset: record.byteOffset },
          cause,
        );
      }
    },
  };
}

function decodeRecord(source: ByteSource, index: number, features: Features, options: StageOptions): Tf3dRecord {
  if (features.has('mesh/vertices/positions')) return decodeScene(source, features, options);
  if (LIDARS.some((lidar) => features.has(`lidars/${lidar}/pointcloud/positions`))) {
    return decodeFrame(source, features, options);
  }
  const names = features.names();
  const isKnown = names.some((name) => /^(frames|lidars|cameras)\//.test(name) || name === 'scene_name');
  const why = isKnown
    ? `record ${index} has poses or pictures, but no points`
    : `record ${index} is a tf.Example without the fields of TF 3D (it has ${names.slice(0, 6).join(', ') || 'none'})`;
  const message = `"${source.name}" has nothing to show: ${why}. Choose the frame records of a Waymo set, or the scene records of a ScanNet set.`;
  throw new FormatError('FORMAT_EMPTY', message, { file: source.name, format: TF3D, record: index });
}

function decodeFrame(source: ByteSource, features: Features, options: StageOptions): Tf3dRecord {
  const parts = LIDARS.flatMap((lidar, number) => {
    const positions = features.floats(`lidars/${lidar}/pointcloud/positions`);
    return positions.length > 0 ? [{ lidar, number: number + 1, positions, count: rows(positions, 3, lidar) }] : [];
  });
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const axes = [0, 1, 2].map(() => new Float32Array(count)) as [Float32Array, Float32Array, Float32Array];
  const laser = new Uint8Array(count);
  let at = 0;
  for (const { positions, count: rowsHere, number } of parts) {
    for (let i = 0; i < rowsHere; i++) for (let k = 0; k < 3; k++) axes[k]![at + i] = positions[i * 3 + k]!;
    laser.fill(number, at, at + rowsHere);
    at += rowsHere;
  }
  const gather = (name: string, column: string, Kind: new (length: number) => TypedArray): Attribute[] => {
    const values = new Kind(count);
    let [to, found] = [0, 0];
    for (const { lidar, count: rowsHere } of parts) {
      const part = features.numbers(`lidars/${lidar}/pointcloud/${column}`);
      if (part.length === rowsHere) {
        values.set(part as Float64Array, to);
        found++;
      } else if (part.length > 0)
        throw new RangeError(`${column} of ${lidar} has ${part.length} values for ${rowsHere} points`);
      to += rowsHere;
    }
    return found > 0 ? [{ name, components: 1, values }] : [];
  };
  const attributes = [
    ...gather('intensity', 'intensity', Float32Array),
    ...gather('elongation', 'elongation', Float32Array),
    ...gather('return', 'return_number', Uint8Array),
    ...gather('noLabelZone', 'inside_nlz', Uint8Array),
    { name: 'laser', components: 1, values: laser },
  ];
  const [x, y, z] = axes;
  const decoded = buildCloud({ name: nameOf(source, features), format: TF3D, x, y, z, attributes }, options);
  return { kind: 'frame', decoded, objects: decodeObjects(features) };
}

function decodeObjects(features: Features): Tf3dObject[] {
  const labels = features.numbers('objects/category/label');
  const sizes = features.floats('objects/shape/dimension');
  const rotations = features.floats('objects/pose/R');
  const centers = features.floats('objects/pose/t');
  const names = features.texts('objects/name');
  const count = labels.length;
  if (sizes.length !== count * 3 || centers.length !== count * 3 || rotations.length !== count * 9) {
    throw new RangeError(`the columns of ${count} objects have different lengths`);
  }
  return Array.from({ length: count }, (_, i) => ({
    label: labels[i]!,
    id: names[i] ?? String(i),
    center: [centers[i * 3]!, centers[i * 3 + 1]!, centers[i * 3 + 2]!],
    size: [sizes[i * 3]!, sizes[i * 3 + 1]!, sizes[i * 3 + 2]!],
    rotation: [...rotations.subarray(i * 9, i * 9 + 9)],
  }));
}

function decodeScene(source: ByteSource, features: Features, options: StageOptions): Tf3dRecord {
  const column = (name: string) => `mesh/vertices/${name}`;
  const positions = features.floats(column('positions'));
  const count = rows(positions, 3, 'positions');
  const axis = (k: number) => Float32Array.from({ length: count }, (_, i) => positions[i * 3 + k]!);
  const attributes: Attribute[] = [];
  const colors = features.numbers(column('colors'));
  if (colors.length > 0) {
    const channels = colors.length / count;
    if (channels !== 3 && channels !== 4) throw new RangeError(`${colors.length} colour values for ${count} vertices`);
    const rgb = Uint8Array.from({ length: count * 3 }, (_, i) => colors[Math.floor(i / 3) * channels + (i % 3)]!);
    attributes.push({ name: 'rgb', components: 3, values: rgb });
  }
  const normals = features.floats(column('normals'));
  if (normals.length > 0) {
    if (normals.length !== count * 3) throw new RangeError(`${normals.length} normal values for ${count} vertices`);
    attributes.push({ name: 'normal', components: 3, values: normals });
  }
  const labels = (name: string) => {
    const values = features.numbers(column(name));
    if (values.length !== 0 && values.length !== count)
      throw new RangeError(`${values.length} ${name} for ${count} vertices`);
    return values.length > 0 ? Int32Array.from(values) : undefined;
  };
  const [semantic, instance] = [labels('semantic_labels'), labels('instance_labels')];
  const decoded = buildCloud(
    { name: nameOf(source, features), format: TF3D, x: axis(0), y: axis(1), z: axis(2), attributes },
    options,
  );
  return {
    kind: 'scene',
    decoded,
    objects: [],
    ...(semantic ? { semantic: keepRows(semantic, decoded.keptRows) } : {}),
    ...(instance ? { instance: keepRows(instance, decoded.keptRows) } : {}),
  };
}

function nameOf(source: ByteSource, features: Features): string {
  const names = [features.texts('scene_name')[0], features.texts('frame_name')[0]].filter((name) => name);
  return names.length > 0 ? names.join(' · ') : source.name;
}

function rows(values: ArrayLike<number>, components: number, what: string): number {
  if (values.length % components === 0) return values.length / components;
  throw new RangeError(`${what} has ${values.length} values, which is no multiple of ${components}`);
}

/** Features by name; what is absent is empty. */
class Features {
  private readonly map: ReadonlyMap<string, Feature>;

  constructor(map: ReadonlyMap<string, Feature>) {
    this.map = map;
  }

  has(name: string): boolean {
    const feature = this.map.get(name);
    return feature !== undefined && feature.floats.length > 0;
  }

  names(): string[] {
    return [...this.map.keys()].sort();
  }

  floats(name: string): Float32Array {
    return this.map.get(name)?.floats ?? new Float32Array(0);
  }

  /** Numbers of either kind; small integers may also come as raw bytes. */
  numbers(name: string): ArrayLike<number> {
    const feature = this.map.get(name);
    if (!feature) return [];
    if (feature.ints.length > 0) return feature.ints;
    return feature.floats.length > 0 ? feature.floats : (feature.bytes[0] ?? []);
  }

  texts(name: string): string[] {
    return (this.map.get(name)?.bytes ?? []).map((bytes) => new TextDecoder().decode(bytes));
  }
}
