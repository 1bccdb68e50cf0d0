import { readBuffer } from '../../gpu/index.ts';
import type { Table } from '../ops.ts';
import { hasProgram, programOf } from './build-program.ts';
import { CONV_TILES, candidateTiles, defaultTile, tileSize } from './conv-tiles.ts';
import { GpuTable } from './handles.ts';
import { TILE_SLOTS, type TileGroup } from './tile-program.ts';
import { memoryOf, tileOf, type WebGpuOps } from './webgpu-ops.ts';

/**
 * Products of a row by one offset's matrix that a convolution over this map runs, in tiles of any height: every row of a band of
 * `TILE_SLOTS` runs each offset that one of them has. Held against the entries that are present it is what sorting did not save.
 * Builds the table's program if nothing was convolved over it yet, and waits for the device.
 * @param map a table, or the rows of a linear layer
 * @returns undefined where the table can have no tile program
 */
export async function executedProducts(ops: WebGpuOps, map: Table | number): Promise<number | undefined> {
  if (typeof map === 'number') return Math.ceil(map / TILE_SLOTS) * TILE_SLOTS;
  if (!(map instanceof GpuTable) || !hasProgram(map.offsets)) return undefined;
  const { buffer, groups } = programOf(memoryOf(ops), map);
  await ops.flush();
  let products = 0;
  for (const group of groups) {
    const used = await readWords(ops, group.used.buffer, group.used.index, 1);
    const masks = await readWords(ops, buffer, group.masksAt, group.capacity / TILE_SLOTS);
    products += productsOf(group, masks, used[0]!);
  }
  return products;
}

/** Multiply-adds of one product. */
export interface ProductShape {
  /** Of the output: tiles are chosen by them. */
  readonly rows: number;
  readonly channelsIn: number;
  readonly channelsOut: number;
}

/**
 * Multiply-adds that one product runs: input channels in fours, output channels in whole tiles.
 * @param device `gpu`: in the tiles that a GPU starts with, before any measurement, whatever this adapter is
 */
export function executedChannels(
  ops: WebGpuOps,
  { rows, channelsIn, channelsOut }: ProductShape,
  device: 'own' | 'gpu' = 'own',
): number {
  const [inFours, outFours] = [Math.ceil(channelsIn / 4), Math.ceil(channelsOut / 4)];
  const shape = { rows, inFours, outFours };
  const onGpu = () => CONV_TILES[defaultTile(shape, candidateTiles({ isSoftware: false, lanes: undefined }))];
  const { fours } = tileSize(device === 'gpu' ? onGpu() : tileOf(ops, shape));
  return inFours * 4 * Math.ceil(outFours / fours) * fours * 4;
}

function productsOf(group: TileGroup, masks: Uint32Array, used: number): number {
  let products = 0;
  for (let band = 0; band * TILE_SLOTS < used; band++) {
    products += TILE_SLOTS * countBits(masks[band]!, group.offsets.length);
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
