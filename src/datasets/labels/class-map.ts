import { classIndex, type Diagnostics, IGNORE_LABEL, labelSet } from '../../core/index.ts';

/** How a dataset's own class ids map into one of our label sets. `to` undefined = ignored, for a reason stated at the table. */
export interface ClassMap {
  readonly dataset: string;
  readonly labelSet: string;
  readonly classes: readonly { readonly id: number; readonly name: string; readonly to: string | undefined }[];
}

export function defineClassMap(
  dataset: string,
  target: string,
  classes: readonly (readonly [id: number, name: string, to: string | undefined])[],
): ClassMap {
  return { dataset, labelSet: target, classes: classes.map(([id, name, to]) => ({ id, name, to })) };
}

/**
 * Class ids of a dataset → class indices of the map's label set. Ids that the table does not list become `IGNORE_LABEL` and
 * are counted in the diagnostic `LABEL_UNKNOWN`; negative ids mean "no label" and are not.
 */
export function mapClasses(map: ClassMap, ids: ArrayLike<number>, diagnostics?: Diagnostics): Int16Array {
  const target = labelSet(map.labelSet);
  const table = new Map(
    map.classes.map(({ id, to }) => [id, to === undefined ? IGNORE_LABEL : classIndex(target, to)]),
  );
  const mapped = new Int16Array(ids.length);
  let unknown = 0;
  for (let i = 0; i < ids.length; i++) {
    const index = table.get(ids[i]!);
    if (index === undefined && ids[i]! >= 0) unknown++;
    mapped[i] = index ?? IGNORE_LABEL;
  }
  if (unknown > 0) {
    const message = `${unknown} points carry class ids that ${map.dataset} does not define; they count as unlabelled`;
    diagnostics?.warn('LABEL_UNKNOWN', message, unknown);
  }
  return mapped;
}
