import { type Attribute, FormatError, type PointCloud, type StageOptions, type Vec3 } from '../../core/index.ts';
import type { DecodedCloud } from '../decoded-cloud.ts';
import { type Bounds, chooseOrigin } from '../origin.ts';
import { className } from './classes.ts';
import type { LasHeader } from './header.ts';
import type { LasColumns } from './las-columns.ts';

/** Names by which tools store the object that a point belongs to. */
const INSTANCE_NAMES = ['treeid', 'tree_id', 'instance_id', 'instanceid', 'segment_id', 'object_id'];

export interface LasFile {
  readonly name: string;
  readonly format: string;
  readonly header: LasHeader;
}

/**
 * Columns → cloud. The stored integers become float32 positions in place, so that a cloud never takes its memory twice.
 * @throws FormatError FORMAT_EMPTY when there is no point.
 */
export function finishCloud(file: LasFile, columns: LasColumns, options: StageOptions): DecodedCloud {
  const { name, format, header } = file;
  const count = columns.rows;
  if (count === 0) {
    const message = `"${name}" has nothing to show: it holds no points. Choose another file.`;
    throw new FormatError('FORMAT_EMPTY', message, { file: name, format });
  }
  const attributes = joinNormals(columns.attributes(options));
  sayClasses(attributes, options);
  const instance = instanceOf(attributes, options);
  const whole = columns.coordinates;
  const coordinates = whole.length === count * 3 ? whole : whole.slice(0, count * 3);
  const { origin, positions } = place(coordinates, columns, header);
  const cloud = {
    name,
    format,
    count,
    origin,
    positions,
    attributes: instance ? [...attributes, instance] : attributes,
  };
  return { cloud, sourceCount: count, comments: [] };
}

/** The points that are there so far, in memory of their own: for a first picture. */
export function previewCloud({ name, format, header }: LasFile, columns: LasColumns): PointCloud {
  const count = columns.rows;
  const attributes = columns.attributes({}).map((attribute) => ({ ...attribute, values: attribute.values.slice() }));
  return { name, format, count, ...place(columns.coordinates.slice(0, count * 3), columns, header), attributes };
}

/** Consumes `coordinates`: the positions lie in the same memory. */
function place(
  coordinates: Int32Array,
  columns: LasColumns,
  header: LasHeader,
): { origin: Vec3; positions: Float32Array } {
  const origin = chooseOrigin(boundsOf(columns, header));
  const positions = new Float32Array(coordinates.buffer, coordinates.byteOffset, coordinates.length);
  const [sx, sy, sz] = header.scale;
  const [tx, ty, tz] = header.offset;
  const [ox, oy, oz] = origin;
  for (let i = 0; i < coordinates.length; i += 3) {
    positions[i] = coordinates[i]! * sx + tx - ox;
    positions[i + 1] = coordinates[i + 1]! * sy + ty - oy;
    positions[i + 2] = coordinates[i + 2]! * sz + tz - oz;
  }
  return { origin, positions };
}

function boundsOf({ min, max }: LasColumns, { scale, offset }: LasHeader): Bounds {
  const ends = ([0, 1, 2] as const).map((axis) => {
    // A negative scale turns the ends round.
    const placed = [min[axis], max[axis]].map((value) => value * scale[axis]! + offset[axis]!);
    return [Math.min(...placed), Math.max(...placed)] as const;
  });
  const [x, y, z] = ends as [readonly [number, number], readonly [number, number], readonly [number, number]];
  return { min: [x[0], y[0], z[0]], max: [x[1], y[1], z[1]] };
}

function sayClasses(attributes: readonly Attribute[], options: StageOptions): void {
  const classes = attributes.find((attribute) => attribute.name === 'classification')?.values;
  if (!classes || !options.diagnostics) return;
  const counts = new Uint32Array(256);
  for (let i = 0; i < classes.length; i++) counts[classes[i]!]!++;
  const present = [...counts.keys()].filter((code) => counts[code]! > 0);
  const named = present.slice(0, 8).map((code) => `${code} ${className(code)}: ${counts[code]}`);
  const more = present.length > named.length ? `, and ${present.length - named.length} more` : '';
  options.diagnostics.info('LAS_CLASSES', `ASPRS classes: ${named.join(', ')}${more}`, present.length);
}

const NORMAL_NAMES = [
  ['normal_x', 'normal_y', 'normal_z'],
  ['normalx', 'normaly', 'normalz'],
  ['nx', 'ny', 'nz'],
];

/** Normals come as three columns of extra bytes. */
function joinNormals(attributes: readonly Attribute[]): Attribute[] {
  for (const names of NORMAL_NAMES) {
    const parts = names.flatMap((name) => {
      return attributes.find((attribute) => attribute.components === 1 && attribute.name.toLowerCase() === name) ?? [];
    });
    if (parts.length < 3) continue;
    const values = new Float32Array(parts[0]!.values.length * 3);
    for (const [axis, part] of parts.entries()) {
      for (let i = 0; i < part.values.length; i++) values[i * 3 + axis] = part.values[i]!;
    }
    const normal = { name: 'normal', components: 3, values };
    return attributes.flatMap((attribute) => {
      if (attribute === parts[0]) return [normal];
      return parts.includes(attribute) ? [] : [attribute];
    });
  }
  return [...attributes];
}

/** Objects as forestry and labelling tools number them, as the `instance` column: uint32, 0 is none. */
function instanceOf(attributes: readonly Attribute[], options: StageOptions): Attribute | undefined {
  if (attributes.some((attribute) => attribute.name === 'instance')) return undefined;
  const found = attributes.find(({ name, components }) => {
    return components === 1 && INSTANCE_NAMES.includes(name.toLowerCase());
  });
  if (!found) return undefined;
  const isId = (value: number) => value > 0 && value <= 0xffff_ffff && Number.isInteger(value);
  const values = Uint32Array.from(found.values, (value) => (isId(value) ? value : 0));
  const objects = new Set(values);
  objects.delete(0);
  const message = `"${found.name}" numbers ${objects.size} objects: it is also the instance of each point`;
  options.diagnostics?.info('LAS_INSTANCES', message, objects.size);
  return { name: 'instance', components: 1, values };
}
