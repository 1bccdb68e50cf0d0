import type { ByteSource } from '../core/index.ts';

/** Names that annotate the stem and not the frame: `frame00__LIDAR_TOP.pcd.bin`, `frame00_lidarseg.bin` → `frame00`. */
const DECORATION = /(__lidar_top|_lidarseg|_panoptic|_gt|_calib|_labels?|_velodyne)$/;

/** What the files of one frame have in common: the name without extensions and decorations, in lower case. */
export function frameKey(source: ByteSource): string {
  const stem = source.name.toLowerCase().replace(/(\.pcd|\.coco|\.frame)?\.[a-z0-9]+$/, '');
  return stem.replace(DECORATION, '');
}

/**
 * The part that belongs to a cloud: same frame key; of several, the one whose folder is nearest. When there is only one
 * cloud and one part, they belong together whatever their names.
 */
export function findPart(
  cloud: ByteSource,
  parts: readonly ByteSource[],
  isOnlyCloud: boolean,
): ByteSource | undefined {
  const key = frameKey(cloud);
  const [nearest] = parts
    .filter((part) => frameKey(part) === key)
    .sort((a, b) => sharedFolders(cloud.path, b.path) - sharedFolders(cloud.path, a.path));
  return nearest ?? (isOnlyCloud && parts.length === 1 ? parts[0] : undefined);
}

export function sharedFolders(a: string, b: string): number {
  const [left, right] = [a.split('/'), b.split('/')];
  let shared = 0;
  while (shared < left.length - 1 && shared < right.length - 1 && left[shared] === right[shared]) shared++;
  return shared;
}

/** By path, numbers as numbers: frame 2 before frame 10. */
export function byPath(a: ByteSource, b: ByteSource): number {
  return a.path.localeCompare(b.path, 'en', { numeric: true });
}

/** Name for a set of files: the file itself, or the deepest folder that holds them all. */
export function titleOf(sources: readonly ByteSource[]): string {
  const first = sources[0];
  if (!first) return '';
  if (sources.length === 1) return first.name;
  const folders = first.path.split('/').slice(0, -1);
  const shared = Math.min(...sources.map((source) => sharedFolders(first.path, source.path)));
  return folders[shared - 1] ?? `${sources.length} files`;
}
