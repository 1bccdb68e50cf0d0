import type { ColumnMetaData, FileMetaData, SchemaElement } from 'hyparquet';

export type RowGroup = FileMetaData['row_groups'][number];

/** A leaf column: where it is in the schema, and how its pages tell missing values and lists. */
export interface LeafColumn {
  /** Name of the top-level column: what people call it. */
  readonly name: string;
  /** Place among the leaves, and so among the chunks of every row group. */
  readonly index: number;
  readonly element: SchemaElement;
  readonly maxDefinition: number;
  /** 0 for plain columns, 1 for lists. */
  readonly maxRepetition: number;
  /** Definition level from which on a list has an entry. */
  readonly listDefinition: number;
}

/** Every leaf of the schema in order. Damaged child counts end with the schema: nothing recurses. */
export function leafColumns({ schema }: FileMetaData): LeafColumn[] {
  const leaves: LeafColumn[] = [];
  const path: { element: SchemaElement; left: number }[] = [];
  for (const element of schema.slice(1)) {
    while (path.length > 0 && path.at(-1)!.left === 0) path.pop();
    const parent = path.at(-1);
    if (parent) parent.left--;
    const chain = [...path.map((entry) => entry.element), element];
    if (element.type === undefined) {
      path.push({ element, left: Math.max(0, element.num_children ?? 0) });
      // Only a damaged schema nests further, and each level would copy the chain.
      if (path.length > 32) return leaves;
      continue;
    }
    const isCounted = (one: SchemaElement) => one.repetition_type === 'OPTIONAL' || one.repetition_type === 'REPEATED';
    const lastList = chain.findLastIndex((one) => one.repetition_type === 'REPEATED');
    leaves.push({
      name: chain[0]!.name,
      index: leaves.length,
      element,
      maxDefinition: chain.filter(isCounted).length,
      maxRepetition: chain.filter((one) => one.repetition_type === 'REPEATED').length,
      listDefinition: chain.slice(0, lastList + 1).filter(isCounted).length,
    });
  }
  return leaves;
}

/** The chunk of a leaf in a row group. @throws RangeError where the footer does not have it */
export function chunkOf(group: RowGroup, leaf: LeafColumn): ColumnMetaData {
  const meta = group.columns[leaf.index]?.meta_data;
  if (!meta || meta.path_in_schema[0] !== leaf.name) throw new RangeError(`no chunk of the column "${leaf.name}"`);
  return meta;
}
