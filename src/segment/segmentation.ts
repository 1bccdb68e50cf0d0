import type { MergeTree } from './merge-tree.ts';
import type { Edges } from './neighbours.ts';
import type { Pieces } from './supervoxels.ts';

/** A cloud made ready for clicks. Plain arrays: it crosses to and from a worker. */
export interface Segmentation {
  /** uint32 [points]: node of each point. */
  readonly ofPoint: Uint32Array;
  readonly nodes: number;
  /** Side of a node, metres. */
  readonly nodeSizeM: number;
  readonly edges: Edges;
  /** float32 [edges]: how much each speaks for a border. */
  readonly weights: Float32Array;
  readonly pieces: Pieces;
  readonly tree: MergeTree;
  /** Whether a network's word went into it. */
  readonly hasNetwork: boolean;
}
