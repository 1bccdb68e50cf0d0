import { readBuffer } from '../../gpu/index.ts';
import type { Table } from '../ops.ts';
import { GpuTable } from './handles.ts';
import { TILE_SLOTS, type TileGroup } from './tile-program.ts';
import type { WebGpuOps } from './webgpu-ops.ts';

/**
 * Products of a row by one offset's matrix that a convolution over this table runs when its tiles are `tileRows` high: every row of a
 * tile runs each offset that one of them has. Held against the entries that are present it is what sorting did not save.
 * Waits for the device.
 * @param tileRows Default: the one height that software adapters use, and the middle one of the others.
 * @returns undefined where the table has no tile program
 */
export async function executedProducts(
  ops: WebGpuOps,
  table: Table,
  tileRows = ops.context.isSoftware ? 32 : 64,
): Promise<number | undefined> {
  if (!(table instanceof GpuTable) || !table.program) return undefined;
  const { buffer, groups } = table.program;
  await ops.flush();
  let products = 0;
  for (const group of groups) {
    const used = await readWords(ops, group.used.buffer, group.used.index, 1);
    const masks = await readWords(ops, buffer, group.masksAt, group.capacity / TILE_SLOTS);
    products += productsOf(group, masks, used[0]!, tileRows);
  }
  return products;
}

function productsOf(group: TileGroup, masks: Uint32Array, used: number, tileRows: number): number {
  const perTile = tileRows / TILE_SLOTS;
  let products = 0;
  for (let tile = 0; tile * tileRows < used; tile++) {
    let mask = 0;
    for (let part = 0; part < perTile; part++) mask |= masks[tile * perTile + part] ?? 0;
    products += tileRows * countBits(mask, group.offsets.length);
  }
  return products;
}

function countBits(mask: number, bits: number): number {
  let count = 0;
  for (let bit = 0; bit < bits; bit++) count += (mask >>> bit) & 1;
  return count;
}

async function readWords(ops: WebGpuOps, buffer: GPUBuffer, at: number, count: number): Promise<Uint32Array> {
  return new Uint32Array(await readBuffer(ops.context, buffer, count * 4, at * 4));
}
