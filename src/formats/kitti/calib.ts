import { type ByteSource, FormatError } from '../../core/index.ts';
import { readText } from '../read-exact.ts';

/** Row-major, as stored. */
export interface KittiCalib {
  /** 3×3 rectifying rotation `R0_rect` (`R_rect`). */
  readonly rectification: readonly number[];
  /** 3×4 rigid `Tr_velo_to_cam` (`Tr_velo_cam`, `Tr`). */
  readonly cameraFromVelodyne: readonly number[];
  /** 3×4 `P2` of the left colour camera, in whose image the objects were labelled; absent where the file does not state it. */
  readonly leftColour: readonly number[] | undefined;
}

/** Calibration of the KITTI object benchmark. @throws FormatError FORMAT_FIELD */
export async function readKittiCalib(source: ByteSource): Promise<KittiCalib> {
  const entries = await readCalibEntries(source);
  const take = (names: readonly string[], length: number) => {
    const found = names.map((name) => entries.get(name)).find((values) => values !== undefined);
    if (found?.length === length && found.every(Number.isFinite)) return found;
    const message = `"${source.name}" has no ${names[0]} of ${length} numbers. Drop the calib file of the KITTI object benchmark.`;
    throw new FormatError('FORMAT_FIELD', message, { file: source.name, format: 'kitti-calib', field: names[0] });
  };
  return {
    rectification: take(['R0_rect', 'R_rect'], 9),
    cameraFromVelodyne: take(['Tr_velo_to_cam', 'Tr_velo_cam', 'Tr'], 12),
    leftColour: entries.has('P2') ? take(['P2'], 12) : undefined,
  };
}

/** Every `key: numbers` line of a KITTI calibration file (object, odometry or raw). Lines without numbers are left out. */
export async function readCalibEntries(source: ByteSource): Promise<Map<string, number[]>> {
  const entries = new Map<string, number[]>();
  for (const line of (await readText(source, 'kitti-calib')).split(/\r?\n/)) {
    const [key, rest] = line.split(/:(.*)/s);
    if (key && rest) entries.set(key.trim(), rest.trim().split(/\s+/).map(Number));
  }
  return entries;
}

/** Rotation `R` and translation `T` of a raw calibration file, as a row-major 3×4. @throws FormatError FORMAT_FIELD */
export async function readRawTransform(source: ByteSource): Promise<number[]> {
  const entries = await readCalibEntries(source);
  const [r, t] = [entries.get('R'), entries.get('T')];
  if (r?.length === 9 && t?.length === 3 && [...r, ...t].every(Number.isFinite)) {
    return [0, 1, 2].flatMap((row) => [...r.slice(row * 3, row * 3 + 3), t[row]!]);
  }
  const message = `"${source.name}" has no R of 9 and T of 3 numbers. Drop the calibration of the same day.`;
  throw new FormatError('FORMAT_FIELD', message, { file: source.name, format: 'kitti-raw-calib', field: 'R' });
}
