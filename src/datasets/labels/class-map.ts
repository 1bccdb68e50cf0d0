import { type Diagnostics, IGNORE_LABEL, LABEL_SETS } from '../../core/index.ts';
import { taxonomyNamed } from './taxonomy.ts';

/** How one numbering of classes maps into a label set or a taxonomy of ours: a data file of `maps/`. */
export interface ClassMap {
  readonly dataset: string;
  /** Whose numbering, as in `SourceLabels.scheme`; or a label set, whose indices are the ids. */
  readonly from: string;
  /** Label set or taxonomy. */
  readonly labelSet: string;
  /** What is ignored and why, for people. */
  readonly rule: string;
  readonly source: string;
  /** `to` undefined = ignored, for the reason in `why`. */
  readonly classes: readonly ClassMapEntry[];
  /** Set: ids that are not listed are ignored too, for this reason. Else they are counted as unknown. */
  readonly others: string | undefined;
  /** Names of classes that a prediction may have and a truth is ignored for. */
  readonly ignoredAsTruth: readonly string[];
}

export interface ClassMapEntry {
  readonly id: number;
  readonly name: string;
  readonly to: string | undefined;
  readonly why: string | undefined;
}

/** A data file as it is imported; a row of `classes` is id, name, target or null, and where null the reason. */
export interface ClassMapFile {
  readonly dataset: string;
  readonly from: string;
  readonly to: string;
  readonly rule: string;
  readonly source: string;
  readonly classes: readonly (readonly (string | number | null)[])[];
  readonly others?: string;
  readonly ignoredAsTruth?: readonly string[];
}

export function defineClassMap(file: ClassMapFile): ClassMap {
  const { dataset, from, to, rule, source, others, ignoredAsTruth = [] } = file;
  const classes = file.classes.map(([id, name, target, why]) => ({
    id: Number(id),
    name: String(name),
    to: typeof target === 'string' ? target : undefined,
    why: typeof why === 'string' ? why : undefined,
  }));
  return { dataset, from, labelSet: to, rule, source, classes, others, ignoredAsTruth };
}

/**
 * Class ids of a dataset → class indices of the map's label set or taxonomy. Ids that the map does not list become `IGNORE_LABEL` and
 * are counted in the diagnostic `LABEL_UNKNOWN`; negative ids mean "no label" and are not.
 */
export function mapClasses(map: ClassMap, ids: ArrayLike<number>, diagnostics?: Diagnostics): Int16Array {
  return applyTable(map, tableOf(map, []), ids, diagnostics);
}

/** The same for ids that are a truth in a label set of ours: what is not asked for there is ignored. */
export function mapTruth(map: ClassMap, ids: ArrayLike<number>): Int16Array {
  return applyTable(map, tableOf(map, map.ignoredAsTruth), ids);
}

function tableOf(map: ClassMap, ignored: readonly string[]): Map<number, number> {
  const target = classNames(map.labelSet);
  return new Map(
    map.classes.map(({ id, name, to }) => [
      id,
      to === undefined || ignored.includes(name) ? IGNORE_LABEL : target.indexOf(to),
    ]),
  );
}

function applyTable(
  map: ClassMap,
  table: ReadonlyMap<number, number>,
  ids: ArrayLike<number>,
  diagnostics?: Diagnostics,
): Int16Array {
  const mapped = new Int16Array(ids.length);
  let unknown = 0;
  for (let i = 0; i < ids.length; i++) {
    const index = table.get(ids[i]!);
    if (index === undefined && ids[i]! >= 0) unknown++;
    mapped[i] = index ?? IGNORE_LABEL;
  }
  if (unknown > 0 && map.others === undefined) {
    const message = `${unknown} points carry class ids that ${map.dataset} does not define; they count as unlabelled`;
    diagnostics?.warn('LABEL_UNKNOWN', message, unknown);
  }
  return mapped;
}

/** Names of the classes of a label set or taxonomy, in order. */
export function classNames(name: string): readonly string[] {
  return LABEL_SETS.find((set) => set.name === name)?.classes.map((entry) => entry.name) ?? taxonomyNamed(name).classes;
}
