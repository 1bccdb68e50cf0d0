import type { Vec3 } from '../../core/index.ts';
import type { IdTable } from './label-ids.ts';
import { classNamesOf, losses } from './losses.ts';
import type { ExportSubject } from './subject.ts';
import type { ExportTarget } from './target.ts';

/** What a target's own files say about coordinates and classes, for the file beside them. */
export interface FrameFacts {
  /** Coordinates as stored: true ones, or relative to the origin. */
  readonly stored: 'true' | 'relative to origin' | 'none';
  /** In which numbers classes are; without it in indices of the label set. */
  readonly table?: IdTable;
  /** Other facts of the files, one a line. */
  readonly notes?: readonly string[];
  /** Frame of the boxes in the target's own files, where it is another one. */
  readonly boxFrame?: string;
}

/**
 * The `.frame.json` beside every target whose own files cannot say it: frame, axes, origin, unit, yaw, label set with ids, who made the
 * labels, and the instances and boxes in our own convention, whatever the target holds of them.
 */
export function frameFile(
  subject: ExportSubject,
  target: ExportTarget,
  files: readonly string[],
  facts: FrameFacts,
): Uint8Array {
  const { cloud, labels, frameNotes } = subject;
  const [ox, oy, oz] = cloud.origin;
  const trueCenter = ([x, y, z]: Vec3): Vec3 => [x + ox, y + oy, z + oz];
  const content = {
    format: 'voxelens-frame',
    version: 1,
    target: target.name,
    files,
    source: { cloud: cloud.name, format: cloud.format, dataset: subject.dataset, frame: subject.frame },
    points: cloud.count,
    coordinates: {
      unit: 'metre',
      axes: 'x and y horizontal, z up, right-handed',
      stored: facts.stored,
      origin: cloud.origin,
      rule:
        facts.stored === 'relative to origin'
          ? 'true coordinate = origin + stored'
          : 'stored coordinates are true ones',
      notes: [...frameNotes, ...(facts.notes ?? [])],
    },
    boxConvention: {
      center: 'middle of the box, in true coordinates',
      size: 'length, width, height: full extents along the box’s own x, y, z',
      yaw: 'radians, counter-clockwise about +z from +x to the length of the box, in (-pi, pi]',
      ...(facts.boxFrame ? { inTheFiles: facts.boxFrame } : {}),
    },
    ...(labels && {
      labels: {
        kind: labels.kind,
        labelSet: labels.labelSet,
        numbering: facts.table?.scheme ?? 'index in the label set',
        unlabelled: facts.table ? 0 : -1,
        classes: classNamesOf(labels).map((name, index) => ({ id: facts.table?.ids[name] ?? index, name })),
        ...(labels.madeBy ? { madeBy: labels.madeBy } : {}),
      },
      instances: labels.instances,
      boxes: labels.boxes.map((box) => ({ ...box, center: trueCenter(box.center) })),
    }),
    notHeld: losses(subject, target),
  };
  return new TextEncoder().encode(`${JSON.stringify(content, undefined, 1)}\n`);
}
