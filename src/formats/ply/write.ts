import { IGNORE_LABEL, type ScalarType, type Scene, type TruthBox } from '../../core/index.ts';
import { labelledColumns, scalarColumns } from '../labelled-columns.ts';
import { type OnRows, type WrittenColumn, writeRows } from '../write-rows.ts';

/** Stored for a point without a class. */
export const PLY_IGNORE_LABEL = 65535;

/** What a prediction knows besides a truth's classes, instances and boxes. */
export interface PlyExtras {
  /** float32 [count], 0–1. */
  readonly confidence?: Float32Array | undefined;
  /** Of `truth.boxes`, in their order, 0–1. */
  readonly boxScores?: readonly (number | undefined)[] | undefined;
  /** One a line: where the labels come from. */
  readonly comments?: readonly string[] | undefined;
  readonly onRows?: OnRows | undefined;
}

const TYPES: Readonly<Record<ScalarType, string>> = {
  int8: 'char',
  uint8: 'uchar',
  int16: 'short',
  uint16: 'ushort',
  int32: 'int',
  uint32: 'uint',
  float32: 'float',
  float64: 'double',
};

/**
 * A scene with its truth as one binary little-endian PLY, readable by any PLY reader and read back whole by ours.
 * Vertices: float x y z relative to the origin, uchar red green blue, every other attribute in its own type (one property a component),
 * ushort `label` (index in the label set, 65535 = ignore), uint `instance` (0 = none) and float `confidence` where there are any. Frame,
 * origin, label set and boxes (class, centre x y z, length, width, height in metres, yaw in radians; same frame as the vertices; their
 * score in the next line) are comments.
 */
export function writeScenePly(scene: Scene, extras: PlyExtras = {}): Uint8Array<ArrayBuffer> {
  const { cloud, truth } = scene;
  const columns = columnsOf(scene, extras);
  const lines = [
    'ply',
    'format binary_little_endian 1.0',
    'comment Voxelens scene',
    'comment frame x y horizontal, z up, right-handed, metres; yaw counter-clockwise about +z from +x to the length of a box',
    `comment voxelens origin ${cloud.origin.join(' ')}`,
    ...(scene.domain ? [`comment voxelens domain ${scene.domain}`] : []),
    ...(extras.comments ?? []).map((line) => `comment ${oneLine(line)}`),
    ...(truth ? [`comment voxelens labelset ${truth.labelSet}`, ...boxComments(truth.boxes, extras.boxScores)] : []),
    `element vertex ${cloud.count}`,
    ...['x', 'y', 'z'].map((axis) => `property float ${axis}`),
    ...columns.map(({ name, type }) => `property ${TYPES[type]} ${name}`),
    'end_header',
    '',
  ];
  const header = new TextEncoder().encode(lines.join('\n'));
  const positions: WrittenColumn = { name: 'xyz', type: 'float32', components: 3, values: cloud.positions };
  return writeRows(header, [positions, ...columns], cloud, extras.onRows);
}

function columnsOf({ cloud, truth }: Scene, { confidence }: PlyExtras): WrittenColumn[] {
  const { semantic, instance } = truth ?? {};
  const columns = scalarColumns(labelledColumns(cloud, { semantic, instance, confidence }), ['x', 'y', 'z']);
  if (!semantic) return columns;
  const stored = Uint16Array.from(semantic, (label) => (label === IGNORE_LABEL ? PLY_IGNORE_LABEL : label));
  return columns.map((column) =>
    column.name === 'label' ? { name: 'label', type: 'uint16', components: 1, values: stored } : column,
  );
}

function boxComments(boxes: readonly TruthBox[], scores: PlyExtras['boxScores']): string[] {
  return boxes.flatMap(({ className, center, size, yaw }, i) => {
    const score = scores?.[i];
    return [
      `comment voxelens box ${oneLine(className)} ${[...center, ...size, yaw].join(' ')}`,
      ...(score === undefined ? [] : [`comment voxelens boxscore ${score}`]),
    ];
  });
}

/** A line break would end the comment. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
