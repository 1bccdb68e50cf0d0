import { IGNORE_LABEL, labelSet } from '../../core/index.ts';
import { type ClassMap, mapClasses } from '../labels/class-map.ts';
import { KITTI_BOX_TYPES } from '../labels/kitti.ts';
import kitti from '../labels/maps/outdoor11.kitti-boxes.json' with { type: 'json' };
import nuscenes from '../labels/maps/outdoor11.nuscenes-lidarseg.json' with { type: 'json' };
import { NUSCENES_LIDARSEG } from '../labels/nuscenes.ts';
import { NYU40 } from '../labels/scannet.ts';
import { OUTDOOR11_TO_SEMANTICKITTI, SEMANTICKITTI } from '../labels/semantickitti.ts';
import { OUTDOOR11_TO_TF3D, TF3D_WAYMO } from '../labels/tf3d.ts';
import type { ExportLabels } from './subject.ts';

/** How the classes of one of our label sets are numbered by a dataset. */
export interface IdTable {
  /** Whose numbering, as in `SourceLabels.scheme`. */
  readonly scheme: string;
  readonly labelSet: string;
  readonly ids: Readonly<Record<string, number>>;
  /** The way back. */
  readonly forward: ClassMap;
}

/** Every scheme writes this for a point without a class. */
const NO_ID = 0;

const tableOf = (forward: ClassMap, ids: Readonly<Record<string, number>>): IdTable => {
  return { scheme: forward.from, labelSet: forward.labelSet, ids, forward };
};

const nyuIds = NYU40.classes.flatMap(({ id, to }) => (to === undefined ? [] : [[to, id] as const]));

export const SEMANTICKITTI_IDS = tableOf(SEMANTICKITTI, OUTDOOR11_TO_SEMANTICKITTI);
export const LIDARSEG_IDS = tableOf(NUSCENES_LIDARSEG, nuscenes.ids);
export const NYU40_IDS = tableOf(NYU40, Object.fromEntries(nyuIds));
export const TF3D_IDS = tableOf(TF3D_WAYMO, OUTDOOR11_TO_TF3D);

/** KITTI type of a box's class; of a class that KITTI does not have, `Misc`. */
export function kittiType(className: string): string {
  const types: Readonly<Record<string, string>> = kitti.types;
  return Object.hasOwn(types, className) ? types[className]! : 'Misc';
}

/** Whether the type is read back as this class. */
export function isKittiClass(className: string): boolean {
  return KITTI_BOX_TYPES[kittiType(className)] === className;
}

/** Ids of the points: their own ones where they came with this numbering, else those of their classes. */
export function idsOf(labels: ExportLabels, table: IdTable): Int32Array | undefined {
  if (labels.source?.scheme === table.scheme) return Int32Array.from(labels.source.ids, (id) => Math.max(NO_ID, id));
  if (!labels.semantic) return undefined;
  const byIndex = labelSet(labels.labelSet).classes.map(({ name }) => table.ids[name] ?? NO_ID);
  return Int32Array.from(labels.semantic, (label) => (label === IGNORE_LABEL ? NO_ID : byIndex[label]!));
}

/** Of the classes that occur, those that are read back as another one or as none. */
export function changedClasses(labels: ExportLabels, table: IdTable): { readonly name: string; readonly to: string }[] {
  if (!labels.semantic || labels.source?.scheme === table.scheme) return [];
  const { classes } = labelSet(labels.labelSet);
  return [...new Set(labels.semantic)]
    .filter((label) => label !== IGNORE_LABEL)
    .sort((a, b) => a - b)
    .flatMap((label) => {
      const name = classes[label]!.name;
      const [back] = mapClasses(table.forward, [table.ids[name] ?? NO_ID]);
      return back === label ? [] : [{ name, to: back === IGNORE_LABEL ? 'unlabelled' : classes[back!]!.name }];
    });
}
