export interface GroupingInput {
  /** float32 [voxels × dims]: the embedding head's output. */
  readonly embeddings: Float32Array;
  readonly dims: number;
  /** float32 [voxels × classes]: softmax of the semantic head. */
  readonly probabilities: Float32Array;
  readonly classes: number;
  /** Class indices that have instances. */
  readonly thingClasses: readonly number[];
  /** float32 [voxels × 3] voxel centres, metres. Needed for `linkM` and `maxRadiusM`. */
  readonly centers?: Float32Array | undefined;
  /** float32 [voxels × 3] metres: where each voxel believes its object's centre to be (voxel centre + the box head's offset). */
  readonly votes?: Float32Array | undefined;
  /** float32 [voxels] metres: the longest side that each voxel gives its object. Needed for `voteShare`. */
  readonly sides?: Float32Array | undefined;
  /** Points in each voxel. Needed for `minPoints`. */
  readonly pointCounts?: ArrayLike<number> | undefined;
}

export interface GroupingOptions {
  /**
   * `exclusive` (default): one instance a voxel, of the voxel's own class, no specks. `tf3d`: TF 3D's rule; masks over all voxels may
   * overlap and come out under several classes.
   */
  readonly mode?: 'exclusive' | 'tf3d' | undefined;
  /** Least class probability of a seed. Default 0.1. */
  readonly minScore?: number | undefined;
  /** Per class (`exclusive`) or in all (`tf3d`). Default 200. */
  readonly maxSeeds?: number | undefined;
  /** A mask holds what is nearer to its seed than this, squared. Default ln 3: `2σ(−d²) > ½`. */
  readonly radiusSquared?: number | undefined;
  /** Masks of a class that share at least this IoU are one. Default 0.3. */
  readonly minIou?: number | undefined;
  /** Instances with fewer voxels are dropped. Default 5 (`exclusive`) or 1 (`tf3d`). */
  readonly minVoxels?: number | undefined;
  /** Instances with fewer points are dropped. Default 0. */
  readonly minPoints?: number | undefined;
  /**
   * `exclusive`: instances are split where a gap of about this many metres runs through them, and connected voxels that no mask claims
   * become instances. Default: neither.
   */
  readonly linkM?: number | undefined;
  /** `exclusive`: no voxel of a mask is farther from its seed than this. Default: no limit. */
  readonly maxRadiusM?: number | undefined;
  /**
   * `exclusive`: votes count as three more embedding dimensions, in units of this share of the class's median side: votes of a bed scatter
   * farther than those of a chair. Default 0.5; without `sides` the unit is 0.6 m.
   */
  readonly voteShare?: number | undefined;
  /** `exclusive`: factor on the embedding; 0 groups by votes and space alone. Default 1. */
  readonly embeddingWeight?: number | undefined;
}

export interface VoxelGroup {
  /** Class index in the label set. */
  readonly classId: number;
  /** 0–1: the class probability of the seed. */
  readonly score: number;
  /** Row of the voxel that it grew from. */
  readonly seed: number;
  /** How many voxels it has. */
  readonly voxels: number;
  /** Their rows, rising. */
  readonly rows: Uint32Array;
}

export interface Grouping {
  /** uint32 [voxels]: 1-based index into `instances`, 0 for none. Where masks overlap the higher score wins. */
  readonly voxelInstance: Uint32Array;
  /** `exclusive`: by falling score. `tf3d`: class by class, by falling score within. */
  readonly instances: readonly VoxelGroup[];
}

/** `2σ(−d²) > ½` exactly when `d² < ln 3`. */
export const LN_3 = Math.log(3);
