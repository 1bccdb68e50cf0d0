import { labelSet, type PointCloud } from '../../core/index.ts';
import { headerWord } from '../../formats/index.ts';
import {
  changedClasses,
  type IdTable,
  isKittiClass,
  LIDARSEG_IDS,
  NYU40_IDS,
  SEMANTICKITTI_IDS,
  TF3D_IDS,
} from './label-ids.ts';
import type { ExportLabels, ExportSubject } from './subject.ts';
import type { ExportTarget, ExportTargetName } from './target.ts';

const CLASS_TABLES: Partial<Record<ExportTargetName, IdTable>> = {
  semantickitti: SEMANTICKITTI_IDS,
  'nuscenes-lidarseg': LIDARSEG_IDS,
  scannet: NYU40_IDS,
  'tf3d-scene': NYU40_IDS,
};
/** Attributes beside colour and intensity that a target has a place for. */
const NAMED_PLACES: Partial<Record<ExportTargetName, readonly string[]>> = {
  'nuscenes-lidarseg': ['ring'],
  'tf3d-frame': ['elongation', 'return', 'noLabelZone'],
  'tf3d-scene': ['normal'],
};

/** Why this target cannot be written at all, or nothing. */
export function refusal(
  { labels }: ExportSubject,
  { labelSet: needed, needs, title }: ExportTarget,
): string | undefined {
  if (needs && !labels) return 'There are no labels to write.';
  if (needs === 'classes' && !labels?.semantic) return 'The points have no classes.';
  if (needed && labels && labels.labelSet !== needed) {
    const place = needed === 'outdoor11' ? 'outdoor' : 'indoor';
    return `${title} numbers ${place} classes, and these labels are ${labels.labelSet}.`;
  }
  return undefined;
}

/** What of this subject the target does not hold, or holds changed: one sentence each, in plain words. */
export function losses(subject: ExportSubject, target: ExportTarget): string[] {
  const { cloud, labels } = subject;
  return [
    ...lostOfCloud(cloud, target),
    ...(labels ? lostOfLabels(labels, target) : []),
    ...(labels ? changedLabels(labels, target) : []),
    ...precision(cloud, target),
  ];
}

function lostOfCloud(cloud: PointCloud, { name, title, holds }: ExportTarget): string[] {
  if (holds.points === 'no') return [`The points themselves: keep “${cloud.name}” with it.`];
  const places = NAMED_PLACES[name] ?? [];
  const isHeld = (attribute: string): boolean => {
    if (attribute === 'rgb') return holds.colour === 'file';
    if (attribute === 'intensity') return holds.intensity === 'file';
    return holds.attributes === 'file' || places.includes(attribute);
  };
  const names = cloud.attributes.map((attribute) => attribute.name);
  const lost = names.filter((attribute) => !isHeld(attribute));
  const isInvented = holds.attributes === 'no' && holds.intensity === 'file' && name !== 'tf3d-frame';
  return [
    ...(lost.length > 0 ? [`${title} has no place for ${lost.join(', ')}.`] : []),
    ...renamed(names, name),
    ...(isInvented && !names.includes('intensity') ? ['The cloud has no intensity: zeros are written.'] : []),
    ...(holds.doubles === 'beside' && isFar(cloud)
      ? [`Coordinates are written relative to (${cloud.origin.join(', ')}), which the .frame.json states.`]
      : []),
  ];
}

/** Targets whose headers are words of ASCII. */
const WORDS: readonly ExportTargetName[] = ['ply', 'pcd', 'las', 'csv'];
const LAS_NAME_BYTES = 32;

function renamed(names: readonly string[], target: ExportTargetName): string[] {
  if (!WORDS.includes(target)) return [];
  const wordOf = (name: string) => headerWord(name).slice(0, target === 'las' ? LAS_NAME_BYTES : undefined);
  const changed = names.filter((name) => wordOf(name) !== name);
  if (changed.length === 0) return [];
  return [`Attributes get plain names: ${changed.map((name) => `“${name}” becomes ${wordOf(name)}`).join(', ')}.`];
}

function lostOfLabels(labels: ExportLabels, { title, holds, name }: ExportTarget): string[] {
  const gone = (what: string, isThere: boolean, held: string): string[] => {
    if (!isThere || held === 'file') return [];
    return held === 'beside' ? [`${title} has no place for ${what}: they are in the .frame.json beside it.`] : [what];
  };
  const lost = [
    ...gone('classes', labels.semantic !== undefined, holds.classes),
    ...gone('confidences', labels.confidence !== undefined, holds.confidence),
    ...gone('instances', labels.instance !== undefined, holds.instances),
    ...gone('boxes', labels.boxes.length > 0, holds.boxes),
  ];
  const nowhere = lost.filter((entry) => !entry.endsWith('.'));
  const scored = labels.boxes.some(({ score }) => score !== undefined) && name === 'tf3d-frame';
  return [
    ...(nowhere.length > 0 ? [`${title} has no place for the ${nowhere.join(', ')} of the points.`] : []),
    ...lost.filter((entry) => entry.endsWith('.')),
    ...(scored ? ['The scores of the boxes are in the .frame.json beside it.'] : []),
  ];
}

function changedLabels(labels: ExportLabels, target: ExportTarget): string[] {
  const table = CLASS_TABLES[target.name];
  const changed = table ? changedClasses(labels, table) : [];
  const said = changed.map(({ name, to }) => `${target.title} has no class “${name}”: read back, it is ${to}.`);
  switch (target.name) {
    case 'semantickitti': {
      const mixed = mixedInstances(labels);
      const count = new Set(labels.instance ?? []).size;
      if (mixed > 0)
        said.push(`${mixed} instances have points of several classes: SemanticKITTI counts one for each class.`);
      if (count > 65_536) said.push(`Of ${count - 1} instances, SemanticKITTI can number 65,535.`);
      break;
    }
    case 'kitti': {
      const odd = [...new Set(labels.boxes.map(({ className }) => className))].filter((name) => !isKittiClass(name));
      if (odd.length > 0) said.push(`KITTI has no type for ${odd.join(', ')}: written as Misc.`);
      said.push('There is no camera: label_2 is in that of the calib file beside it, a nominal one at the lidar.');
      break;
    }
    case 'tf3d-frame': {
      const odd = [...new Set(labels.boxes.map(({ className }) => className))].filter((name) => !TF3D_IDS.ids[name]);
      if (odd.length > 0) said.push(`TF 3D has no class for ${odd.join(', ')}: written as background.`);
      break;
    }
    case 'las':
      said.push(
        'Classes become ASPRS codes: the standard one where it means the same, else 64 and up with their name.',
      );
      break;
    case 'scannet':
      if (labels.kind === 'predicted' && labels.instances.some((instance) => !NYU40_IDS.ids[instance.className]))
        said.push('Instances of classes outside the benchmark are left out.');
      break;
    default:
  }
  return said;
}

/** Instances whose points do not all have one class. */
function mixedInstances({ instance, semantic }: ExportLabels): number {
  if (!instance || !semantic) return 0;
  const first = new Map<number, number>();
  const mixed = new Set<number>();
  for (let i = 0; i < instance.length; i++) {
    const id = instance[i]!;
    if (id === 0) continue;
    const known = first.get(id);
    if (known === undefined) first.set(id, semantic[i]!);
    else if (known !== semantic[i]) mixed.add(id);
  }
  return mixed.size;
}

const LAS_EXACT_M = 2147;

function precision({ positions, attributes }: PointCloud, { name }: ExportTarget): string[] {
  if (name === 'csv') {
    const types = 'Types of numbers are not written: a column is read back as the smallest that holds it.';
    return ['Coordinates are rounded to a micrometre.', ...(attributes.length > 0 ? [types] : [])];
  }
  if (name !== 'las') return [];
  const isWide = positions.some((value) => Math.abs(value) > LAS_EXACT_M);
  return [`Coordinates are rounded to ${isWide ? 'what 32 bits hold, coarser than a micrometre' : 'a micrometre'}.`];
}

export function isFar({ origin }: Pick<PointCloud, 'origin'>): boolean {
  return origin.some((value) => value !== 0);
}

/** Names of the classes by their index. */
export function classNamesOf({ labelSet: name }: ExportLabels): string[] {
  return labelSet(name).classes.map((entry) => entry.name);
}
