import { findAttribute, IGNORE_LABEL, type Scene, type TruthBox } from '../../core/index.ts';

/** Stored for a point without a class. */
export const PLY_IGNORE_LABEL = 65535;

interface Column {
  readonly header: string;
  readonly bytes: number;
  readonly write: (view: DataView, at: number, point: number) => void;
}

/**
 * A scene with its truth as one binary little-endian PLY, readable by any PLY reader and read back whole by ours.
 * Vertices: float x y z relative to the origin, uchar red green blue and float intensity where the cloud has them, ushort
 * `label` (index in the label set, 65535 = ignore) and uint `instance` (0 = none) where the truth has them. Origin, label set
 * and boxes (class, centre x y z, length, width, height in metres, yaw in radians; same frame as the vertices) are comments.
 */
export function writeScenePly(scene: Scene): Uint8Array {
  const { cloud, truth } = scene;
  const columns = columnsOf(scene);
  const lines = [
    'ply',
    'format binary_little_endian 1.0',
    'comment Voxelens scene',
    `comment voxelens origin ${cloud.origin.join(' ')}`,
    ...(scene.domain ? [`comment voxelens domain ${scene.domain}`] : []),
    ...(truth ? [`comment voxelens labelset ${truth.labelSet}`, ...truth.boxes.map(boxComment)] : []),
    `element vertex ${cloud.count}`,
    ...columns.map((column) => `property ${column.header}`),
    'end_header',
    '',
  ];
  const header = new TextEncoder().encode(lines.join('\n'));
  const rowBytes = columns.reduce((sum, column) => sum + column.bytes, 0);
  const bytes = new Uint8Array(header.length + rowBytes * cloud.count);
  bytes.set(header);
  const view = new DataView(bytes.buffer);
  let at = header.length;
  for (let point = 0; point < cloud.count; point++) {
    for (const column of columns) {
      column.write(view, at, point);
      at += column.bytes;
    }
  }
  return bytes;
}

function columnsOf({ cloud, truth }: Scene): Column[] {
  const columns: Column[] = ['x', 'y', 'z'].map((axis, i) => ({
    header: `float ${axis}`,
    bytes: 4,
    write: (view, at, point) => view.setFloat32(at, cloud.positions[point * 3 + i]!, true),
  }));
  const rgb = findAttribute(cloud, 'rgb');
  if (rgb?.components === 3) {
    for (const [i, name] of ['red', 'green', 'blue'].entries()) {
      const write: Column['write'] = (view, at, point) => view.setUint8(at, rgb.values[point * 3 + i]!);
      columns.push({ header: `uchar ${name}`, bytes: 1, write });
    }
  }
  const intensity = findAttribute(cloud, 'intensity');
  if (intensity) {
    const write: Column['write'] = (view, at, point) => view.setFloat32(at, intensity.values[point]!, true);
    columns.push({ header: 'float intensity', bytes: 4, write });
  }
  const semantic = truth?.semantic;
  if (semantic) {
    const stored = (label: number) => (label === IGNORE_LABEL ? PLY_IGNORE_LABEL : label);
    const write: Column['write'] = (view, at, point) => view.setUint16(at, stored(semantic[point]!), true);
    columns.push({ header: 'ushort label', bytes: 2, write });
  }
  const instance = truth?.instance;
  if (instance) {
    const write: Column['write'] = (view, at, point) => view.setUint32(at, instance[point]!, true);
    columns.push({ header: 'uint instance', bytes: 4, write });
  }
  return columns;
}

function boxComment({ className, center, size, yaw }: TruthBox): string {
  return `comment voxelens box ${className} ${[...center, ...size, yaw].join(' ')}`;
}
