import { KERNEL_OFFSETS, KERNEL5_OFFSETS } from '../../core/index.ts';
import type { Extent } from '../../gpu/index.ts';
import type { GpuMemory } from './gpu-memory.ts';
import { type GpuTable, ownTable } from './handles.ts';
import { KERNELS } from './kernels.ts';
import { type ProgramPlan, TILE_ALIGN, TILE_SLOTS, type TileGroup, type TileProgram } from './tile-program.ts';

/** As in `kernels/include/tile_group.wgsl`. */
const BLOCK = 1024;
const MOST_OFFSETS = 9;

/**
 * Groups that a table's offsets are split into: the planes of a cube of 3 along z, which is the last axis of `k`; the lines of a cube of
 * 5 along x, which is the first; else one. Planes of 25 offsets have too many different masks for any order of rows to bring like ones
 * together: on LiDAR, sorted by all 25 bits, tiles of 32 rows run 1.9 times what they need, lines 1.01 times.
 */
export function planesOf(offsets: number): number {
  if (offsets === KERNEL_OFFSETS) return 3;
  return offsets === KERNEL5_OFFSETS ? 25 : 1;
}

/** Whether a table of so many offsets has a program: every mask is a bin of the counting sort. */
export function hasProgram(offsets: number): boolean {
  return offsets / planesOf(offsets) <= MOST_OFFSETS;
}

/** The program of a table, built when first asked for. */
export function programOf(memory: GpuMemory, table: GpuTable): TileProgram {
  return table.program ?? buildLate(memory, table);
}

/** A table is as it was before, whether no room is found or the batch that builds fails later. */
function buildLate(memory: GpuMemory, table: GpuTable): TileProgram {
  const { plan } = table;
  try {
    memory.allOrNothing(() => {
      if (!plan) planUploaded(memory, table);
      buildPrograms(memory, [table]);
    });
  } catch (cause) {
    table.plan = plan;
    table.program = undefined;
    throw cause;
  }
  const program = table.program!;
  memory.recorder.onFailure(() => {
    if (table.program !== program) return; // released meanwhile
    table.program = undefined;
    memory.release(program.buffer);
  });
  return program;
}

/** A table that is no part of an index: the host knows its rows. */
function planUploaded(memory: GpuMemory, table: GpuTable): void {
  const planes = planesOf(table.offsets);
  const counts = memory.upload(
    Uint32Array.from({ length: planes + 1 }, () => table.rows),
    'slots',
  );
  setPlan(memory, table, { rows: { buffer: counts, index: 0 }, usedAt: 1, counted: false });
  memory.release(counts); // the table holds it now
}

/** Says how a table's program is to be built, now or when it is asked for. The table holds the buffer of its counts. */
export function setPlan(memory: GpuMemory, table: GpuTable, plan: ProgramPlan): void {
  memory.share(plan.rows.buffer);
  table.plan = plan;
}

/**
 * Gives each table its tile program: a mask a row, a histogram of masks in Gray-code order, its prefix sums, a stable counting sort, and
 * the entries by slot. Steps of all tables together, so that counts on the device become dispatch sizes only twice.
 */
export function buildPrograms(memory: GpuMemory, tables: readonly GpuTable[]): void {
  const builds = tables.map((table) => layOut(memory, ownTable(memory, table), table.plan!));
  for (const build of builds) build.step('maskRows');
  for (const build of builds) build.step('orderPlaces');
  for (const build of builds) build.step('sortRows');
  for (const build of builds) build.step('fillTiles');
  for (const build of builds) build.finish();
}

type Step = 'maskRows' | 'orderPlaces' | 'sortRows' | 'fillTiles';

function layOut(
  memory: GpuMemory,
  table: GpuTable & { storage: GPUBuffer },
  { rows, usedAt, counted }: ProgramPlan,
): { step: (name: Step) => void; finish: () => void } {
  const { recorder } = memory;
  const planes = planesOf(table.offsets);
  const offsets = table.offsets / planes;
  const capacity = Math.ceil(table.rows / TILE_ALIGN) * TILE_ALIGN;
  const blocks = Math.ceil(table.rows / BLOCK);
  const bins = 2 ** offsets;
  const pitch = capacity + capacity / TILE_SLOTS + offsets * capacity;
  const counts = rows.buffer;
  const program = memory.scratch(planes * pitch * 4, `tiles ${table.offsets}×${table.rows}`);
  const places = memory.scratch(planes * table.rows * 4, 'places');
  const histogram = memory.scratch(planes * bins * blocks * 4, 'histogram');
  const starts = memory.scratch(planes * bins * 4, 'starts');
  const params = [table.rows, rows.index, planes, offsets, blocks, capacity, pitch, usedAt];
  const overRows = (perWorkgroup: number): Extent =>
    counted
      ? { count: rows, most: table.rows, perWorkgroup, columns: planes }
      : { workgroups: [Math.ceil(table.rows / perWorkgroup), planes] };

  const steps: Record<Step, { buffers: readonly GPUBuffer[]; extent: Extent }> = {
    maskRows: { buffers: [table.storage, counts, places, histogram], extent: overRows(BLOCK) },
    orderPlaces: { buffers: [counts, histogram, starts], extent: { workgroups: [1, planes] } },
    sortRows: { buffers: [counts, places, histogram, starts, program], extent: overRows(BLOCK) },
    fillTiles: { buffers: [table.storage, counts, program], extent: overRows(KERNELS.fillTiles.workgroupSize) },
  };
  return {
    step(name) {
      const { buffers, extent } = steps[name];
      recorder.dispatch(KERNELS[name], buffers, params, extent);
    },
    finish() {
      for (const buffer of [places, histogram, starts]) memory.release(buffer);
      const groups = Array.from({ length: planes }, (_, group): TileGroup => {
        const slotsAt = group * pitch;
        const masksAt = slotsAt + capacity;
        return {
          offsets: Array.from({ length: offsets }, (_, bit) => bit * planes + planeOf(group, planes)),
          capacity,
          slotsAt,
          masksAt,
          entriesAt: masksAt + capacity / TILE_SLOTS,
          used: { buffer: counts, index: usedAt + group },
        };
      });
      (table as GpuTable).program = { buffer: program, groups };
    },
  };
}

/** The plane, or line, through the centre comes last: it covers every row. */
function planeOf(group: number, planes: number): number {
  if (group === planes - 1) return Math.floor(planes / 2);
  return group < Math.floor(planes / 2) ? group : group + 1;
}
