import { type Attribute, FormatError, type StageOptions, type TypedArray } from '../../core/index.ts';
import { buildCloud } from '../build-cloud.ts';
import { Coordinates } from '../coordinates.ts';
import { type DecodedCloud, keepRows } from '../decoded-cloud.ts';
import type { Matrix } from './matrix.ts';
import type { LaserPoints } from './project.ts';

/** The points of one return of one laser. */
export interface LaserPart {
  readonly laser: number;
  readonly returnNumber: 1 | 2;
  readonly points: LaserPoints;
  /** [height, width, 2]: instance, class. */
  readonly segmentation: Matrix<Int32Array> | undefined;
}

/** Per point; −1 where a point carries no label. */
export interface WaymoSegmentation {
  readonly semantic: Int16Array;
  readonly instance: Int32Array;
}

/**
 * The parts of a frame as one cloud: first returns before second ones, lasers in the order given.
 * @throws FormatError FORMAT_EMPTY when no part holds a point
 */
export function assembleLasers(
  unsorted: readonly LaserPart[],
  name: string,
  facts: { file: string; format: string; frame: number; labels: number; lasers: number },
  options: StageOptions,
): { readonly decoded: DecodedCloud; readonly segmentation?: WaymoSegmentation } {
  const parts = [...unsorted].sort((a, b) => a.returnNumber - b.returnNumber);
  const count = parts.reduce((sum, part) => sum + part.points.count, 0);
  if (count === 0) {
    const message = `Frame ${facts.frame} of "${facts.file}" has no points: ${facts.labels} boxes are labelled, but its ${facts.lasers} lidars are empty. Choose another frame, or a file with lidar data.`;
    throw new FormatError('FORMAT_EMPTY', message, facts);
  }
  const coordinates = new Coordinates(facts.file, count);
  concatenate(parts, coordinates.fillExact(count), 'positions');
  const attributes = attributesOf(parts, count);
  const decoded = buildCloud({ name, format: facts.format, coordinates, attributes }, options);
  const segmentation = segmentationOf(parts, count, decoded.keptRows);
  return { decoded, ...(segmentation ? { segmentation } : {}) };
}

/** Columns of a part that are gathered as they are. */
type Gathered = 'positions' | 'intensity' | 'elongation' | 'noLabelZone' | 'row' | 'column';

function concatenate<T extends TypedArray>(parts: readonly LaserPart[], into: T, column: Gathered): T {
  let at = 0;
  for (const { points } of parts) {
    into.set(points[column], at);
    at += points[column].length;
  }
  return into;
}

function fillByPart(parts: readonly LaserPart[], count: number, numberOf: (part: LaserPart) => number): Uint8Array {
  const values = new Uint8Array(count);
  let at = 0;
  for (const part of parts) {
    values.fill(numberOf(part), at, at + part.points.count);
    at += part.points.count;
  }
  return values;
}

function attributesOf(parts: readonly LaserPart[], count: number): Attribute[] {
  const scalar = (name: string, values: TypedArray): Attribute => ({ name, components: 1, values });
  return [
    scalar('intensity', concatenate(parts, new Float32Array(count), 'intensity')),
    scalar('elongation', concatenate(parts, new Float32Array(count), 'elongation')),
    scalar(
      'laser',
      fillByPart(parts, count, (part) => part.laser),
    ),
    scalar(
      'return',
      fillByPart(parts, count, (part) => part.returnNumber),
    ),
    scalar('noLabelZone', concatenate(parts, new Uint8Array(count), 'noLabelZone')),
    scalar('row', concatenate(parts, new Uint16Array(count), 'row')),
    scalar('column', concatenate(parts, new Uint16Array(count), 'column')),
  ];
}

function segmentationOf(
  parts: readonly LaserPart[],
  count: number,
  keptRows: Uint32Array | undefined,
): WaymoSegmentation | undefined {
  if (!parts.some((part) => part.segmentation)) return undefined;
  const semantic = new Int16Array(count).fill(-1);
  const instance = new Int32Array(count).fill(-1);
  let at = 0;
  for (const { points, segmentation } of parts) {
    // Channel 0 is the instance, channel 1 the class (not the other way round).
    for (let i = 0; segmentation && i < points.count; i++) {
      const cell = (points.row[i]! * points.width + points.column[i]!) * 2;
      instance[at + i] = segmentation.values[cell]!;
      semantic[at + i] = segmentation.values[cell + 1]!;
    }
    at += points.count;
  }
  return { semantic: keepRows(semantic, keptRows), instance: keepRows(instance, keptRows) };
}
