/** A closed list of classes with the colours and roles that the page and the heads need. Index = class id everywhere in memory. */
export interface LabelSet {
  readonly name: string;
  readonly classes: readonly LabelClass[];
}

export interface LabelClass {
  readonly name: string;
  /** sRGB 0–255. */
  readonly color: readonly [number, number, number];
  /** Countable: gets instances and boxes. The rest is stuff (floor, road). */
  readonly thing: boolean;
}

/** Index of a class by name, or −1. */
export function classIndex(labels: LabelSet, name: string): number {
  return labels.classes.findIndex((entry) => entry.name === name);
}

/** Class indices of the things, in label order: the box head's class columns, before its background column. */
export function thingClasses(labels: LabelSet): number[] {
  return labels.classes.flatMap((entry, index) => (entry.thing ? [index] : []));
}
