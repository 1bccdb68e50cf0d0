import type { VoxelDescription } from '../pipeline/index.ts';
import type { LinearHead, Similar } from '../teach/index.ts';
import type { Reply } from './protocol.ts';

/** A scene to teach on. Its arrays are handed over. */
export interface TeachSetup {
  readonly described: VoxelDescription;
  readonly head: LinearHead;
}

export interface TeachRequest {
  readonly clicks: readonly { readonly row: number; readonly classId: number }[];
  /** Voxels of objects that were corrected by hand; each object says as much as a click. */
  readonly objects?: readonly { readonly rows: Uint32Array; readonly classId: number }[];
  readonly classes: number;
  /** 0–1. */
  readonly boldness: number;
}

export interface Taught {
  readonly head: LinearHead;
  /** float32 [voxels × classes], of a single look at the scene. */
  readonly odds: Float32Array;
  /** What that changed (`changeOfOdds`): what is on screen may come of several looks. */
  readonly change: Float32Array;
  /** Share of the clicks that the new head has right. */
  readonly agreement: number;
  /** Refit and relabelling together, in the worker. */
  readonly elapsedMs: number;
}

/** The voxel under a point, by level, finest first. */
export interface VoxelBox {
  readonly level: number;
  /** Metres, in the cloud's frame. */
  readonly center: readonly [number, number, number];
  readonly sizeM: number;
  /** Middles of the voxels of the level that touch it, float32 [count × 3]. */
  readonly neighbours: Float32Array;
}

/** What crosses between the page and the worker that teaches. Features cross once, clicks often. */
export interface TeachApi {
  prepare(call: number, setup: TeachSetup): Promise<Reply<null>>;
  teach(call: number, request: TeachRequest): Promise<Reply<Taught>>;
  /** float32 [voxels × classes of the model]. */
  said(call: number): Promise<Reply<Float32Array>>;
  regions(call: number, rows: readonly number[]): Promise<Reply<readonly Uint32Array[]>>;
  similar(call: number, row: number): Promise<Reply<Similar>>;
  /** uint8 [voxels × 3]. */
  principalColors(call: number): Promise<Reply<Uint8Array>>;
  voxelsOf(call: number, row: number): Promise<Reply<readonly VoxelBox[]>>;
  cancel(call: number): void;
}
