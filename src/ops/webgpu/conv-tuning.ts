import { Rng } from '../../core/index.ts';
import type { GpuContext } from '../../gpu/index.ts';
import { type Level, type PointInput, whole } from '../ops.ts';
import { buildIndex } from './build-index.ts';
import { recordConv } from './conv-step.ts';
import {
  CONV_TILES,
  type ConvShape,
  type ConvTileName,
  candidateTiles,
  convDevice,
  defaultTile,
} from './conv-tiles.ts';
import { GpuMemory } from './gpu-memory.ts';
import { PartialSums } from './partial-sums.ts';

/** The fastest variant for each class of shape on one adapter; where nothing is known, `defaultTile` guesses. Plain JSON. */
export type ConvTuning = Readonly<Record<string, ConvTileName>>;

/** Fours of output channels that are told apart: 8 to 128 channels. */
const WIDTHS = [2, 4, 6, 8, 12, 16, 24, 32] as const;
/** Rows from which a level fills a device whatever the tile. */
const MANY_ROWS = 16_384;
/** Each candidate runs so often; the fastest run counts, since other work only ever makes one slower. */
const RUNS = 3;

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
 * own. A few hundred milliseconds on a GPU, most of it compiling; at once where there is one candidate only, as on emulated GPUs.
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
    for (const level of [index.levels[0]!, index.levels[2]!]) {
      for (const fours of widths) {
        tuning[classOf({ rows: level.rows, inFours: fours, outFours: fours })] = await fastest(
          memory,
          level,
          fours * 4,
          candidates,
        );
      }
    }
    return tuning;
  } finally {
    memory.dispose();
  }
}

async function fastest(
  memory: GpuMemory,
  level: Level,
  channels: number,
  candidates: readonly ConvTileName[],
): Promise<ConvTileName> {
  const partials = new PartialSums(memory);
  const [input, output] = [0, 1].map(() => memory.tensor(level, channels, 'kernel', 'f16'));
  const weights = memory.tensor(27 * channels, channels, 'kernel', 'f16');
  const step = { input: whole(input!), output: whole(output!), weights, map: level.neighbours, relu: true };
  const times = new Map<ConvTileName, number>();
  for (const name of candidates) {
    for (let run = 0; run < RUNS; run++) {
      const timings = await memory.recorder.profile(async () =>
        recordConv(memory, partials, step, () => CONV_TILES[name]),
      );
      const ms = timings.reduce((sum, timing) => sum + (timing.kernel.startsWith('conv_') ? timing.ms : 0), 0);
      times.set(name, Math.min(ms, times.get(name) ?? Number.POSITIVE_INFINITY));
    }
  }
  for (const tensor of [input!, output!, weights]) memory.releaseTensor(tensor);
  partials.release();
  return [...times].reduce((best, entry) => (entry[1] < best[1] ? entry : best))[0];
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
