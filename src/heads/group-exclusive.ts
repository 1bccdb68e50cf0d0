import { connectedComponents } from '../geometry/index.ts';
import {
  pickSeeds,
  reach,
  type SeedInput,
  type SeedMasks,
  type SeedOptions,
  squaredDistance,
} from './embedding-seeds.ts';
import { type GroupingInput, type GroupingOptions, LN_3, type VoxelGroup } from './grouping.ts';
import { maskRows, maskSize } from './mask.ts';
import { maskNms } from './mask-nms.ts';

const SCORE_WEIGHT = 0.5;
/** Rows under no mask still join a centre within this many squared radii: nothing of an object is left out for being untypical. */
const FRINGE = 3;

/** One instance a voxel, of the voxel's own (likeliest) class: classes are grouped apart, which is also what makes it quick. */
export function groupExclusive(input: GroupingInput, options: GroupingOptions): VoxelGroup[] {
  const instances: VoxelGroup[] = [];
  for (const [classId, rows] of thingRows(input)) instances.push(...groupClass(input, options, classId, rows));
  return instances.sort((a, b) => b.score - a.score || a.seed - b.seed);
}

/** Rows whose likeliest class is a thing, by class, rising. */
function thingRows(input: GroupingInput): Map<number, number[]> {
  const { probabilities, classes } = input;
  const rowsOf = new Map<number, number[]>(input.thingClasses.map((classId) => [classId, []]));
  for (let row = 0; (row + 1) * classes <= probabilities.length; row++) {
    let best = 0;
    for (let c = 1; c < classes; c++) {
      if (probabilities[row * classes + c] > probabilities[row * classes + best]) best = c;
    }
    rowsOf.get(best)?.push(row);
  }
  return rowsOf;
}

function groupClass(input: GroupingInput, options: GroupingOptions, classId: number, rows: number[]): VoxelGroup[] {
  const { features, dims } = classFeatures(input, options, rows);
  const scores = Float32Array.from(rows, (row) => input.probabilities[row * input.classes + classId]);
  const centers = input.centers && rowsOf3(input.centers, rows);
  const minVoxels = Math.max(options.minVoxels ?? 5, 1);
  const seedInput: SeedInput = { features, dims, scores, centers };
  const seedOptions: SeedOptions = {
    minScore: options.minScore ?? 0.1,
    maxSeeds: options.maxSeeds ?? 200,
    scoreWeight: SCORE_WEIGHT,
    radiusSquared: options.radiusSquared ?? LN_3,
    exclusive: true,
    maxRadiusM: options.maxRadiusM,
    minNewRows: minVoxels,
  };
  const found = pickSeeds(seedInput, seedOptions);
  const seedScores = found.seeds.map((seed) => scores[seed]);
  const kept = maskNms(found.masks, seedScores, { minScore: 0, minIou: options.minIou ?? 0.3 }).filter(
    (index) => maskSize(found.masks[index]) >= minVoxels,
  );
  const { members, unclaimed } = assignToNearest(seedInput, seedOptions, found, kept);

  const instances: VoxelGroup[] = [];
  const add = (part: Uint32Array, seed: number): void => {
    const points = part.reduce((sum, i) => sum + (input.pointCounts?.[rows[i]] ?? 1), 0);
    if (part.length < minVoxels || points < (options.minPoints ?? 0)) return;
    instances.push({
      classId,
      score: scores[seed],
      seed: rows[seed],
      voxels: part.length,
      rows: part.map((i) => rows[i]),
    });
  };
  const split = (part: readonly number[]): Uint32Array[] =>
    centers && options.linkM !== undefined
      ? connectedComponents(part, centers, options.linkM)
      : [Uint32Array.from(part)];
  kept.forEach((index, k) => {
    const own = found.seeds[index];
    // A part that a gap cut off from its seed is an object of its own: its surest voxel speaks for it.
    for (const part of split(members[k])) add(part, part.includes(own) ? own : surest(part, scores));
  });
  // What no mask claims still lies somewhere: where space can part it, it is better shown as one object too many than not at all.
  if (options.linkM !== undefined) for (const part of split(unclaimed)) add(part, surest(part, scores));
  return instances;
}

/** [rows × dims]: the weighted embedding, then the vote in units of its sigma. */
function classFeatures(
  input: GroupingInput,
  options: GroupingOptions,
  rows: number[],
): { features: Float32Array; dims: number } {
  const weight = options.embeddingWeight ?? 1;
  const sigma = voteSpread(input, options, rows);
  const embeddingDims = weight === 0 ? 0 : input.dims;
  const dims = embeddingDims + (input.votes ? 3 : 0);
  const features = new Float32Array(rows.length * dims);
  rows.forEach((row, i) => {
    for (let d = 0; d < embeddingDims; d++) features[i * dims + d] = weight * input.embeddings[row * input.dims + d];
    if (!input.votes) return;
    for (let axis = 0; axis < 3; axis++) {
      features[i * dims + embeddingDims + axis] = input.votes[3 * row + axis] / sigma;
    }
  });
  return { features, dims };
}

const VOTE_SHARE = 0.5;
const VOTE_SPREAD_M = 0.6;
/** Votes are no surer than this, however small the things, metres. */
const LEAST_SPREAD_M = 0.1;

/** How far apart votes of one object of this class lie, metres. */
function voteSpread({ sides }: GroupingInput, { voteShare = VOTE_SHARE }: GroupingOptions, rows: number[]): number {
  if (!sides || rows.length === 0) return VOTE_SPREAD_M;
  const sorted = Float32Array.from(rows, (row) => sides[row]).sort();
  return Math.max(LEAST_SPREAD_M, voteShare * sorted[sorted.length >> 1]);
}

function rowsOf3(values: Float32Array, rows: number[]): Float32Array {
  const out = new Float32Array(rows.length * 3);
  rows.forEach((row, i) => {
    for (let axis = 0; axis < 3; axis++) out[3 * i + axis] = values[3 * row + axis];
  });
  return out;
}

interface Assignment {
  /** Rows of each kept mask. */
  readonly members: readonly (readonly number[])[];
  readonly unclaimed: readonly number[];
}

/**
 * Each row goes to the nearest kept mask that holds it. Rows under no kept mask (stragglers of a spread-out embedding, and what a
 * suppressed mask held) go to the nearest centre within the fringe, or nowhere.
 */
function assignToNearest(
  input: SeedInput,
  options: SeedOptions,
  found: SeedMasks,
  kept: readonly number[],
): Assignment {
  const { features, dims } = input;
  const rows = input.scores.length;
  const owner = new Int32Array(rows).fill(-1);
  const nearest = new Float32Array(rows).fill(FRINGE * options.radiusSquared);
  const claim = (candidates: Uint32Array, k: number, seen?: (row: number) => boolean): void => {
    const center = found.centers[kept[k]];
    for (const row of candidates) {
      const distance = squaredDistance(features, dims, row, center, nearest[row]);
      if (distance >= nearest[row] || (seen && !seen(row))) continue;
      nearest[row] = distance;
      owner[row] = k;
    }
  };
  kept.forEach((index, k) => {
    claim(maskRows(found.masks[index]), k);
  });
  const free = Uint32Array.from(owner.keys()).filter((row) => owner[row] < 0);
  kept.forEach((index, k) => {
    claim(free, k, reach(input, found.seeds[index], options.maxRadiusM));
  });
  const members: number[][] = kept.map(() => []);
  const unclaimed: number[] = [];
  for (let row = 0; row < rows; row++) (members[owner[row]] ?? unclaimed).push(row);
  return { members, unclaimed };
}

function surest(part: Uint32Array, scores: Float32Array): number {
  return part.reduce((best, i) => (scores[i] > scores[best] ? i : best), part[0]);
}
