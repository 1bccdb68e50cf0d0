import { KernelError } from '../../core/index.ts';
import type { Table, Tensor } from '../ops.ts';

/** A tensor in a pooled buffer. */
export class GpuTensor implements Tensor {
  readonly rows: number;
  readonly channels: number;
  readonly owner: object;
  /** Absent once released. */
  storage: GPUBuffer | undefined;
  /** Columns `[from, to)` that still hold what the recycled buffer held before; they read as zeros, so they are cleared before any use. */
  stale: readonly [number, number];

  constructor(owner: object, rows: number, channels: number, storage: GPUBuffer, stale: boolean) {
    this.owner = owner;
    this.rows = rows;
    this.channels = channels;
    this.storage = storage;
    this.stale = [0, stale ? channels : 0];
  }
}

/** A table in a pooled buffer. */
export class GpuTable implements Table {
  readonly offsets: number;
  readonly rows: number;
  readonly owner: object;
  /** Absent once released. */
  storage: GPUBuffer | undefined;

  constructor(owner: object, offsets: number, rows: number, storage: GPUBuffer) {
    this.owner = owner;
    this.offsets = offsets;
    this.rows = rows;
    this.storage = storage;
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
