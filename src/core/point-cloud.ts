import type { Diagnostic } from './diagnostics.ts';
import type { JudgedRegion } from './judged-region.ts';
import type { ReadingDecision } from './open-overrides.ts';
import type { OrientedBox } from './oriented-box.ts';

export type ScalarType = 'int8' | 'uint8' | 'int16' | 'uint16' | 'int32' | 'uint32' | 'float32' | 'float64';
export type TypedArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

export type Vec3 = readonly [number, number, number];

/**
 * One column of per-point values in the source's own type. `components` values per point, interleaved.
 *
 * Well-known names: `rgb` (uint8 ×3, 0–255), `intensity` (source units), `normal` (float32 ×3), `return`, `ring`, `elongation`,
 * `timestamp`, `classification`; anything else keeps the name it has in the file.
 */
export interface Attribute {
  readonly name: string;
  readonly components: number;
  readonly values: TypedArray;
}

/**
 * Points as columns. A point's true coordinate is `origin + position` in metres: decoders work in float64 and subtract one stated
 * origin, because float32 cannot hold projected coordinates (UTM northings step by 0.5 m).
 * Frame: x, y horizontal, z up, right-handed, unless `diagnostics` says that the source did not tell.
 */
export interface PointCloud {
  readonly name: string;
  /** Format name as the registry spells it, e.g. `ply`, `npy`, `waymo-tfrecord`. */
  readonly format: string;
  readonly count: number;
  /** float64 metres; subtracted from every coordinate before it was stored as float32. */
  readonly origin: Vec3;
  /** float32 [count × 3], metres, relative to `origin`. */
  readonly positions: Float32Array;
  readonly attributes: readonly Attribute[];
}

/** What the files themselves say is true. Classes are indices into `labelSet`; `IGNORE_LABEL` where a point is not labelled. */
export interface GroundTruth {
  readonly labelSet: string;
  /** int16 [count] class index in `labelSet`, or `IGNORE_LABEL`. Absent when the source has no per-point classes. */
  readonly semantic?: Int16Array;
  /** uint32 [count], 0 = no instance. */
  readonly instance?: Uint32Array;
  readonly boxes: readonly TruthBox[];
  /** The classes as the source numbers them, for scores in taxonomies that split or leave out what `labelSet` merges. */
  readonly source?: SourceLabels;
  /** Absent: everything was labelled. */
  readonly judged?: JudgedRegion;
}

export interface SourceLabels {
  /** Whose numbering, as the label maps of `datasets` spell it: `nuscenes-lidarseg`, `semantickitti`, `waymo-segmentation`. */
  readonly scheme: string;
  /** int16 [count], −1 = none. */
  readonly ids: Int16Array;
}

export interface TruthBox extends OrientedBox {
  /** Class index in the ground truth's own box label set, by name. */
  readonly className: string;
  readonly id?: string;
  /** Points inside, where the source states it. */
  readonly points?: number;
}

/** Everything known about one scene: a cloud, what the files say about it, and how they were read. Made by `datasets`. */
export interface Scene {
  readonly cloud: PointCloud;
  readonly truth?: GroundTruth;
  /** Layout that was recognised, e.g. `scannet`, `waymo-v1`, `kitti-object`, or `file` for a lone cloud. */
  readonly dataset: string;
  /** Which frame of how many, for multi-frame sources. */
  readonly frame: { readonly index: number; readonly count: number };
  /** What kind of place it looks like, and why; `synthesis` and datasets know, lone files are judged by extent. */
  readonly domain?: Domain;
  /** Row-major 4×4 in float64: true coordinates of this frame (`origin + position`) → one frame for the whole sequence. */
  readonly worldFromFrame?: readonly number[];
  /** How the files were read, and what could be chosen instead. Absent where nothing was read (synthesis). */
  readonly reading?: readonly ReadingDecision[];
  readonly diagnostics: readonly Diagnostic[];
}

export type Domain = 'indoor' | 'outdoor';

export const IGNORE_LABEL = -1;

export function findAttribute(cloud: PointCloud, name: string): Attribute | undefined {
  return cloud.attributes.find((attribute) => attribute.name === name);
}
