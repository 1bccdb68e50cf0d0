import { KernelError } from '../core/index.ts';
import type { Command } from './dispatch.ts';
import { type CountedExtent, FORMULA_WORDS, formulaOf, isCounted } from './extent.ts';
import type { Kernel } from './kernel.ts';

/** A command and, where its size is counted on the device, the slot of its indirect arguments. */
export interface SizedCommand extends Command {
  readonly slot?: number;
}

/** Bytes of one dispatch's indirect arguments: x, y, z. */
export const ARGUMENT_BYTES = 12;

/**
 * Turns counts on the device into indirect arguments: before the first dispatch that needs a count, one small dispatch computes the
 * sizes of all later ones that use the same buffer before it is written again.
 */
export class DispatchSizes {
  private readonly device: GPUDevice;
  private readonly kernel: Kernel | undefined;
  private formulaBuffer: GPUBuffer | undefined;
  private argumentBuffer: GPUBuffer | undefined;

  /** @param kernel `size_dispatches`; without it, counted extents are refused. */
  constructor(device: GPUDevice, kernel: Kernel | undefined) {
    this.device = device;
    this.kernel = kernel;
  }

  /** Where `encode` finds the arguments of slots, after `expand`. */
  get arguments(): GPUBuffer {
    return this.argumentBuffer!;
  }

  /** @throws KernelError without the kernel that computes sizes. */
  requireKernel(name: string): Kernel {
    if (!this.kernel) {
      throw new KernelError('KERNEL_RUN', `${name} is sized by the device, and no kernel for that was given.`, {
        kernel: name,
      });
    }
    return this.kernel;
  }

  /** The commands with those that compute sizes among them. Writes the formulas to the queue. */
  expand(commands: readonly Command[], maxPerDimension: number): readonly SizedCommand[] {
    const counted = commands.filter((command) => isCounted(command.extent)).length;
    if (counted === 0) return commands;
    this.reserve(counted);
    const formulas: number[] = [];
    const known = new Map<GPUBuffer, Map<string, number>>();
    const sized: SizedCommand[] = [];
    commands.forEach((command, at) => {
      const { extent } = command;
      if (!isCounted(extent)) {
        sized.push(command);
      } else {
        const { buffer } = extent.count;
        const key = keyOf(extent, command.kernel);
        if (!known.get(buffer)?.has(key)) {
          const first = formulas.length / FORMULA_WORDS;
          known.set(buffer, this.plan(commands, at, buffer, formulas));
          sized.push(this.sizing(buffer, first, formulas.length / FORMULA_WORDS - first, maxPerDimension));
        }
        sized.push({ ...command, slot: known.get(buffer)!.get(key)! });
      }
      for (const written of writtenBy(command)) known.delete(written);
    });
    this.device.queue.writeBuffer(this.formulaBuffer!, 0, Uint32Array.from(formulas));
    return sized;
  }

  dispose(): void {
    this.formulaBuffer?.destroy();
    this.argumentBuffer?.destroy();
    this.formulaBuffer = undefined;
    this.argumentBuffer = undefined;
  }

  /** Slots of all sizes that depend on `buffer` as it is at command `from`. */
  private plan(commands: readonly Command[], from: number, buffer: GPUBuffer, formulas: number[]): Map<string, number> {
    const slots = new Map<string, number>();
    for (let at = from; at < commands.length; at++) {
      const command = commands[at]!;
      const { extent } = command;
      if (isCounted(extent) && extent.count.buffer === buffer) {
        const key = keyOf(extent, command.kernel);
        if (!slots.has(key)) {
          slots.set(key, formulas.length / FORMULA_WORDS);
          formulas.push(...formulaOf(extent, command.kernel.workgroupSize));
        }
      }
      if (writtenBy(command).includes(buffer)) break;
    }
    return slots;
  }

  private sizing(counts: GPUBuffer, first: number, formulas: number, maxPerDimension: number): Command {
    return {
      kernel: this.requireKernel('size_dispatches'),
      buffers: [counts, this.formulaBuffer!, this.argumentBuffer!],
      params: [first, formulas, maxPerDimension],
      extent: formulas,
      note: {},
    };
  }

  private reserve(slots: number): void {
    if (this.formulaBuffer && this.formulaBuffer.size >= slots * FORMULA_WORDS * 4) return;
    this.dispose();
    const room = Math.max(256, slots * 2);
    this.formulaBuffer = this.device.createBuffer({
      label: 'dispatch formulas',
      size: room * FORMULA_WORDS * 4,
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST,
    });
    this.argumentBuffer = this.device.createBuffer({
      label: 'dispatch arguments',
      size: room * ARGUMENT_BYTES,
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.INDIRECT,
    });
  }
}

function keyOf(extent: CountedExtent, kernel: Kernel): string {
  return formulaOf(extent, kernel.workgroupSize).join(' ');
}

function writtenBy({ kernel, buffers }: Command): readonly GPUBuffer[] {
  return buffers.filter((_, index) => kernel.bindings[index]!.access === 'read_write');
}
