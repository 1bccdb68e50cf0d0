import { findAttribute, type PointCloud, type Prediction } from '../core/index.ts';
import type { SegmentInput } from './evidence.ts';

/** Only what segmentation reads of a cloud and of what a network said; a model without embeddings and centre votes says too little. */
export function segmentInput(cloud: PointCloud, prediction: Prediction | undefined): SegmentInput {
  const rgb = findAttribute(cloud, 'rgb')?.values;
  const { voxelEmbeddings: embeddings, voxelVotes: votes } = prediction ?? {};
  if (!prediction || !embeddings || !votes || votes.length === 0) return { positions: cloud.positions, rgb };
  const { pointRows, voxelProbabilities: probabilities, instance } = prediction;
  const classes = Math.round((3 * probabilities.length) / votes.length);
  return {
    positions: cloud.positions,
    rgb,
    network: { pointRows, probabilities, classes, embeddings, votes, instance },
  };
}
