import { addToMask, emptyMask, type Mask, maskRows } from './mask.ts';

export interface SeedInput {
  /** float32 [rows × dims]. */
  readonly features: Float32Array;
  readonly dims: number;
  /** float32 [rows]. */
  readonly scores: Float32Array;
  /** float32 [rows × 3] metres; needed with `maxRadiusM`. */
  readonly centers?: Float32Array | undefined;
}

export interface SeedOptions {
  /** Rows below this score are no seeds; their masks still cover them. */
  readonly minScore: number;
  readonly maxSeeds: number;
  /** α of `α · log score + log min squared distance`. */
  readonly scoreWeight: number;
  /** A mask is what lies nearer to its seed than this, squared. */
  readonly radiusSquared: number;
  /** True: rows under a mask are no seeds any more, and masks move to the mean of what they first cover. False: TF 3D's plain rule. */
  readonly exclusive: boolean;
  readonly maxRadiusM?: number | undefined;
  /** `exclusive`: seeds that bring fewer new rows than this are stragglers; several in a row end the search. */
  readonly minNewRows?: number | undefined;
}

export interface SeedMasks {
  /** Row of each seed, in the order picked. */
  readonly seeds: readonly number[];
  readonly masks: readonly Mask[];
  /** float32 [dims] a seed: where its mask is centred in feature space. */
  readonly centers: readonly Float32Array[];
}

/** Far objects are picked before the stragglers of near ones, so that this many stragglers in a row mean that no object is left. */
const PATIENCE = 10;
/** Squared distance of a row that no seed has reached yet: the same for all, so that the first seed is the best score. */
const FAR = 1e12;

/**
 * Greedy seeds and their masks (TF 3D section 5.3): the best score first, then whatever is far from all seeds and still sure of itself.
 * Ends early when nothing is left to cover. O(seeds × rows × dims), less where partial distances already decide.
 */
export function pickSeeds(input: SeedInput, options: SeedOptions): SeedMasks {
  const { features, dims, scores } = input;
  const rows = scores.length;
  const { radiusSquared } = options;
  // scoreᵅ · distance² orders rows as α log score + log distance² does, without a logarithm a row and seed.
  const weights = Float64Array.from(scores, (score) => (score >= options.minScore ? score ** options.scoreWeight : 0));
  const nearest = new Float32Array(rows).fill(FAR);
  const seeds: number[] = [];
  const masks: Mask[] = [];
  const centers: Float32Array[] = [];
  let stragglers = 0;
  while (seeds.length < options.maxSeeds && stragglers < PATIENCE) {
    const next = mostWanted(nearest, weights, options.exclusive ? radiusSquared : 0);
    if (next < 0) break;
    let center: Float32Array = features.slice(next * dims, (next + 1) * dims);
    const seen = reach(input, next, options.maxRadiusM);
    if (options.exclusive) {
      const first = cover(input, center, seen, radiusSquared, undefined);
      center = meanOf(features, dims, first.mask, center);
    }
    const { mask, newRows } = cover(input, center, seen, radiusSquared, nearest);
    stragglers = options.exclusive && newRows < (options.minNewRows ?? 0) ? stragglers + 1 : 0;
    seeds.push(next);
    masks.push(mask);
    centers.push(center);
    // The mean may have left its seed; picking the seed again would never end.
    weights[next] = 0;
  }
  return { seeds, masks, centers };
}

/** Squared distance of row `row` to `center`, or any number ≥ `bound` when it is at least that. */
export function squaredDistance(
  features: Float32Array,
  dims: number,
  row: number,
  center: Float32Array,
  bound = Infinity,
): number {
  let sum = 0;
  const at = row * dims;
  for (let d = 0; d < dims; ) {
    const stop = Math.min(d + 4, dims);
    for (; d < stop; d++) {
      const difference = features[at + d] - center[d];
      sum += difference * difference;
    }
    if (sum >= bound) return sum;
  }
  return sum;
}

/** The mask round `center` and how many of its rows no mask had yet; brings `nearest` down to the distances found, where given. */
function cover(
  { features, dims, scores }: SeedInput,
  center: Float32Array,
  seen: ((row: number) => boolean) | undefined,
  radiusSquared: number,
  nearest: Float32Array | undefined,
): { mask: Mask; newRows: number } {
  const rows = scores.length;
  const mask = emptyMask(rows);
  let newRows = 0;
  for (let row = 0; row < rows; row++) {
    const bound = nearest ? Math.max(nearest[row], radiusSquared) : radiusSquared;
    const distance = squaredDistance(features, dims, row, center, bound);
    if (distance >= bound || (seen && !seen(row))) continue;
    if (distance < radiusSquared) {
      addToMask(mask, row);
      if (nearest && nearest[row] >= radiusSquared) newRows++;
    }
    if (nearest && distance < nearest[row]) nearest[row] = distance;
  }
  return { mask, newRows };
}

function meanOf(features: Float32Array, dims: number, mask: Mask, fallback: Float32Array): Float32Array {
  const sums = new Float64Array(dims);
  const rows = maskRows(mask);
  for (const row of rows) for (let d = 0; d < dims; d++) sums[d] += features[row * dims + d];
  return rows.length > 0 ? Float32Array.from(sums, (sum) => sum / rows.length) : fallback;
}

/** Which rows lie within `maxRadiusM` of the seed; undefined for all. */
export function reach(
  input: Pick<SeedInput, 'centers'>,
  seed: number,
  maxRadiusM: number | undefined,
): ((row: number) => boolean) | undefined {
  const { centers } = input;
  if (maxRadiusM === undefined || !centers) return undefined;
  const [x, y, z] = centers.subarray(3 * seed, 3 * seed + 3);
  return (row) => Math.hypot(centers[3 * row] - x, centers[3 * row + 1] - y, centers[3 * row + 2] - z) <= maxRadiusM;
}

/** Row with the largest distance · weight (the first of equals) not nearer than `covered`, or −1 when all are covered or weigh nothing. */
function mostWanted(nearest: Float32Array, weights: Float64Array, covered: number): number {
  let best = -1;
  let bestValue = 0;
  for (let row = 0; row < nearest.length; row++) {
    const value = nearest[row] * weights[row];
    if (value > bestValue && nearest[row] >= covered) {
      bestValue = value;
      best = row;
    }
  }
  return best;
}
