import { NO_ROW, Rng } from '../../core/index.ts';
import type { Ops, Precision, Table, Tensor, VoxelIndex } from '../ops.ts';

/** Named results: uint32 arrays must be equal, float32 arrays within the case's tolerance. */
export type Values = Readonly<Record<string, Float32Array | Uint32Array>>;

/** One thing that every implementation must do alike. */
export interface OpsCase {
  readonly name: string;
  /** Largest |actual − expected| / max(1, |expected|) of a float. */
  readonly tolerance: number;
  run(ops: Ops): Promise<Values>;
  /** Worked out by hand or taken from TF 3D; without it the oracle runs the same case. */
  readonly expected?: Values;
}

/** Reads everything that `index` built, the rows in use alone: the same from an exact index and from one with room to spare. */
export async function readIndex(ops: Ops, index: VoxelIndex): Promise<Values> {
  const counts = await index.rowCounts();
  const values: Record<string, Float32Array | Uint32Array> = {
    pointRows: await ops.readTable(index.pointRows),
    features: await ops.read(index.features, counts[0]!),
  };
  for (const [number, level] of index.levels.entries()) {
    const { coords, neighbours, parents, children, inverse, neighbours5 } = level;
    const tables = { coords, neighbours, parents, children, inverse, neighbours5 };
    for (const [name, table] of Object.entries(tables)) {
      if (!table) continue;
      values[`${name}${number}`] = usedRows(await ops.readTable(table), table, counts[number]!);
    }
  }
  return values;
}

/** The first `count` rows of each offset, of a table that may have room for more. */
export function usedRows(values: Uint32Array, { offsets, rows }: Table, count: number): Uint32Array {
  const used = new Uint32Array(offsets * count);
  for (let offset = 0; offset < offsets; offset++)
    used.set(values.subarray(offset * rows, offset * rows + count), offset * count);
  return used;
}

export function randomTensor(ops: Ops, rng: Rng, rows: number, channels: number, scale = 1): Tensor {
  const values = Float32Array.from({ length: rows * channels }, () => rng.range(-scale, scale));
  return ops.upload(values, rows, channels);
}

/** Multiples of 1/256 from −1 to 1: half precision holds them, so that only what is computed from them is rounded. */
export function randomHalves(ops: Ops, rng: Rng, rows: number, channels: number, precision: Precision): Tensor {
  const values = Float32Array.from({ length: rows * channels }, () => (rng.int(513) - 256) / 256);
  return ops.upload(values, rows, channels, precision);
}

/** Rows below `inputRows`, or `NO_ROW` in a share of `missing`, which may differ by offset. */
export function randomTable(
  ops: Ops,
  rng: Rng,
  offsets: number,
  rows: number,
  inputRows: number,
  missing: number | ((offset: number) => number),
): Table {
  const share = (entry: number) => (typeof missing === 'number' ? missing : missing(Math.floor(entry / rows)));
  const values = Uint32Array.from({ length: offsets * rows }, (_, entry) =>
    rng.chance(share(entry)) ? NO_ROW : rng.int(inputRows),
  );
  return ops.uploadTable(values, offsets, rows);
}

export function seeded(seed: number): Rng {
  return new Rng(seed);
}
