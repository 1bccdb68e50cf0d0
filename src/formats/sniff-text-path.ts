import type { ByteSource } from '../core/index.ts';
import type { PartFormat } from './sniffed.ts';

/** Text of numbers alone could be a cloud: where it lies in a KITTI folder says what it is, and the first line must agree. */
const KINDS: readonly (readonly [PartFormat, RegExp, (line: string) => boolean])[] = [
  ['kitti-poses', /(^|\/)(poses\.txt|poses\/\d+\.txt)$/i, (line) => words(line) === 12],
  ['kitti-oxts', /(^|\/)oxts\/data\/\d+\.txt$/i, (line) => words(line) >= 25],
  ['kitti-raw-calib', /(^|\/)calib_(velo_to_cam|imu_to_velo|cam_to_cam)\.txt$/i, (line) => line.includes(':')],
  ['kitti-tracklets', /(^|\/)tracklet_labels\.xml$/i, (line) => line.startsWith('<')],
  ['times', /(^|\/)(times|timestamps)\.txt$/i, (line) => words(line) <= 2],
];

export function sniffTextPath(source: ByteSource, text: string): PartFormat | undefined {
  const line = text.split(/\r?\n/, 1)[0] ?? '';
  return KINDS.find(([, path, fits]) => path.test(source.path) && fits(line))?.[0];
}

function words(line: string): number {
  return line.trim().split(/\s+/).length;
}
