import { BYTES_PER_SCALAR, findAttribute, type PointCloud, type ScalarType } from '../../core/index.ts';
import { labelledColumns, type PointLabelColumns, scalarColumns } from '../labelled-columns.ts';
import { type OnRows, type WrittenColumn, writeRows } from '../write-rows.ts';

/**
 * PCD 0.7, binary. `x y z` are true coordinates: float32, or float64 where the cloud has an origin. Colours are PCL's packed `rgb`;
 * every other attribute is a field of its own type, a field a component; `label` is −1 where a point has none.
 */
export function writePcd(cloud: PointCloud, labels: PointLabelColumns, onRows?: OnRows): Uint8Array<ArrayBuffer> {
  const isFar = cloud.origin.some((value) => value !== 0);
  const positions: WrittenColumn = {
    name: 'xyz',
    type: isFar ? 'float64' : 'float32',
    components: 3,
    values: cloud.positions,
    plus: cloud.origin,
  };
  const rgb = findAttribute(cloud, 'rgb');
  const packed = rgb?.components === 3 && rgb.values instanceof Uint8Array ? packColours(rgb.values) : undefined;
  const rest = labelledColumns(cloud, labels).filter(({ name }) => !packed || name !== 'rgb');
  const fields = [
    ...(packed ? [{ name: 'rgb', type: 'uint32' as const, components: 1, values: packed }] : []),
    ...scalarColumns(rest, ['x', 'y', 'z', 'rgb', 'rgba', '_']),
  ];
  const names = ['x', 'y', 'z', ...fields.map(({ name }) => name)];
  const types: ScalarType[] = [...Array<ScalarType>(3).fill(positions.type), ...fields.map(({ type }) => type)];
  const lines = [
    '# .PCD v0.7 - Point Cloud Data file format',
    '# x y horizontal, z up, right-handed, metres; label -1 and instance 0 are none',
    'VERSION 0.7',
    `FIELDS ${names.join(' ')}`,
    `SIZE ${types.map((type) => BYTES_PER_SCALAR[type]).join(' ')}`,
    `TYPE ${types.map(letterOf).join(' ')}`,
    `COUNT ${types.map(() => 1).join(' ')}`,
    `WIDTH ${cloud.count}`,
    'HEIGHT 1',
    'VIEWPOINT 0 0 0 1 0 0 0',
    `POINTS ${cloud.count}`,
    'DATA binary',
    '',
  ];
  return writeRows(new TextEncoder().encode(lines.join('\n')), [positions, ...fields], cloud, onRows);
}

function letterOf(type: ScalarType): string {
  if (type.startsWith('float')) return 'F';
  return type.startsWith('u') ? 'U' : 'I';
}

function packColours(rgb: Uint8Array): Uint32Array {
  return Uint32Array.from({ length: rgb.length / 3 }, (_, i) => {
    return (rgb[i * 3]! << 16) | (rgb[i * 3 + 1]! << 8) | rgb[i * 3 + 2]!;
  });
}
