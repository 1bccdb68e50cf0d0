import {
  type Diagnostics,
  type Domain,
  findAttribute,
  type GroundTruth,
  IGNORE_LABEL,
  LABEL_SETS,
  type LabelSet,
  type PointCloud,
} from '../core/index.ts';
import { PLY_IGNORE_LABEL } from '../formats/index.ts';
import { ASPRS } from './labels/asprs.ts';
import { mapClasses } from './labels/class-map.ts';

/** What programs write for a point without a class, beside −1. */
const NO_LABEL = [255, PLY_IGNORE_LABEL];
const FEWEST_CLASSES = 2;
/** Share of points in codes that no standard defines, from which on the codes are no classes but noise or the writer's own. */
const MOST_RESERVED = 0.05;
const [FIRST_RESERVED, LAST_RESERVED] = [23, 63];

/**
 * Labels that a plain file has in its columns, as truth: ASPRS classes of a LAS file, and columns `label` and `instance`. Nothing where
 * the numbers are no classes that we know. What numbers were taken for is said (`LABELS_READ`); the columns themselves stay.
 */
export function columnTruth(cloud: PointCloud, domain: Domain, diagnostics: Diagnostics): GroundTruth | undefined {
  const asprs = asprsTruth(cloud, diagnostics);
  const labelled = asprs ?? labelTruth(cloud, domain, diagnostics);
  const instance = instanceTruth(cloud);
  if (!labelled && !instance) return undefined;
  const labelSet = domain === 'indoor' ? 'scannet20' : 'outdoor11';
  return { labelSet, boxes: [], ...labelled, ...(instance ? { instance } : {}) };
}

function asprsTruth(cloud: PointCloud, diagnostics: Diagnostics): GroundTruth | undefined {
  const codes = findAttribute(cloud, 'classification')?.values;
  if (!codes) return undefined;
  const counts = new Map<number, number>();
  for (let i = 0; i < codes.length; i++) counts.set(codes[i]!, (counts.get(codes[i]!) ?? 0) + 1);
  const reserved = [...counts].reduce((sum, [code, count]) => {
    return code >= FIRST_RESERVED && code <= LAST_RESERVED ? sum + count : sum;
  }, 0);
  const names = new Set([...counts.keys()].flatMap((code) => ASPRS.classes.find(({ id }) => id === code)?.to ?? []));
  if (names.size < FEWEST_CLASSES || reserved > MOST_RESERVED * codes.length) return undefined;
  const message = `The ASPRS classification is taken as truth: ${[...names].join(', ')}; the rest is not labelled`;
  diagnostics.info('LABELS_READ', message, names.size);
  const semantic = mapClasses(ASPRS, codes, diagnostics);
  return { labelSet: ASPRS.labelSet, semantic, source: { scheme: ASPRS.from, ids: Int16Array.from(codes) }, boxes: [] };
}

/** Indices of the place's label set, as our own exports write them: a file with any other number has another numbering. */
function labelTruth(cloud: PointCloud, domain: Domain, diagnostics: Diagnostics): GroundTruth | undefined {
  const column = findAttribute(cloud, 'label');
  if (column?.components !== 1) return undefined;
  const set = LABEL_SETS.find(({ name }) => name === (domain === 'indoor' ? 'scannet20' : 'outdoor11'))!;
  const semantic = indicesOf(column.values, set);
  if (!semantic) return undefined;
  const message = `The column label is taken as truth: every number of it is a class of ${set.name}, or none`;
  diagnostics.info('LABELS_READ', message);
  return { labelSet: set.name, semantic, boxes: [] };
}

/** Class indices of a column, or undefined where a number is none, or all are the same. */
export function indicesOf(values: ArrayLike<number>, { classes }: LabelSet): Int16Array | undefined {
  const semantic = new Int16Array(values.length);
  const found = new Set<number>();
  for (let i = 0; i < values.length; i++) {
    const label = values[i]!;
    const isNone = label === IGNORE_LABEL || NO_LABEL.includes(label);
    if (!isNone && !(Number.isInteger(label) && label >= 0 && label < classes.length)) return undefined;
    semantic[i] = isNone ? IGNORE_LABEL : label;
    if (!isNone) found.add(label);
  }
  return found.size >= FEWEST_CLASSES ? semantic : undefined;
}

/** 0 is none. A number that is no whole one makes the column something else. */
export function instanceTruth(cloud: PointCloud): Uint32Array | undefined {
  const column = findAttribute(cloud, 'instance');
  if (column?.components !== 1) return undefined;
  const { values } = column;
  const isId = (value: number): boolean => Number.isInteger(value) && value >= -1 && value < 2 ** 32;
  if (!values.every(isId) || !values.some((value) => value > 0)) return undefined;
  return Uint32Array.from(values, (value) => Math.max(0, value));
}
