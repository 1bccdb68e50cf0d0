import type { VoxelGrid } from '../core/index.ts';

/**
 * The one narrow interface between what a network means and how it is computed. Three implementations (`webgpu`, `wasm`, `tfjs`)
 * pass one conformance suite. Calls record work or do it at once; only `index`, `read*` and `flush` wait.
 *
 * All matrices are row-major [rows × channels]; all tables are uint32, offset-major [offsets × rows].
 */
export type OpsName = 'webgpu' | 'wasm' | 'tfjs';

/** How values are stored. Sums are float32 either way. An implementation without half storage keeps float32 and says so in `Tensor.precision`. */
export type Precision = 'f32' | 'f16';

/** A matrix that lives where the implementation keeps it. `rows` may be a capacity: see `Level.rows`. */
export interface Tensor {
  readonly rows: number;
  readonly channels: number;
  readonly precision: Precision;
}

/** Columns `[offset, offset + channels)` of a tensor: how concatenation costs nothing. */
export interface View {
  readonly tensor: Tensor;
  readonly offset: number;
  readonly channels: number;
}

/** uint32 [offsets × rows]: for each output row and offset an input row (or any id), `NO_ROW` where there is none. */
export interface Table {
  readonly offsets: number;
  readonly rows: number;
}

/** One resolution of the pyramid. Rows are ordered by brick raster (x slowest), then by in-brick raster: the same in every implementation. */
export interface Level {
  /**
   * How many rows the level's tables and tensors have room for. With `IndexOptions.sizes` `exact` (the default) that is how many there
   * are; with `capacity` only the device knows how many are used, and kernels read it there: rows beyond are never computed.
   */
  readonly rows: number;
  /** uint32 [3 × rows]: voxel x, y, z at this level. */
  readonly coords: Table;
  /** [27 × rows]: row of each neighbour at this level. */
  readonly neighbours: Table;
  /** [1 × rows]: row of the parent in the next coarser level. Absent at the coarsest. */
  readonly parents?: Table;
  /** [8 × rows]: rows of the children in the next finer level. Absent at the finest. */
  readonly children?: Table;
  /**
   * [8 × rows]: the parent's row at the octant that this voxel has in it, `NO_ROW` at the other seven: the map of an inverse
   * convolution from the next coarser level. Only with `IndexOptions.inverse`; absent at the coarsest.
   */
  readonly inverse?: Table;
  /** [125 × rows]: neighbours within two steps, k = (dx+2)·25 + (dy+2)·5 + (dz+2). Only with `IndexOptions.kernel5`. */
  readonly neighbours5?: Table;
}

export interface IndexOptions {
  /**
   * `exact`: waits for the row counts and allocates to size. `capacity`: waits for nothing; buffers are allocated by an estimate from the
   * points, and `VoxelIndex.rowCounts` tells afterwards whether it sufficed. Implementations on the CPU are always exact.
   */
  readonly sizes?: 'exact' | 'capacity';
  readonly kernel5?: boolean;
  readonly inverse?: boolean;
}

/** Points to index, in metres relative to the cloud's origin, inside the grid. */
export interface PointInput {
  readonly count: number;
  /** float32 [count × 3]; must be finite. */
  readonly positions: Float32Array;
  /** float32 [count], metres above the local ground. */
  readonly heights: Float32Array;
  /**
   * Several clouds in one index: the first point of each, ascending, starting with 0. Items never become each other's neighbours or
   * share a voxel at any level, rows of an item are contiguous, and coordinates stay relative to the one grid. Default: one cloud.
   */
  readonly items?: readonly number[];
}

/** What `index` builds: the pyramid, the way from points to voxels, and the input features of the finest level. */
export interface VoxelIndex {
  /** Finest first. */
  readonly levels: readonly Level[];
  /** [1 × points]: row of each point's voxel at the finest level. */
  readonly pointRows: Table;
  /** [levels[0].rows × VOXEL_CHANNELS]. */
  readonly features: Tensor;
  /**
   * Rows that each level really has, finest first. Flushes and waits where only the device knows. A count above `Level.rows` means that
   * the guess of `sizes: 'capacity'` was too small: what was computed is to be thrown away and done again with `exact`.
   */
  rowCounts(): Promise<readonly number[]>;
}

/**
 * Input channels of a voxel: 1 · mean offset from the voxel's centre in voxels (x, y, z; −½…½) · variance of that offset ×12 (x, y, z;
 * 1 for points spread evenly) · mean height above ground / 2 m, clipped to ±2. Local shape only: absolute position, intensity and
 * colour do not transfer between sensors (docs/decisions/0003).
 *
 * Means are exact integer sums, so that they do not depend on the order of the points or threads: offsets in 1/4096 voxel, squares in
 * (1/256 voxel)², heights in 1/64 m.
 */
export const VOXEL_CHANNELS = 8;

export interface Epilogue {
  /** [1 × Cout], added to the sum. Batch norm is folded into weights and bias. */
  readonly bias?: Tensor;
  /** Added after the bias and before ReLU, [rows × Cout]. Never the output itself. */
  readonly residual?: View;
  readonly relu: boolean;
}

export interface ConvStep extends Epilogue {
  readonly input: View;
  /** Which input row each offset reads for each output row; omitted for a linear layer (one offset, same row). */
  readonly map?: Table;
  /** [offsets·Cin × Cout], offset-major. */
  readonly weights: Tensor;
  /** TF 3D's normaliser, [offsets × 1]: before bias, the sum is divided by 1 + |Σ of the entries whose offset is present|. Needs `map`. */
  readonly normaliser?: Tensor;
  readonly output: View;
}

export interface PoolStep {
  readonly input: View;
  /** The coarse level's `children`. */
  readonly children: Table;
  readonly output: View;
}

export interface GatherStep {
  readonly input: View;
  /** [1 × output rows]; a `NO_ROW` entry gives zeros. */
  readonly rows: Table;
  readonly output: View;
}

export interface Ops {
  readonly name: OpsName;
  /** What runs the arithmetic, in words a person recognises. */
  readonly adapter: string;

  /**
   * Builds voxels, `levels` pyramid levels and their maps.
   * @throws LimitError when the grid is too large to index.
   */
  index(points: PointInput, grid: VoxelGrid, levels: number, options?: IndexOptions): Promise<VoxelIndex>;

  /** A tensor of zeros. With a level it has the level's rows, and kernels compute only those that are used. */
  tensor(rows: number | Level, channels: number, precision?: Precision): Tensor;
  /** Copies `values` ([rows × channels]) in. */
  upload(values: Float32Array, rows: number, channels: number, precision?: Precision): Tensor;
  /** Copies a table ([offsets × rows]) in. */
  uploadTable(values: Uint32Array, offsets: number, rows: number): Table;

  /**
   * `out[r] = relu(Σ_k W[k]ᵀ · in[map[k][r]] / (1 + |n[r]|) + bias + residual[r])`; a missing row adds 0. Submanifold, strided, inverse
   * and linear layers alike; each part of the epilogue only where given.
   */
  conv(step: ConvStep): void;
  /** `out[r] = max over children present`. Every coarse row has at least one. */
  maxPool(step: PoolStep): void;
  /** `out[r] = mean over children present`. */
  meanPool(step: PoolStep): void;
  /** `out[r] = in[rows[r]]`: unpooling, and voxel → point. */
  gather(step: GatherStep): void;
  /** Row-wise softmax of the view, as a new tensor. */
  softmax(logits: View): Tensor;
  /** Row-wise index of the largest value (the first of equals), as a [1 × rows] table. */
  argmax(logits: View): Table;
  /** `out[r] = ids[rows[r]]` for tables of one offset; `NO_ROW` stays `NO_ROW`. */
  gatherIds(ids: Table, rows: Table): Table;

  /** Runs everything recorded so far and waits for it. @throws KernelError */
  flush(): Promise<void>;
  /** @returns a copy of the first `rows` rows (default: all), [rows × channels], as float32. */
  read(tensor: Tensor, rows?: number): Promise<Float32Array>;
  /** @returns a copy, [offsets × rows]; with the pitch of `Table.rows`, whatever part of it is used. */
  readTable(table: Table): Promise<Uint32Array>;
  /** Gives memory back. Using a released handle is a fault. */
  release(...handles: readonly (Tensor | Table)[]): void;
  /** Frees everything that this object made. */
  dispose(): void;
}

/** The whole tensor as a view. */
export function whole(tensor: Tensor): View {
  return { tensor, offset: 0, channels: tensor.channels };
}

/** Releases every buffer of an index. */
export function releaseIndex(ops: Ops, index: VoxelIndex): void {
  ops.release(index.features, index.pointRows);
  for (const level of index.levels) {
    ops.release(level.coords, level.neighbours);
    if (level.parents) ops.release(level.parents);
    if (level.children) ops.release(level.children);
    if (level.inverse) ops.release(level.inverse);
    if (level.neighbours5) ops.release(level.neighbours5);
  }
}
