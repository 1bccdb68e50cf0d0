import type { FileMetaData } from 'hyparquet';
import { type ByteSource, FormatError } from '../../../core/index.ts';
import { type LeafColumn, leafColumns } from '../../parquet/column-chunk.ts';
import { ListColumn } from '../../parquet/list-column.ts';
import { damagedParquet, readParquetMetadata } from '../../parquet/metadata.ts';
import { readPlainValues } from '../../parquet/plain-column.ts';
import { WorkBudget } from '../../parquet/work-budget.ts';
import { LASER_KEY, SEGMENT_KEY, TIME_KEY, WAYMO_V2, waymoV2Component } from './format.ts';

/** What a row belongs to; undefined where the component has no such key. */
export interface RowKey {
  readonly segment: string;
  readonly timeMicros: number | undefined;
  readonly laser: number | undefined;
}

/** Older files name lasers in words. */
const LASERS = ['UNKNOWN', 'TOP', 'FRONT', 'SIDE_LEFT', 'SIDE_RIGHT', 'REAR'];

type Values = readonly (number | string | undefined)[];

/** One Parquet file of a Waymo v2 component. Its keys are read once, its lists row by row. */
export class ComponentTable {
  readonly source: ByteSource;
  /** `LiDARComponent`, `LiDARBoxComponent` … */
  readonly component: string;
  private readonly metadata: FileMetaData;
  private readonly leaves: readonly LeafColumn[];
  private readonly lists = new Map<string, ListColumn | undefined>();
  private readonly plain = new Map<string, Promise<Values | undefined>>();
  private rowKeys: Promise<readonly RowKey[]> | undefined;

  private constructor(source: ByteSource, metadata: FileMetaData, component: string) {
    this.source = source;
    this.metadata = metadata;
    this.component = component;
    this.leaves = leafColumns(metadata);
  }

  /** @throws FormatError FORMAT_FIELD when it is none of the components */
  static async open(source: ByteSource): Promise<ComponentTable> {
    const metadata = await readParquetMetadata(source);
    const component = waymoV2Component(leafColumns(metadata).map(({ name }) => name));
    if (component !== undefined) return new ComponentTable(source, metadata, component);
    const message = `"${source.name}" is no component of Waymo v2: it lacks the column ${SEGMENT_KEY}.`;
    throw new FormatError('FORMAT_FIELD', message, { file: source.name, format: WAYMO_V2, field: SEGMENT_KEY });
  }

  /** One a row. */
  keys(): Promise<readonly RowKey[]> {
    this.rowKeys ??= this.readKeys();
    return this.rowKeys;
  }

  /** Values of a plain column, given without the component's name; undefined where there is none. */
  values(name: string): Promise<Values | undefined> {
    return this.column(`[${this.component}].${name}`);
  }

  /** Values of one of the other key columns. */
  key(name: string): Promise<Values | undefined> {
    return this.column(`key.${name}`);
  }

  private column(column: string): Promise<Values | undefined> {
    let values = this.plain.get(column);
    if (!values) this.plain.set(column, (values = this.readValues(column)));
    return values;
  }

  /** The list in a row of a column, as float64; undefined where it is missing. */
  async list(name: string, row: number): Promise<Float32Array | Float64Array | Int32Array | undefined> {
    const column = `[${this.component}].${name}`;
    if (!this.lists.has(column)) {
      const leaf = this.leaves.find((one) => one.name === column);
      this.lists.set(column, leaf && new ListColumn(this.source, this.metadata.row_groups, leaf));
    }
    return this.guard(column, () => this.lists.get(column)?.readRow(row));
  }

  private async readKeys(): Promise<readonly RowKey[]> {
    const [segments = [], times, lasers] = await Promise.all(
      [SEGMENT_KEY, TIME_KEY, LASER_KEY].map((key) => this.readValues(key)),
    );
    return segments.map((segment, row): RowKey => {
      const laser = lasers?.[row];
      return {
        segment: String(segment),
        timeMicros: times && Number(times[row]),
        laser: typeof laser === 'string' ? LASERS.indexOf(laser) : laser,
      };
    });
  }

  private async readValues(column: string): Promise<Values | undefined> {
    const leaf = this.leaves.find((one) => one.name === column && one.maxRepetition === 0);
    if (!leaf) return undefined;
    const budget = new WorkBudget(this.source.name, this.source.size);
    return this.guard(column, () => readPlainValues(this.source, this.metadata.row_groups, leaf, budget));
  }

  private async guard<T>(column: string, work: () => Promise<T> | T): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      throw damagedParquet(this.source, `its column "${column}"`, cause);
    }
  }
}
