import { NO_ROW, type VoxelGrid } from '../../core/index.ts';
import {
  type IndexOptions,
  type Level,
  type Ops,
  type PointInput,
  type Table,
  type Tensor,
  VOXEL_CHANNELS,
  whole,
} from '../ops.ts';
import { type OpsCase, randomTensor, readIndex, seeded, type Values } from './ops-case.fixture.ts';
import { gridAround, lidarSweep, wavySheet } from './scenes.fixture.ts';

/** Puts clouds one behind the other. */
function batch(clouds: readonly PointInput[]): PointInput {
  const items: number[] = [];
  let count = 0;
  for (const cloud of clouds) {
    items.push(count);
    count += cloud.count;
  }
  return {
    count,
    positions: Float32Array.from(clouds.flatMap(({ positions }) => [...positions])),
    heights: Float32Array.from(clouds.flatMap(({ heights }) => [...heights])),
    items,
  };
}

/** What the index of a batch must hold, given that of each cloud alone: the same tables behind each other, rows counted on. */
function joined(singles: readonly Values[]): Values {
  const widths = (values: Values, level: number) => (values[`coords${level}`]?.length ?? 0) / 3;
  const out: Record<string, Float32Array | Uint32Array> = {
    features: Float32Array.from(singles.flatMap(({ features }) => [...features!])),
  };
  for (const name of Object.keys(singles[0]!)) {
    if (name === 'features') continue;
    const level = name === 'pointRows' ? 0 : Number(name.at(-1));
    // Which level the entries of a table number; coordinates number none.
    const target = /^(parents|inverse)/.test(name) ? level + 1 : /^children/.test(name) ? level - 1 : level;
    const rows = (values: Values) => (name === 'pointRows' ? values[name]!.length : widths(values, level));
    const first = singles.find((values) => rows(values) > 0)!;
    const offsets = first[name]!.length / rows(first);
    const entries: number[] = [];
    for (let offset = 0; offset < offsets; offset++) {
      let base = 0;
      for (const single of singles) {
        const part = single[name]!.subarray(offset * rows(single), (offset + 1) * rows(single));
        for (const entry of part) entries.push(name.startsWith('coords') || entry === NO_ROW ? entry : entry + base);
        base += widths(single, target);
      }
    }
    out[name] = Uint32Array.from(entries);
  }
  return out;
}

/** Counts values that differ between the batch and the clouds one by one, on the same implementation: bit for bit. */
function batchCase(
  name: string,
  make: () => { clouds: PointInput[]; grid: VoxelGrid },
  options: IndexOptions,
): OpsCase {
  return {
    name: `items: ${name}`,
    tolerance: 0,
    async run(ops) {
      const { clouds, grid } = make();
      const { sizes: _, ...maps } = options;
      const singles: Values[] = [];
      for (const cloud of clouds) singles.push(await readIndex(ops, await ops.index(cloud, grid, 3, maps)));
      const expected = joined(singles);
      const actual = await readIndex(ops, await ops.index(batch(clouds), grid, 3, options));
      return Object.fromEntries(
        Object.entries(expected).map(([key, values]) => [
          `${key} that differ`,
          Uint32Array.of(
            values.filter((value, i) => value !== actual[key]![i]).length +
              Math.abs(values.length - actual[key]!.length),
          ),
        ]),
      );
    },
    get expected() {
      const names = ['pointRows', 'features'];
      for (let level = 0; level < 3; level++) {
        names.push(`coords${level}`, `neighbours${level}`);
        if (level < 2) names.push(`parents${level}`);
        if (level > 0) names.push(`children${level}`);
        if (options.inverse && level < 2) names.push(`inverse${level}`);
        if (options.kernel5) names.push(`neighbours5${level}`);
      }
      return Object.fromEntries(names.map((key) => [`${key} that differ`, Uint32Array.of(0)]));
    },
  };
}

function overlapping(): { clouds: PointInput[]; grid: VoxelGrid } {
  const { points, grid } = wavySheet(300, 41);
  // The same cloud twice, and half of it once more: every voxel of an item is one of another item's too.
  return { clouds: [points, points, shortened(points, 150)], grid };
}

function neighbouring(): { clouds: PointInput[]; grid: VoxelGrid } {
  const { points, grid } = wavySheet(600, 42);
  const middle = (grid.min[0] + grid.dims[0] * grid.voxelSizeM) / 2;
  return { clouds: [filtered(points, (x) => x < middle), filtered(points, (x) => x >= middle)], grid };
}

function withEmpty(): { clouds: PointInput[]; grid: VoxelGrid } {
  const { points, grid } = wavySheet(200, 43);
  return { clouds: [points, shortened(points, 0), shortened(points, 1)], grid };
}

function shortened({ positions, heights }: PointInput, count: number): PointInput {
  return { count, positions: positions.slice(0, count * 3), heights: heights.slice(0, count) };
}

function filtered(points: PointInput, keep: (x: number) => boolean): PointInput {
  const kept = Array.from({ length: points.count }, (_, p) => p).filter((p) => keep(points.positions[p * 3]!));
  return {
    count: kept.length,
    positions: Float32Array.from(kept.flatMap((p) => [...points.positions.subarray(p * 3, p * 3 + 3)])),
    heights: Float32Array.from(kept, (p) => points.heights[p]!),
  };
}

const SIZES = ['exact', 'capacity'] as const;

/** Layers over an index whose sizes only the device knows must give the rows in use what they give over an exact one. */
function sizedNetwork(sizes: (typeof SIZES)[number], precision: 'f32' | 'f16'): OpsCase {
  return {
    name: `sizes ${sizes}: every kind of layer, stored as ${precision}`,
    tolerance: precision === 'f16' ? 5e-3 : 1e-4,
    async run(ops) {
      const points = batch([lidarSweep(3, 2), lidarSweep(2.5)]);
      const grid = gridAround(points.positions, 0.2);
      const index = await ops.index(points, grid, 3, { sizes, inverse: true });
      const [fine, middle, coarse] = index.levels as [Level, Level, Level];
      const rng = seeded(51);
      const weights = (rows: number, channels: number) =>
        randomTensor(ops, rng, rows, channels, Math.sqrt(3 / (0.4 * rows)));
      const skip = ops.tensor(fine, 20, precision);
      const [pooled, mean, deep] = [
        ops.tensor(middle, 12, precision),
        ops.tensor(coarse, 12, precision),
        ops.tensor(coarse, 16, precision),
      ];
      const back = ops.tensor(middle, 12, precision);
      const logits = ops.tensor(fine, 5);
      const features = { tensor: skip, offset: 0, channels: 12 };
      ops.conv({
        input: whole(index.features),
        map: fine.neighbours,
        weights: weights(27 * VOXEL_CHANNELS, 12),
        normaliser: weights(27, 1),
        relu: true,
        output: features,
      });
      ops.maxPool({ input: features, children: middle.children!, output: whole(pooled) });
      ops.meanPool({ input: whole(pooled), children: coarse.children!, output: whole(mean) });
      ops.conv({
        input: whole(mean),
        map: coarse.neighbours,
        weights: weights(27 * 12, 16),
        relu: true,
        output: whole(deep),
      });
      ops.conv({
        input: whole(deep),
        map: middle.inverse!,
        weights: weights(8 * 16, 12),
        residual: whole(pooled),
        relu: true,
        output: whole(back),
      });
      const up = { tensor: skip, offset: 12, channels: 8 };
      ops.gather({ input: { tensor: back, offset: 4, channels: 8 }, rows: fine.parents!, output: up });
      ops.conv({ input: whole(skip), weights: weights(20, 5), relu: false, output: whole(logits) });
      const [probabilities, best] = [ops.softmax(whole(logits)), ops.argmax(whole(logits))];
      const pointClasses = ops.gatherIds(best, index.pointRows);
      const counts = await index.rowCounts();
      return {
        counts: Uint32Array.from(counts),
        fits: Uint32Array.from(counts, (count, level) => Number(count <= index.levels[level]!.rows)),
        logits: await ops.read(logits, counts[0]!),
        probabilities: await ops.read(probabilities, counts[0]!),
        ...(await wrongClasses(ops, logits, index.pointRows, pointClasses)),
      };
    },
  };
}

/** Points whose class is not the largest logit of their voxel: near ties may fall either way, but must fall alike. */
async function wrongClasses(ops: Ops, logits: Tensor, pointRows: Table, classes: Table): Promise<Values> {
  const values = await ops.read(logits);
  const rows = await ops.readTable(pointRows);
  const wrong = (await ops.readTable(classes)).filter((id, point) => {
    const row = values.subarray(rows[point]! * logits.channels, (rows[point]! + 1) * logits.channels);
    return row[id] !== Math.max(...row);
  });
  return { wrongPoints: Uint32Array.of(wrong.length) };
}

function capacityIndex(name: string, make: () => { points: PointInput; grid: VoxelGrid }): OpsCase {
  return {
    name: `sizes capacity: ${name}`,
    tolerance: 1e-5,
    async run(ops) {
      const { points, grid } = make();
      return readIndex(ops, await ops.index(points, grid, 4, { sizes: 'capacity', inverse: true, kernel5: true }));
    },
  };
}

/** More than one cloud in an index, and indices that nobody waits for. */
export const BATCH_CASES: readonly OpsCase[] = [
  batchCase('three clouds over each other', overlapping, { inverse: true, kernel5: true }),
  batchCase('two clouds side by side', neighbouring, { inverse: true }),
  batchCase('an empty cloud and a single point', withEmpty, {}),
  batchCase('two clouds with capacity', neighbouring, { sizes: 'capacity' }),
  capacityIndex('a wavy sheet', () => wavySheet(1500, 61)),
  capacityIndex('one point', () => wavySheet(1, 62)),
  ...SIZES.map((sizes) => sizedNetwork(sizes, 'f32')),
  sizedNetwork('capacity', 'f16'),
];
