import { type Attribute, type PointCloud, scalarTypeOf } from '../core/index.ts';
import { columnOf, type WrittenColumn } from './write-rows.ts';

/** Labels of a cloud's points, whoever made them; one row a point, in the cloud's order. */
export interface PointLabelColumns {
  /** Class index of the label set, −1 = none. */
  readonly semantic?: ArrayLike<number> | undefined;
  /** 0 = none. */
  readonly instance?: Uint32Array | undefined;
  /** 0–1. */
  readonly confidence?: Float32Array | undefined;
}

/** Names under which labels are written. An attribute of the cloud that has one of them keeps its values as `source_<name>`. */
const OWN_NAMES = ['label', 'instance', 'confidence'] as const;

/**
 * What generic formats write beside x, y, z: the cloud's attributes in their own types, then `label` (int32, −1 = none), `instance`
 * (uint32, 0 = none) and `confidence` (float32) where the labels have them.
 */
export function labelledColumns(cloud: PointCloud, labels: PointLabelColumns): WrittenColumn[] {
  const { semantic, instance, confidence } = labels;
  const replaced = new Set(
    OWN_NAMES.filter((name) => ({ label: semantic, instance, confidence })[name] !== undefined) as string[],
  );
  const kept = cloud.attributes.map((attribute) =>
    asColumn(attribute, replaced.has(attribute.name) ? `source_${attribute.name}` : attribute.name),
  );
  return [
    ...kept,
    ...(semantic ? [{ name: 'label', type: 'int32' as const, components: 1, values: semantic }] : []),
    ...(instance ? [columnOf('instance', instance)] : []),
    ...(confidence ? [columnOf('confidence', confidence)] : []),
  ];
}

function asColumn({ components, values }: Attribute, name: string): WrittenColumn {
  return { name, type: scalarTypeOf(values), components, values };
}

/** Columns of one component each, under names that a header of words can hold, none of them twice. */
export function scalarColumns(columns: readonly WrittenColumn[], taken: readonly string[]): WrittenColumn[] {
  const used = new Set(taken);
  const unique = (name: string): string => {
    let chosen = name;
    for (let n = 2; used.has(chosen); n++) chosen = `${name}_${n}`;
    used.add(chosen);
    return chosen;
  };
  return columns.flatMap((column) => {
    const name = headerWord(column.name);
    if (column.components === 1) return [{ ...column, name: unique(name) }];
    return Array.from({ length: column.components }, (_, c): WrittenColumn => {
      return { name: unique(componentName(name, c)), type: column.type, components: 1, values: every(column, c) };
    });
  });
}

/** A name without spaces, quotes and what is no ASCII: headers of words hold nothing else. */
export function headerWord(name: string): string {
  const word = name
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .replaceAll(/[^!#-&(-+\--~]+/g, '_');
  // A lone `_` is no name: it is how headers leave a column out.
  return /[A-Za-z0-9]/.test(word) ? word : 'column';
}

function componentName(name: string, c: number): string {
  if (name === 'rgb' && c < 3) return ['red', 'green', 'blue'][c]!;
  if (name === 'normal' && c < 3) return ['nx', 'ny', 'nz'][c]!;
  return `${name}_${c}`;
}

/** Every `components`-th value from the c-th on, read in place. */
function every({ values, components }: WrittenColumn, c: number): ArrayLike<number> {
  const length = Math.floor(values.length / components);
  const Kind = values.constructor as { new (length: number): Float64Array };
  const picked = ArrayBuffer.isView(values) ? new Kind(length) : new Float64Array(length);
  for (let i = 0; i < length; i++) picked[i] = values[i * components + c]!;
  return picked;
}
