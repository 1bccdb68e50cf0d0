import { type ByteSource, FormatError } from '../../core/index.ts';
import { readText } from '../read-exact.ts';

/**
 * KITTI odometry and SemanticKITTI poses: a row-major 3×4 a line, left camera of frame i → left camera of frame 0.
 * @throws FormatError FORMAT_FIELD with the line number
 */
export async function readKittiPoses(source: ByteSource): Promise<number[][]> {
  const lines = (await readText(source, 'kitti-poses')).split(/\r?\n/);
  while (lines.at(-1)?.trim() === '') lines.pop();
  return lines.map((line, i) => numbersOf(source, line, i + 1, 12));
}

/** Where a vehicle of the raw recordings is and how it stands. Degrees, metres, radians. */
export interface KittiOxts {
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
  readonly altitudeM: number;
  readonly rollRad: number;
  readonly pitchRad: number;
  /** 0 = east, counter-clockwise. */
  readonly yawRad: number;
}

/** One `oxts/data/<frame>.txt`. @throws FormatError FORMAT_FIELD */
export async function readKittiOxts(source: ByteSource): Promise<KittiOxts> {
  const [line = ''] = (await readText(source, 'kitti-oxts')).split(/\r?\n/);
  const [latitudeDeg, longitudeDeg, altitudeM, rollRad, pitchRad, yawRad] = numbersOf(source, line, 1, 6) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return { latitudeDeg, longitudeDeg, altitudeM, rollRad, pitchRad, yawRad };
}

function numbersOf(source: ByteSource, line: string, lineNumber: number, count: number): number[] {
  const values = line.trim().split(/\s+/).slice(0, count).map(Number);
  if (values.length === count && values.every(Number.isFinite)) return values;
  const message = `"${source.name}", line ${lineNumber}: ${count} numbers were expected. Copy it again.`;
  throw new FormatError('FORMAT_FIELD', message, { file: source.name, format: 'kitti-poses', line: lineNumber });
}
