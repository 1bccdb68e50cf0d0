import type { FlatTable } from './flatbuffer.ts';

/** How a column's values are stored. */
export type ArrowStorage =
  | { readonly kind: 'fixed'; readonly cell: FixedCell }
  | { readonly kind: 'bits' }
  | { readonly kind: 'text'; readonly offsetBytes: 4 | 8 }
  /** Not read here (lists, structs, decimals …); its buffers are skipped. */
  | { readonly kind: 'opaque'; readonly typeName: string };

export type FixedCell =
  | 'int8'
  | 'uint8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'float16'
  | 'float32'
  | 'float64';

export interface ArrowField {
  readonly name: string;
  readonly storage: ArrowStorage;
  /** Id of the dictionary that the stored integers point into. */
  readonly dictionary: number | undefined;
  /** Of the values in the dictionary; equals `storage` without one. */
  readonly values: ArrowStorage;
  /** Field nodes and buffers that the column takes in a record batch, its children included. */
  readonly nodes: number;
  readonly buffers: number;
  /** Columns of views take further buffers, whose number each batch states. */
  readonly views: number;
}

const TYPE = {
  null: 1,
  int: 2,
  float: 3,
  binary: 4,
  utf8: 5,
  bool: 6,
  decimal: 7,
  date: 8,
  time: 9,
  timestamp: 10,
  interval: 11,
  list: 12,
  struct: 13,
  union: 14,
  fixedBinary: 15,
  fixedList: 16,
  map: 17,
  duration: 18,
  largeBinary: 19,
  largeUtf8: 20,
  largeList: 21,
  runEnd: 22,
  binaryView: 23,
  utf8View: 24,
  listView: 25,
  largeListView: 26,
} as const;

const MAX_FIELDS = 4096;
/** Children inside children: deeper nesting is damage, or meant to exhaust the stack. */
const MAX_DEPTH = 16;

/** The columns of a schema message. @throws RangeError on damaged offsets */
export function readSchema(schema: FlatTable): ArrowField[] {
  if (schema.int16(0) !== 0) throw new RangeError('big-endian tables are not read');
  const budget = { left: MAX_FIELDS };
  return schema.tables(1).map((field) => readField(field, 0, budget));
}

function readField(field: FlatTable, depth: number, budget: { left: number }): ArrowField {
  if (depth > MAX_DEPTH || --budget.left < 0) throw new RangeError('too many nested columns');
  const children = field.tables(5).map((child) => readField(child, depth + 1, budget));
  const name = field.string(0);
  const { storage: values, buffers, views } = storageOf(field);
  const encoding = field.table(4);
  if (encoding) {
    const storage: ArrowStorage = { kind: 'fixed', cell: integerCell(encoding.table(1)) };
    return { name, storage, dictionary: encoding.int64(0), values, nodes: 1, buffers: 2, views: 0 };
  }
  const sum = (of: (child: ArrowField) => number, own: number) => children.reduce((all, child) => all + of(child), own);
  return {
    name,
    storage: values,
    dictionary: undefined,
    values,
    nodes: sum((child) => child.nodes, 1),
    buffers: sum((child) => child.buffers, buffers),
    views: sum((child) => child.views, views),
  };
}

function storageOf(field: FlatTable): { storage: ArrowStorage; buffers: number; views: number } {
  const typeId = field.uint8(2);
  const type = field.table(3);
  const fixed = (cell: FixedCell) => ({ storage: { kind: 'fixed', cell } as const, buffers: 2, views: 0 });
  const opaque = (typeName: string, buffers: number, views = 0) => ({
    storage: { kind: 'opaque', typeName } as const,
    buffers,
    views,
  });
  switch (typeId) {
    case TYPE.int:
      return fixed(integerCell(type));
    case TYPE.float:
      return fixed((['float16', 'float32', 'float64'] as const)[type?.int16(0) ?? 0] ?? 'float64');
    case TYPE.bool:
      return { storage: { kind: 'bits' }, buffers: 2, views: 0 };
    case TYPE.utf8:
      return { storage: { kind: 'text', offsetBytes: 4 }, buffers: 3, views: 0 };
    case TYPE.largeUtf8:
      return { storage: { kind: 'text', offsetBytes: 8 }, buffers: 3, views: 0 };
    case TYPE.date:
      // Days in 32 bits, or (the default) milliseconds in 64.
      return fixed((type?.int16(0, 1) ?? 1) === 0 ? 'int32' : 'int64');
    case TYPE.time:
      return fixed((type?.int32(1, 32) ?? 32) === 64 ? 'int64' : 'int32');
    case TYPE.timestamp:
    case TYPE.duration:
      return fixed('int64');
    case TYPE.null:
      return opaque('null', 0);
    case TYPE.struct:
    case TYPE.fixedList:
      return opaque('nested', 1);
    case TYPE.list:
    case TYPE.largeList:
    case TYPE.map:
      return opaque('list', 2);
    case TYPE.listView:
    case TYPE.largeListView:
      return opaque('list', 3);
    case TYPE.binary:
    case TYPE.largeBinary:
      return opaque('binary', 3);
    case TYPE.binaryView:
    case TYPE.utf8View:
      return opaque('view', 2, 1);
    case TYPE.runEnd:
      return opaque('run-end', 0);
    case TYPE.union:
      // Sparse unions have type ids, dense ones offsets too.
      return opaque('union', (type?.int16(0) ?? 0) === 0 ? 1 : 2);
    case TYPE.decimal:
    case TYPE.interval:
    case TYPE.fixedBinary:
      return opaque('fixed', 2);
    default:
      throw new RangeError(`column type ${typeId} is not known`);
  }
}

function integerCell(type: FlatTable | undefined): FixedCell {
  const bits = type?.int32(0, 32) ?? 32;
  const isSigned = type ? type.uint8(1) !== 0 : true;
  const cell = `${isSigned ? 'int' : 'uint'}${bits}`;
  if (!['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'int64', 'uint64'].includes(cell)) {
    throw new RangeError(`integers of ${bits} bits are not known`);
  }
  return cell as FixedCell;
}
