import type { StageOptions } from '../core/index.ts';
import type { SegmentInput } from './evidence.ts';
import { GROUNDWORK_STAGES, type Groundwork, layGroundwork } from './groundwork.ts';
import { type Judges, mergeTree } from './merge-tree.ts';
import type { Segmentation } from './segmentation.ts';
import { shippedJudges } from './shipped-judges.ts';

/** Makes a cloud ready for hovers and clicks. About a second for 100 000 points: for a worker. @throws CancelledError */
export function prepareSegments(input: SegmentInput, options: StageOptions = {}, judges?: Judges): Segmentation {
  const work = layGroundwork(input, options);
  const total = GROUNDWORK_STAGES.length + 1;
  options.onProgress?.({ stage: 'hierarchy', done: total - 1, total });
  return segmentationOf(work, judges ?? shippedJudges(input.network !== undefined));
}

export function segmentationOf(work: Groundwork, judges: Judges): Segmentation {
  const { nodes, edges, weights, pieces } = work;
  return {
    ofPoint: nodes.ofPoint,
    nodes: nodes.count,
    nodeSizeM: nodes.sizeM,
    edges,
    weights,
    pieces,
    tree: mergeTree(work, judges),
    hasNetwork: work.features.network !== undefined,
  };
}
