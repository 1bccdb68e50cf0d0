import { pickSeeds } from './embedding-seeds.ts';
import { type GroupingInput, type GroupingOptions, LN_3, type VoxelGroup } from './grouping.ts';
import { type Mask, maskRows } from './mask.ts';
import { maskNms } from './mask-nms.ts';

/** With no more seeds than this above the least score, the best this many are seeds instead. */
const FEWEST_CANDIDATES = 100;

/**
 * TF 3D's grouping as its code does it: every mask is taken over all voxels, and each class column is its own list of candidates, so that
 * masks overlap and one mask may come out under several classes. No check of the voxels' own class.
 */
export function groupOverlapping(input: GroupingInput, options: GroupingOptions): VoxelGroup[] {
  const { probabilities, classes, thingClasses, pointCounts } = input;
  const voxels = Math.floor(probabilities.length / classes);
  const minScore = options.minScore ?? 0.1;
  const scores = new Float32Array(voxels);
  for (let row = 0; row < voxels; row++) {
    for (const classId of thingClasses) scores[row] = Math.max(scores[row], probabilities[row * classes + classId]);
  }
  const { seeds, masks } = pickSeeds(
    { features: input.embeddings, dims: input.dims, scores },
    {
      minScore: candidateScore(scores, minScore),
      maxSeeds: options.maxSeeds ?? 200,
      scoreWeight: 0.5,
      radiusSquared: options.radiusSquared ?? LN_3,
      exclusive: false,
    },
  );
  const rowsOf = masks.map((mask: Mask) => maskRows(mask));
  const points = rowsOf.map((rows) => rows.reduce((sum, row) => sum + (pointCounts?.[row] ?? 1), 0));
  const instances: VoxelGroup[] = [];
  for (const classId of thingClasses) {
    const column = seeds.map((seed) => probabilities[seed * classes + classId]);
    for (const index of maskNms(masks, column, { minScore, minIou: options.minIou ?? 0.3 })) {
      const rows = rowsOf[index];
      if (rows.length < (options.minVoxels ?? 1) || points[index] < (options.minPoints ?? 0)) continue;
      instances.push({ classId, score: column[index], seed: seeds[index], voxels: rows.length, rows });
    }
  }
  return instances;
}

function candidateScore(scores: Float32Array, minScore: number): number {
  const above = scores.reduce((count, score) => count + (score >= minScore ? 1 : 0), 0);
  if (above > FEWEST_CANDIDATES) return minScore;
  const sorted = scores.slice().sort();
  return sorted[Math.max(sorted.length - FEWEST_CANDIDATES, 0)] ?? minScore;
}
