import { NO_ROW, Rng } from '../../core/index.ts';
import type { Ops, Table, Tensor, VoxelIndex } from '../ops.ts';

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

/** Reads everything that `index` built. */
export async function readIndex(ops: Ops, index: VoxelIndex): Promise<Values> {
  const values: Record<string, Float32Array | Uint32Array> = {
    pointRows: await ops.readTable(index.pointRows),
    features: await ops.read(index.features),
  };
  for (const [number, level] of index.levels.entries()) {
    const { coords, neighbours, parents, children } = level;
    for (const [name, table] of Object.entries({ coords, neighbours, parents, children })) {
      if (table) values[`${name}${number}`] = await ops.readTable(table);
    }
  }
  return values;
}

export function randomTensor(ops: Ops, rng: Rng, rows: number, channels: number, scale = 1): Tensor {
  const values = Float32Array.from({ length: rows * channels }, () => rng.range(-scale, scale));
  return ops.upload(values, rows, channels);
}

/** Rows below `inputRows`, or `NO_ROW` in a share of `missing`. */
export function randomTable(
  ops: Ops,
  rng: Rng,
  offsets: number,
  rows: number,
  inputRows: number,
  missing: number,
): Table {
  const values = Uint32Array.from({ length: offsets * rows }, () =>
    rng.chance(missing) ? NO_ROW : rng.int(inputRows),
  );
  return ops.uploadTable(values, offsets, rows);
}

export function seeded(seed: number): Rng {
  return new Rng(seed);
}
