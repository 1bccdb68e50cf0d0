import { type ByteSource, FormatError } from '../../core/index.ts';
import { readText } from '../read-exact.ts';

/** One line of `label_2`, in the rectified camera frame (x right, y down, z forward), as stored. Metres, radians. */
export interface KittiObject {
  /** Car, Van, Truck, Pedestrian, Person_sitting, Cyclist, Tram, Misc or DontCare. */
  readonly type: string;
  /** Pixels of the left colour image: left, top, right, bottom. */
  readonly imageBox: readonly [number, number, number, number];
  readonly heightM: number;
  readonly widthM: number;
  readonly lengthM: number;
  /** Middle of the box's bottom face. */
  readonly bottomCenter: readonly [number, number, number];
  /** About the camera's +y, 0 = length along camera +x. */
  readonly rotationYRad: number;
}

/** None in an empty file: a frame without an object has one. @throws FormatError FORMAT_FIELD with the line number */
export async function readKittiLabels(source: ByteSource): Promise<KittiObject[]> {
  if (source.size === 0) return [];
  const lines = (await readText(source, 'kitti-label')).split(/\r?\n/);
  return lines.flatMap((line, i) => (line.trim() === '' ? [] : [parseLine(source, line.trim(), i + 1)]));
}

function parseLine(source: ByteSource, line: string, lineNumber: number): KittiObject {
  const [type = '', ...words] = line.split(/\s+/);
  const values = words.map(Number);
  // truncated occluded alpha, 4 of the 2D box, then h w l x y z ry; predictions add a score.
  if ((values.length !== 14 && values.length !== 15) || values.some((value) => !Number.isFinite(value))) {
    const message = `"${source.name}", line ${lineNumber}: a KITTI label has a type and 14 numbers (15 with a score). Export the labels again.`;
    throw new FormatError('FORMAT_FIELD', message, {
      file: source.name,
      format: 'kitti-label',
      field: 'label',
      line: lineNumber,
    });
  }
  return {
    type,
    imageBox: [values[3]!, values[4]!, values[5]!, values[6]!],
    heightM: values[7]!,
    widthM: values[8]!,
    lengthM: values[9]!,
    bottomCenter: [values[10]!, values[11]!, values[12]!],
    rotationYRad: values[13]!,
  };
}
