import { afterAll, beforeAll, expect, test } from 'vitest';
import { NO_ROW, Rng, type VoxelGrid } from '../../core/index.ts';
import { openTestDevice } from '../../gpu/dawn.fixture.ts';
import type { GpuContext } from '../../gpu/index.ts';
import { gridAround, lidarSweep, wavySheet } from '../conformance/scenes.fixture.ts';
import type { PointInput, Table } from '../ops.ts';
import { buildIndex } from './build-index.ts';
import { programOf } from './build-program.ts';
import { GpuMemory } from './gpu-memory.ts';
import { type GpuTable, ownTable } from './handles.ts';
import { faultsOf, readProgram, wasteOf } from './tile-program.fixture.ts';

let context: GpuContext;
let memory: GpuMemory;
beforeAll(async () => {
  context = await openTestDevice();
  memory = new GpuMemory(context);
});
afterAll(() => {
  memory.dispose();
  context.device.destroy();
});

async function readTable(table: Table): Promise<Uint32Array> {
  return new Uint32Array(await memory.read(ownTable(memory, table).storage, table.offsets * table.rows * 4));
}

const SCENES: readonly { name: string; scene: () => { points: PointInput; grid: VoxelGrid } }[] = [
  { name: 'a wavy sheet', scene: () => wavySheet(9000, 4) },
  { name: 'one voxel', scene: () => ({ points: wavySheet(1, 4).points, grid: wavySheet(1, 4).grid }) },
  {
    name: 'a real LiDAR sweep',
    scene: () => {
      const points = lidarSweep(12, 1);
      return { points, grid: gridAround(points.positions, 0.1) };
    },
  },
];

for (const sizes of ['exact', 'capacity'] as const) {
  test.each(SCENES)(`every map of $name is in its program once, sizes ${sizes}`, async ({ scene }) => {
    const { points, grid } = scene();
    const index = await buildIndex(memory, points, grid, 3, { sizes, inverse: true, kernel5: true });
    const counts = await index.rowCounts();
    for (const [number, level] of index.levels.entries()) {
      for (const table of [level.neighbours, level.neighbours5, level.children, level.inverse]) {
        if (!table) continue;
        const groups = await readProgram(memory, programOf(memory, table as GpuTable));
        const faults = faultsOf(groups, await readTable(table), table.rows, counts[number]!);
        expect(faults, `level ${number}, ${table.offsets} offsets`).toEqual([]);
      }
    }
  });
}

test('a whole sweep’s finest level wastes less than 3 % of its multiply-adds in tiles of 32, 6 % in tiles of 64', async () => {
  const points = lidarSweep(200, 1);
  const index = await buildIndex(memory, points, gridAround(points.positions, 0.1), 2);
  const groups = await readProgram(memory, programOf(memory, index.levels[0]!.neighbours as GpuTable));
  expect(index.levels[0]!.rows).toBeGreaterThan(100_000);
  expect(wasteOf(groups, 32)).toBeLessThan(1.03);
  expect(wasteOf(groups, 64)).toBeLessThan(1.06);
  const coarser = await readProgram(memory, programOf(memory, index.levels[1]!.neighbours as GpuTable));
  expect(wasteOf(coarser, 64)).toBeLessThan(1.07);
  const down = await readProgram(memory, programOf(memory, index.levels[1]!.children as GpuTable));
  expect(wasteOf(down, 64)).toBeLessThan(1.07);
  const [above, below] = groups;
  expect((above!.used + below!.used) / (2 * index.levels[0]!.rows)).toBeLessThan(0.6);
});

test('rows with one mask keep their order, and two runs give the same program', async () => {
  const rng = new Rng(3);
  const rows = 5000;
  const values = Uint32Array.from({ length: 27 * rows }, () => (rng.chance(0.7) ? NO_ROW : rng.int(rows)));
  const programs = [];
  for (let run = 0; run < 2; run++) {
    const table = memory.table(27, rows, 'queue');
    memory.write(table.storage!, values);
    const groups = await readProgram(memory, programOf(memory, table));
    expect(faultsOf(groups, values, rows, rows)).toEqual([]);
    programs.push(
      groups.map(({ slots, masks, entries, used }) => [
        slots.slice(0, used),
        masks.slice(0, used / 32),
        entries.slice(0, used),
      ]),
    );
    for (const { slots, used, offsets, entries, capacity } of groups) {
      const maskOf = (slot: number) => offsets.map((_, bit) => entries[bit * capacity + slot] !== NO_ROW).join();
      for (let slot = 1; slot < used; slot++) {
        if (maskOf(slot) === maskOf(slot - 1)) expect(slots[slot]).toBeGreaterThan(slots[slot - 1]!);
      }
    }
    memory.releaseTable(table);
  }
  expect(programs[0]).toEqual(programs[1]);
});
