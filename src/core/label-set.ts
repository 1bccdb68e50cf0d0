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
  /** All things stand on it. A room's floor is none: there, things stand on things and hang from walls. */
  readonly ground?: true;
}

/** Index of a class by name, or −1. */
export function classIndex(labels: LabelSet, name: string): number {
  return labels.classes.findIndex((entry) => entry.name === name);
}

/** Class indices of the things, in label order: the box head's class columns, before its background column. */
export function thingClasses(labels: LabelSet): number[] {
  return labels.classes.flatMap((entry, index) => (entry.thing ? [index] : []));
}

/** Class indices of what all things stand on. */
export function groundClasses(labels: LabelSet): number[] {
  return labels.classes.flatMap((entry, index) => (entry.ground ? [index] : []));
}
