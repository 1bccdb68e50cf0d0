import { KERNEL_OFFSETS, KERNEL5_OFFSETS, OCTANTS } from '../../core/index.ts';
import type { IndexOptions, Level } from '../ops.ts';
import { planesOf, setPlan } from './build-program.ts';
import type { GpuMemory } from './gpu-memory.ts';
import { type GpuTable, ownTable } from './handles.ts';
import { rowColumns, rowThreads, type Stage, WORDS_PER_BRICK, wordThreads } from './index-stage.ts';
import { KERNELS } from './kernels.ts';

type Owned = GpuTable & { storage: GPUBuffer };

/** Voxel coordinates by row; behind the table's three columns stands a fourth: which cloud of a batch. */
export function emitCoords(memory: GpuMemory, stage: Stage): Owned {
  const coords = newTable(memory, stage, 3, 4);
  const listed = memory.scratch(stage.brickRoom * 4, 'brick list');
  memory.recorder.dispatch(KERNELS.listBricks, [stage.top, listed], [stage.words, stage.brickRoom], stage.words);
  const params = [...stage.bricks, stage.brickRoom * WORDS_PER_BRICK, stage.rowRoom];
  memory.recorder.dispatch(KERNELS.emitRows, [listed, stage.masks, coords.storage], params, wordThreads(stage));
  memory.release(listed);
  return coords;
}

/** All maps of one level, and those that convolutions are sure to want as tile programs; the others become one when first used. */
export function buildLevel(
  memory: GpuMemory,
  stage: Stage,
  coords: Owned,
  stages: readonly Stage[],
  options: IndexOptions,
): { level: Level; convolved: readonly GpuTable[] } {
  const finer = stages[stage.level - 1];
  const coarser = stages[stage.level + 1];
  const neighbours = findNeighbours(memory, stage, coords, 1);
  const neighbours5 = options.kernel5 && findNeighbours(memory, stage, coords, 2);
  const parents = coarser && findParents(memory, stage, coords, coarser);
  const children = finer && findChildren(memory, stage, coords, finer);
  const inverse = parents && options.inverse && spreadParents(memory, stage, coords, parents);
  let usedAt = stage.counts.groupsAt(stage.level);
  for (const table of [neighbours, neighbours5, children, inverse]) {
    if (!table) continue;
    setPlan(memory, table, { rows: stage.counts.rows(stage.level), usedAt, counted: stage.counted });
    usedAt += planesOf(table.offsets);
  }
  const level = {
    rows: stage.rowRoom,
    coords,
    neighbours,
    ...(parents && { parents }),
    ...(children && { children }),
    ...(inverse && { inverse }),
    ...(neighbours5 && { neighbours5 }),
  };
  const convolved = [neighbours, neighbours5, inverse].filter((table) => table !== undefined && table !== false);
  return { level, convolved };
}

function findNeighbours(memory: GpuMemory, stage: Stage, coords: Owned, reach: 1 | 2): Owned {
  const table = newTable(memory, stage, reach === 1 ? KERNEL_OFFSETS : KERNEL5_OFFSETS);
  const buffers = [coords.storage, stage.top, stage.masks, table.storage];
  const kernel = KERNELS.findNeighbours;
  const extent = rowColumns(stage, kernel.workgroupSize, (2 * reach + 1) ** 2);
  memory.recorder.dispatch(kernel, buffers, [...stage.bricks, stage.rowRoom, reach], extent);
  return table;
}

function findChildren(memory: GpuMemory, stage: Stage, coords: Owned, finer: Stage): Owned {
  const table = newTable(memory, stage, OCTANTS);
  const buffers = [coords.storage, finer.top, finer.masks, table.storage];
  const kernel = KERNELS.findChildren;
  const extent = rowColumns(stage, kernel.workgroupSize, OCTANTS);
  memory.recorder.dispatch(kernel, buffers, [...finer.bricks, stage.rowRoom], extent);
  return table;
}

function findParents(memory: GpuMemory, stage: Stage, coords: Owned, coarser: Stage): Owned {
  const table = newTable(memory, stage, 1);
  const buffers = [coords.storage, coarser.top, coarser.masks, table.storage];
  memory.recorder.dispatch(KERNELS.findRows, buffers, [...coarser.bricks, stage.rowRoom, 1], rowThreads(stage));
  return table;
}

function spreadParents(memory: GpuMemory, stage: Stage, coords: Owned, parents: Owned): Owned {
  const table = newTable(memory, stage, OCTANTS);
  const kernel = KERNELS.spreadParents;
  const extent = rowColumns(stage, kernel.workgroupSize, OCTANTS);
  memory.recorder.dispatch(kernel, [coords.storage, parents.storage, table.storage], [stage.rowRoom], extent);
  return table;
}

/** @param columns what the buffer has room for, if more than the table shows. */
function newTable(memory: GpuMemory, stage: Stage, offsets: number, columns = offsets): Owned {
  const count = stage.counted ? stage.counts.rows(stage.level) : undefined;
  return ownTable(memory, memory.table(offsets, stage.rowRoom, 'kernel', count, columns));
}
