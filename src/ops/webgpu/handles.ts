import { KernelError } from '../../core/index.ts';
import type { DeviceCount } from '../../gpu/index.ts';
import type { Precision, Table, Tensor } from '../ops.ts';
import type { ProgramPlan, TileProgram } from './tile-program.ts';

/** A tensor in a pooled buffer. */
export class GpuTensor implements Tensor {
  readonly rows: number;
  readonly channels: number;
  /** `f16`: channels 2i and 2i + 1 share one word (pack2x16float); an odd last channel has a zero beside it. */
  readonly precision: Precision;
  /** Rows in use, where only the device knows; else all of them. */
  readonly count: DeviceCount | undefined;
  readonly owner: object;
  /** Absent once released. */
  storage: GPUBuffer | undefined;
  /** Words `[from, to)` of each row that still hold what the recycled buffer held before; they read as zeros, so they are cleared before any use. */
  stale: readonly [number, number];

  constructor(
    owner: object,
    shape: Pick<GpuTensor, 'rows' | 'channels' | 'precision' | 'count'>,
    storage: GPUBuffer,
    stale: boolean,
  ) {
    this.owner = owner;
    this.rows = shape.rows;
    this.channels = shape.channels;
    this.precision = shape.precision;
    this.count = shape.count;
    this.storage = storage;
    this.stale = [0, stale ? rowWords(this.channels, this.precision) : 0];
  }

  /** Words from one row to the next. */
  get pitchWords(): number {
    return rowWords(this.channels, this.precision);
  }
}

/** Words of a row: one a channel, or one for two halves. */
export function rowWords(channels: number, precision: Precision): number {
  return precision === 'f16' ? Math.ceil(channels / 2) : channels;
}

/** A table in a pooled buffer. */
export class GpuTable implements Table {
  readonly offsets: number;
  readonly rows: number;
  /** Rows in use, where only the device knows; else all of them. */
  readonly count: DeviceCount | undefined;
  readonly owner: object;
  /** Absent once released. */
  storage: GPUBuffer | undefined;
  /** The same map in the order that convolutions want, once built: see `programOf`. `GpuMemory.releaseTable` frees both. */
  program: TileProgram | undefined;
  /** How to build it. */
  plan: ProgramPlan | undefined;

  constructor(owner: object, offsets: number, rows: number, storage: GPUBuffer, count?: DeviceCount) {
    this.owner = owner;
    this.offsets = offsets;
    this.rows = rows;
    this.storage = storage;
    this.count = count;
    this.program = undefined;
    this.plan = undefined;
  }
}

/** @throws KernelError when the tensor came from elsewhere or was released. */
export function ownTensor(owner: object, tensor: Tensor): GpuTensor & { storage: GPUBuffer } {
  if (!(tensor instanceof GpuTensor) || tensor.owner !== owner) throw foreign('tensor');
  if (!tensor.storage) throw released(`tensor [${tensor.rows} × ${tensor.channels}]`);
  return tensor as GpuTensor & { storage: GPUBuffer };
}

/** @throws KernelError when the table came from elsewhere or was released. */
export function ownTable(owner: object, table: Table): GpuTable & { storage: GPUBuffer } {
  if (!(table instanceof GpuTable) || table.owner !== owner) throw foreign('table');
  if (!table.storage) throw released(`table [${table.offsets} × ${table.rows}]`);
  return table as GpuTable & { storage: GPUBuffer };
}

function foreign(what: string): KernelError {
  return new KernelError('KERNEL_RUN', `This ${what} was not made by these ops.`, { step: 'use' });
}

function released(what: string): KernelError {
  return new KernelError('KERNEL_RUN', `This ${what} was released.`, { step: 'use' });
}
