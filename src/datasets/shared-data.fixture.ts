import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ByteSource, OrientedBox, PointCloud } from '../core/index.ts';
import { fromBytes } from '../sources/index.ts';

const ROOT = path.resolve(import.meta.dirname, '../../../shared/data');

/** A file of the shared test data, which lies beside the checkout. A missing file fails the test. */
export function sharedSource(relative: string): ByteSource {
  return fromBytes(path.basename(relative), new Uint8Array(readFileSync(path.join(ROOT, relative))), relative);
}

/** Every file of a folder, as if it had been dropped. */
export function sharedFolder(relative: string): ByteSource[] {
  const entries = readdirSync(path.join(ROOT, relative), { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => sharedSource(path.relative(ROOT, path.join(entry.parentPath, entry.name))));
}

export function histogram(values: ArrayLike<number>): Record<number, number> {
  const counts: Record<number, number> = {};
  for (let i = 0; i < values.length; i++) counts[values[i]!] = (counts[values[i]!] ?? 0) + 1;
  return counts;
}

export function countInside({ positions, count }: PointCloud, { center, size, yaw }: OrientedBox): number {
  const [cos, sin] = [Math.cos(yaw), Math.sin(yaw)];
  let inside = 0;
  for (let i = 0; i < count; i++) {
    const dx = positions[i * 3]! - center[0];
    const dy = positions[i * 3 + 1]! - center[1];
    const dz = positions[i * 3 + 2]! - center[2];
    const along = Math.abs(dx * cos + dy * sin) <= size[0] / 2 && Math.abs(dy * cos - dx * sin) <= size[1] / 2;
    if (along && Math.abs(dz) <= size[2] / 2) inside++;
  }
  return inside;
}
