import type { ByteSource, Vec3 } from '../../core/index.ts';
import { fail } from './fail.ts';
import { type E57Field, readPrototype } from './prototype.ts';
import { child, type XmlElement } from './xml.ts';

/** World from scan: rotate by the unit quaternion (w, x, y, z), then move. */
export interface E57Pose {
  readonly rotation: readonly [number, number, number, number];
  readonly translation: Vec3;
}

/** One scan of the file. */
export interface E57Scan {
  readonly name: string;
  /** Absent where the points are in the file's frame already. */
  readonly pose: E57Pose | undefined;
  readonly fields: readonly E57Field[];
  readonly count: number;
  /** Physical place of its points. */
  readonly pointsAt: number;
  /** Smallest and largest of red, green, blue, where stated. */
  readonly colourLimits: readonly [Limits | undefined, Limits | undefined, Limits | undefined];
  readonly intensityLimits: Limits | undefined;
}

export type Limits = readonly [number, number];

const MOST_SCANS = 20_000;

/** The scans of a file's description. @throws FormatError */
export function readScans(source: ByteSource, root: XmlElement): E57Scan[] {
  const found = child(root, 'data3D')?.children ?? [];
  if (found.length > MOST_SCANS) throw fail(source, 'FORMAT_FIELD', `it has ${found.length} scans`, 'data3D');
  return found.map((scan, index) => readScan(source, scan, index));
}

function readScan(source: ByteSource, scan: XmlElement, index: number): E57Scan {
  const points = child(scan, 'points');
  const where = `scan ${index}`;
  if (points?.attributes.get('type') !== 'CompressedVector') {
    throw fail(source, 'FORMAT_FIELD', `${where} has no points`, 'points');
  }
  const whole = (name: string) => {
    const value = Number(points.attributes.get(name) ?? NaN);
    if (Number.isSafeInteger(value) && value >= 0) return value;
    throw fail(source, 'FORMAT_FIELD', `the ${name} of ${where} is no number`, name);
  };
  const colours = child(scan, 'colorLimits');
  return {
    name: child(scan, 'name')?.text.trim() || where,
    pose: readPose(source, child(scan, 'pose'), where),
    fields: readPrototype(source, child(points, 'prototype'), where),
    count: whole('recordCount'),
    pointsAt: whole('fileOffset'),
    colourLimits: [limits(colours, 'colorRed'), limits(colours, 'colorGreen'), limits(colours, 'colorBlue')],
    intensityLimits: limits(child(scan, 'intensityLimits'), 'intensity'),
  };
}

function limits(element: XmlElement | undefined, name: string): Limits | undefined {
  const ends = [child(element, `${name}Minimum`), child(element, `${name}Maximum`)];
  if (!ends[0] || !ends[1]) return undefined;
  const [low, high] = [numberOf(ends[0]), numberOf(ends[1])];
  return Number.isFinite(low) && Number.isFinite(high) && high > low ? [low, high] : undefined;
}

function readPose(source: ByteSource, pose: XmlElement | undefined, where: string): E57Pose | undefined {
  if (!pose) return undefined;
  const rotation = child(pose, 'rotation');
  const translation = child(pose, 'translation');
  const value = (element: XmlElement | undefined, name: string) => {
    const found = child(element, name);
    const number = found ? numberOf(found) : 0;
    if (Number.isFinite(number)) return number;
    throw fail(source, 'FORMAT_FIELD', `the pose of ${where} is no number`, 'pose');
  };
  const [w, x, y, z] = rotation
    ? [value(rotation, 'w'), value(rotation, 'x'), value(rotation, 'y'), value(rotation, 'z')]
    : [1, 0, 0, 0];
  const length = Math.hypot(w, x, y, z);
  if (!(length > 1e-9 && length < 1e9)) {
    throw fail(source, 'FORMAT_FIELD', `the rotation of ${where} is (${[w, x, y, z].join(', ')})`, 'pose');
  }
  return {
    rotation: [w / length, x / length, y / length, z / length],
    translation: [value(translation, 'x'), value(translation, 'y'), value(translation, 'z')],
  };
}

/** An empty element means 0. */
function numberOf(element: XmlElement): number {
  return Number(element.text.trim());
}
