import file from './taxonomies.json' with { type: 'json' };

/** A list of classes coarser than a label set, in which datasets that differ in detail can be compared. */
export interface Taxonomy {
  readonly name: string;
  readonly classes: readonly string[];
  /** What it is for. */
  readonly about: string;
}

export const TAXONOMIES: readonly Taxonomy[] = file;

export function taxonomyNamed(name: string): Taxonomy {
  const found = TAXONOMIES.find((taxonomy) => taxonomy.name === name);
  if (!found) throw new RangeError(`no label set or taxonomy named ${name}`);
  return found;
}
