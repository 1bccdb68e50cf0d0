import type { PointCloud, StageOptions } from '../core/index.ts';
import type { BinLayoutName } from './float-bin/layout.ts';

/** What a reader gives back: the cloud, and how its points relate to the rows of the file. */
export interface DecodedCloud {
  readonly cloud: PointCloud;
  /** Rows in the file, before non-finite points were dropped: what a label file beside it must have. */
  readonly sourceCount: number;
  /** uint32 [cloud.count] row of each point; undefined when every row became a point. */
  readonly keptRows?: Uint32Array;
  /** Comment lines of the header, where the format has them (PLY). */
  readonly comments: readonly string[];
}

/** Columns that no header states, as a reader took them. */
export interface FoundColumns {
  readonly names: readonly string[];
  /** Why, as a sentence's end: "because …". */
  readonly reason: string;
  /** Other lists of columns that would fit too. */
  readonly alternatives: readonly (readonly string[])[];
}

export interface ReadOptions extends StageOptions {
  /** Overrides the layout that is detected in a headerless float32 file. */
  readonly binLayout?: BinLayoutName | undefined;
  /**
   * Overrides the columns of a text table or of a headerless float32 file, from the first on: `x`, `y`, `z`, `intensity`, `red`, `nx`,
   * any other, or `_` for one that is left out.
   */
  readonly columns?: readonly string[] | undefined;
  /** Called by the readers that find out columns: what they took them for, and why. */
  readonly onColumns?: ((found: FoundColumns) => void) | undefined;
  /** Most points to read of a file that has levels of detail (COPC): whole levels, from coarse to fine. */
  readonly pointBudget?: number | undefined;
  /** Called while a large file is read, with what can already be shown: points from all over it, fewer than there are. */
  readonly onPreview?: ((cloud: PointCloud) => void) | undefined;
}

/** Picks the entries of a per-row column that became points, so that labels from another file line up with the cloud. */
export function keepRows<T extends Int16Array | Uint8Array | Uint16Array | Uint32Array | Int32Array>(
  values: T,
  keptRows: Uint32Array | undefined,
): T {
  if (keptRows === undefined) return values;
  const kept = new (values.constructor as new (length: number) => T)(keptRows.length);
  for (let i = 0; i < keptRows.length; i++) kept[i] = values[keptRows[i]!]!;
  return kept;
}
