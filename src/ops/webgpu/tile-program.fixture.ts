import { NO_ROW } from '../../core/index.ts';
import type { GpuMemory } from './gpu-memory.ts';
import { TILE_SLOTS, type TileProgram } from './tile-program.ts';

/** A group as the host sees it, padding included. */
export interface HostGroup {
  readonly offsets: readonly number[];
  readonly used: number;
  readonly slots: Uint32Array;
  readonly masks: Uint32Array;
  /** [offsets × capacity] */
  readonly entries: Uint32Array;
  readonly capacity: number;
}

export async function readProgram(memory: GpuMemory, program: TileProgram): Promise<readonly HostGroup[]> {
  const words = new Uint32Array(await memory.read(program.buffer, program.buffer.size));
  const groups: HostGroup[] = [];
  for (const group of program.groups) {
    const { offsets, capacity, slotsAt, masksAt, entriesAt, used } = group;
    const counts = new Uint32Array(await memory.read(used.buffer, used.index * 4 + 4));
    groups.push({
      offsets,
      capacity,
      used: counts[used.index]!,
      slots: words.slice(slotsAt, slotsAt + capacity),
      masks: words.slice(masksAt, masksAt + capacity / TILE_SLOTS),
      entries: words.slice(entriesAt, entriesAt + offsets.length * capacity),
    });
  }
  return groups;
}

/** What is wrong with a program of a table whose first `rows` rows are in use; nothing when it may be convolved with. */
export function faultsOf(groups: readonly HostGroup[], table: Uint32Array, pitch: number, rows: number): string[] {
  const faults: string[] = [];
  const offsets = groups.flatMap((group) => group.offsets).sort((a, b) => a - b);
  if (offsets.some((offset, i) => offset !== i)) faults.push(`offsets ${offsets}`);
  groups.forEach((group, g) => {
    const last = g === groups.length - 1;
    const found = new Map<number, number>();
    const padded = Math.ceil(group.used / 128) * 128;
    for (let slot = 0; slot < padded; slot++) {
      const row = group.slots[slot]!;
      if (slot >= group.used ? row !== NO_ROW : row >= rows || found.has(row))
        faults.push(`${g}: slot ${slot} is ${row}`);
      found.set(row, slot);
      let mask = 0;
      group.offsets.forEach((offset, bit) => {
        const entry = group.entries[bit * group.capacity + slot]!;
        const expected = row === NO_ROW ? NO_ROW : table[offset * pitch + row]!;
        if (entry !== expected) faults.push(`${g}: entry ${offset} of slot ${slot} is ${entry}, not ${expected}`);
        if (entry !== NO_ROW) mask |= 1 << bit;
      });
      if (!last && slot < group.used && mask === 0) faults.push(`${g}: row ${row} has nothing to do`);
      if ((group.masks[Math.floor(slot / TILE_SLOTS)]! & mask) >>> 0 !== mask >>> 0)
        faults.push(`${g}: mask misses ${slot}`);
    }
    for (let row = 0; row < rows; row++) {
      const needed = last || group.offsets.some((offset) => table[offset * pitch + row] !== NO_ROW);
      if (needed && !found.has(row)) faults.push(`${g}: row ${row} is missing`);
    }
    const exact = tileMasks(group, TILE_SLOTS);
    exact.forEach((mask, tile) => {
      if (group.masks[tile] !== mask) faults.push(`${g}: mask of tile ${tile} is ${group.masks[tile]}, not ${mask}`);
    });
  });
  return faults.slice(0, 20);
}

/** Multiply-adds that tiles of so many slots run, over those that are needed. */
export function wasteOf(groups: readonly HostGroup[], tileSlots: number): number {
  let executed = 0;
  let useful = 0;
  for (const group of groups) {
    for (const mask of tileMasks(group, tileSlots)) executed += tileSlots * bitCount(mask);
    for (let bit = 0; bit < group.offsets.length; bit++) {
      for (let slot = 0; slot < group.used; slot++) {
        if (group.entries[bit * group.capacity + slot] !== NO_ROW) useful++;
      }
    }
  }
  return executed / useful;
}

function tileMasks(group: HostGroup, tileSlots: number): readonly number[] {
  const masks = new Array<number>(Math.ceil(group.used / tileSlots)).fill(0);
  for (let bit = 0; bit < group.offsets.length; bit++) {
    for (let slot = 0; slot < group.used; slot++) {
      if (group.entries[bit * group.capacity + slot] === NO_ROW) continue;
      const tile = Math.floor(slot / tileSlots);
      masks[tile] = (masks[tile]! | (1 << bit)) >>> 0;
    }
  }
  return masks;
}

function bitCount(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest = (rest & (rest - 1)) >>> 0) count++;
  return count;
}
