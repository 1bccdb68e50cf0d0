import { Rng } from '../../core/index.ts';
import type { GpuContext } from '../../gpu/index.ts';
import { type Level, type PointInput, whole } from '../ops.ts';
import { buildIndex } from './build-index.ts';
import { recordConv } from './conv-step.ts';
import {
  CONV_FAMILIES,
  CONV_TILES,
  type ConvShape,
  type ConvTile,
  type ConvTileName,
  candidateTiles,
  convDevice,
  defaultTile,
} from './conv-tiles.ts';
import { GpuMemory } from './gpu-memory.ts';
import { packHalves } from './halves.ts';
import type { GpuTensor } from './handles.ts';
import { PartialSums } from './partial-sums.ts';

/** The fastest variant for each class of shape on one adapter; where nothing is known, `defaultTile` guesses. Plain JSON. */
export type ConvTuning = Readonly<Record<string, ConvTileName>>;

/** Fours of output channels that are told apart: 8 to 128 channels. */
const WIDTHS = [2, 4, 6, 8, 12, 16, 24, 32] as const;
/** Rows from which a level fills a device whatever the tile. */
const MANY_ROWS = 16_384;
/** Each candidate is measured so often; the fastest time counts, since other work only ever makes one slower. */
const RUNS = 3;
/** Browsers round timestamps to 0.1 ms: convolutions are repeated until they take this long together, but not more often than that. */
const MEASURED_MS = 5;
const MOST_REPEATS = 64;
/** What is not measured by then stays a guess. */
const BUDGET_MS = 10_000;
/** A candidate has to be this much faster than the guess, or noise would choose. */
const MARGIN = 0.95;

function classOf({ rows, outFours }: ConvShape): string {
  const width = WIDTHS.find((fours) => fours >= outFours) ?? WIDTHS.at(-1)!;
  return `${rows >= MANY_ROWS ? 'many' : 'few'} ${width}`;
}

export function chooseTile(shape: ConvShape, tuning: ConvTuning, candidates: readonly ConvTileName[]): ConvTileName {
  const known = tuning[classOf(shape)];
  return known && candidates.includes(known) ? known : defaultTile(shape, candidates);
}

/** Every shape in one tile, for comparisons; devices that cannot run it keep their own. */
export function uniformTuning(name: ConvTileName): ConvTuning {
  return Object.fromEntries(WIDTHS.flatMap((width) => ['many', 'few'].map((rows) => [`${rows} ${width}`, name])));
}

/** What was kept of a measurement; whatever else the text holds is left out. */
export function readTuning(text: string | null | undefined): ConvTuning {
  try {
    const parsed: unknown = JSON.parse(text ?? '{}');
    const entries = Object.entries(typeof parsed === 'object' && parsed !== null ? parsed : {});
    return Object.fromEntries(entries.filter(([, name]) => Object.hasOwn(CONV_TILES, String(name))));
  } catch {
    return {}; // text of another version: measured anew
  }
}

/** Changes with the tiles and the text of their kernels: what was measured of others says nothing. */
export function tuningVersion(): string {
  const text = [JSON.stringify(CONV_TILES), ...CONV_FAMILIES.map(({ source }) => source)].join('\n');
  let hash = 0x811c9dc5; // FNV-1a
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16);
}

export interface TuningOptions {
  /** Default: what the device can run and is worth a try on it. */
  readonly candidates?: readonly ConvTileName[];
  /** Cells along each side of the surface. */
  readonly side?: number;
  /** Fours of channels to measure. */
  readonly widths?: readonly number[];
}

/**
 * Times the candidates of this device on a synthetic surface of about 70,000 voxels and a coarse level of about 4,000, in memory of its
 * own. Seconds on a GPU; at once where there is one candidate only, as on emulated GPUs. Shapes for which nothing is clearly faster than
 * the guess are left out.
 * @throws KernelError
 */
export async function measureTuning(
  context: GpuContext,
  { candidates = candidateTiles(convDevice(context)), side = 256, widths = WIDTHS }: TuningOptions = {},
): Promise<ConvTuning> {
  if (candidates.length < 2) return {};
  const memory = new GpuMemory(context);
  try {
    const index = await buildIndex(memory, surface(side), { voxelSizeM: 1, min: [0, 0, 0], dims: [side, side, 40] }, 3);
    const tuning: Record<string, ConvTileName> = {};
    const endMs = performance.now() + BUDGET_MS;
    for (const level of [index.levels[0]!, index.levels[2]!]) {
      for (const fours of widths) {
        if (performance.now() > endMs) return tuning;
        const shape = { rows: level.rows, inFours: fours, outFours: fours };
        const name = clearlyFastest(
          await timeTiles(memory, level, fours * 4, candidates),
          defaultTile(shape, candidates),
        );
        if (name) tuning[classOf(shape)] = name;
      }
    }
    return tuning;
  } finally {
    memory.dispose();
  }
}

/** The candidate to run instead of the guess; undefined where that is as good. */
export function clearlyFastest(
  times: ReadonlyMap<ConvTileName, number>,
  guess: ConvTileName,
): ConvTileName | undefined {
  const [name, ms] = [...times].reduce((best, entry) => (entry[1] < best[1] ? entry : best));
  return ms < times.get(guess)! * MARGIN ? name : undefined;
}

/** Milliseconds of one convolution in each candidate. */
async function timeTiles(
  memory: GpuMemory,
  level: Level,
  channels: number,
  candidates: readonly ConvTileName[],
): Promise<ReadonlyMap<ConvTileName, number>> {
  const partials = new PartialSums(memory);
  const tensors: GpuTensor[] = [];
  const noise = (rows: number | Level) => {
    const tensor = memory.tensor(rows, channels, 'queue', 'f16');
    tensors.push(tensor);
    tensor.stale = [0, 0];
    memory.write(tensor.storage!, halfNoise(tensor.rows * channels));
    return tensor;
  };
  try {
    const [input, weights] = [noise(level), noise(27 * channels)];
    const output = memory.tensor(level, channels, 'kernel', 'f16');
    tensors.push(output);
    const step = { input: whole(input), output: whole(output), weights, map: level.neighbours, relu: true };
    const timeMs = async (tile: ConvTile, repeats: number) => {
      const timings = await memory.recorder.profile(async () => {
        for (let i = 0; i < repeats; i++) recordConv(memory, partials, step, () => tile);
      });
      const sum = timings.reduce((ms, timing) => ms + (timing.kernel.startsWith('conv_') ? timing.ms : 0), 0);
      return sum / repeats;
    };
    const times = new Map<ConvTileName, number>();
    for (const name of candidates) {
      const tile = CONV_TILES[name];
      await timeMs(tile, 1); // compiles, and wakes the device
      const once = await timeMs(tile, 2);
      const repeats = Math.max(1, Math.min(MOST_REPEATS, Math.ceil(MEASURED_MS / once)));
      let best = Number.POSITIVE_INFINITY;
      for (let run = 0; run < RUNS; run++) best = Math.min(best, await timeMs(tile, repeats));
      times.set(name, best);
    }
    return times;
  } finally {
    for (const tensor of tensors) memory.releaseTensor(tensor);
    partials.release();
  }
}

/** Values that cost what real ones do: hardware is faster, and cooler, on zeros. */
function halfNoise(count: number): Uint32Array {
  const rng = new Rng(2);
  const block = packHalves(Float32Array.from({ length: 8192 }, () => rng.range(-1, 1)));
  const words = new Uint32Array(count / 2);
  for (let at = 0; at < words.length; at += block.length) words.set(block.subarray(0, words.length - at), at);
  return words;
}

/** One point in each cell of a wavy sheet with gaps, as a scan has them. */
function surface(side: number): PointInput {
  const rng = new Rng(1);
  const points: number[] = [];
  for (let x = 0; x < side; x++) {
    for (let y = 0; y < side; y++) {
      if (rng.chance(0.15)) continue;
      points.push(x + 0.5, y + 0.5, 20 + 8 * Math.sin(x / 17) + 6 * Math.cos(y / 11));
      if (rng.chance(0.2)) points.push(x + 0.5, y + 0.5, 21 + 8 * Math.sin(x / 17) + 6 * Math.cos(y / 11));
    }
  }
  const count = points.length / 3;
  return { count, positions: Float32Array.from(points), heights: new Float32Array(count) };
}
