import type { Diagnostics, OrientedBox, PointCloud, TruthBox, Vec3 } from '../core/index.ts';
import { wrapAngle } from '../core/index.ts';

/** A box as an annotation file has it: true coordinates, the source's own class name. */
export interface AnnotatedBox extends OrientedBox {
  readonly type: string;
  readonly id?: string | undefined;
  /** Points inside, where the file states it; counted otherwise. */
  readonly points?: number | undefined;
}

/** Class of a source's type, or undefined where it has none here. */
export type BoxTypes = Readonly<Record<string, string>>;

/**
 * Boxes of a frame relative to the cloud's origin, with our class names. Types without a class are returned apart: to find such an
 * object is neither right nor wrong.
 */
export function truthBoxes(
  cloud: PointCloud,
  annotated: readonly AnnotatedBox[],
  types: BoxTypes,
  diagnostics: Diagnostics,
): { readonly boxes: TruthBox[]; readonly ignoredBoxes: OrientedBox[] } {
  const boxes: TruthBox[] = [];
  const ignoredBoxes: OrientedBox[] = [];
  const left = new Set<string>();
  for (const { type, id, points, center, size, yaw } of annotated) {
    const box = toOrigin(cloud.origin, { center, size, yaw });
    const className = Object.hasOwn(types, type) ? types[type] : undefined;
    if (className === undefined) {
      left.add(type);
      ignoredBoxes.push(box);
      continue;
    }
    boxes.push({ ...box, className, ...(id === undefined ? {} : { id }), points: points ?? countInside(cloud, box) });
  }
  if (ignoredBoxes.length > 0) {
    const message = `${ignoredBoxes.length} boxes are of types without a class here: ${[...left].sort().join(', ')}`;
    diagnostics.info('BOX_CLASS_LEFT_OUT', message, ignoredBoxes.length);
  }
  return { boxes, ignoredBoxes };
}

function toOrigin([x, y, z]: Vec3, { center, size, yaw }: OrientedBox): OrientedBox {
  return { center: [center[0] - x, center[1] - y, center[2] - z], size, yaw: wrapAngle(yaw) };
}

/** Points inside an upright box, its faces included. */
export function countInside({ positions, count }: PointCloud, { center, size, yaw }: OrientedBox): number {
  const [cos, sin] = [Math.cos(yaw), Math.sin(yaw)];
  const [length, width, height] = [size[0] / 2, size[1] / 2, size[2] / 2];
  let inside = 0;
  for (let i = 0; i < count * 3; i += 3) {
    if (Math.abs(positions[i + 2]! - center[2]) > height) continue;
    const dx = positions[i]! - center[0];
    const dy = positions[i + 1]! - center[1];
    if (Math.abs(dx * cos + dy * sin) <= length && Math.abs(dy * cos - dx * sin) <= width) inside++;
  }
  return inside;
}
