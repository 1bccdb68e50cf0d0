import { KernelError } from '../core/index.ts';
import type { BufferPool } from './buffer-pool.ts';
import type { GpuContext } from './device.ts';
import { type Dispatch, foldWorkgroups } from './dispatch.ts';
import { scoped } from './error-scope.ts';
import { type Kernel, PARAM_BYTES } from './kernel.ts';
import { type CompiledKernel, Pipelines } from './pipelines.ts';
import { type KernelTiming, timeWithQueries, timeWithWall } from './profiler.ts';

interface Command {
  readonly kernel: Kernel;
  readonly buffers: readonly GPUBuffer[];
  /** u32 words; floats by `floatBits`. */
  readonly params: readonly number[];
  readonly threads: number;
}

/**
 * Collects dispatches and submits them together: one encoder, one pass, one submit a flush. Dispatches run in the order recorded, each
 * seeing what the ones before it wrote.
 */
export class Recorder {
  readonly pipelines: Pipelines;
  private readonly context: GpuContext;
  private readonly pool: BufferPool;
  private commands: Command[] = [];
  private paramBuffer: GPUBuffer | undefined;
  private tail: Promise<void> = Promise.resolve();
  private timings: KernelTiming[] | undefined;

  constructor(context: GpuContext, pool: BufferPool) {
    this.context = context;
    this.pool = pool;
    this.pipelines = new Pipelines(context);
  }

  /**
   * Records one dispatch over `threads` one-dimensional threads; none records nothing.
   * @throws KernelError KERNEL_RUN when the buffers do not fit the kernel's bindings, or one is both written and bound again.
   */
  dispatch(kernel: Kernel, buffers: readonly GPUBuffer[], params: readonly number[], threads: number): void {
    const { name, bindings } = kernel;
    if (buffers.length !== bindings.length || params.length * 4 > PARAM_BYTES) {
      throw new KernelError('KERNEL_RUN', `${name} takes ${bindings.length} buffers; it was given ${buffers.length}.`, {
        kernel: name,
      });
    }
    bindings.forEach((binding, index) => {
      if (
        binding.access === 'read_write' &&
        buffers.indexOf(buffers[index]!) !== buffers.lastIndexOf(buffers[index]!)
      ) {
        throw new KernelError('KERNEL_RUN', `${name} cannot read the tensor that it writes (${binding.name}).`, {
          kernel: name,
        });
      }
    });
    if (threads === 0) return;
    this.pipelines.compile(kernel).catch(() => undefined); // starts now, so that compiling overlaps recording; flush reports it
    this.commands.push({ kernel, buffers, params, threads });
  }

  /**
   * Submits everything recorded so far. Resolves when the device has accepted it, not when it is done.
   * @throws KernelError
   */
  flush(): Promise<void> {
    const commands = this.commands;
    this.commands = [];
    const released = this.pool.takeUnsettled();
    // One batch at a time, or a batch that waits for a compile would be overtaken by the next one.
    const turn = this.tail.then(async () => {
      try {
        await this.submit(commands);
      } finally {
        this.pool.settle(released);
      }
    });
    this.tail = turn.catch(() => undefined);
    return turn;
  }

  /** Times each dispatch that `run` records. Each gets a pass of its own, so the sum is a little more than an untimed run takes. */
  async profile(run: () => Promise<void>): Promise<readonly KernelTiming[]> {
    await this.flush();
    const timings: KernelTiming[] = [];
    this.timings = timings;
    try {
      await run();
      await this.flush();
    } finally {
      this.timings = undefined;
    }
    return timings;
  }

  dispose(): void {
    this.commands = [];
    this.paramBuffer?.destroy();
    this.paramBuffer = undefined;
  }

  private async submit(commands: readonly Command[]): Promise<void> {
    const { context, timings } = this;
    context.loss.throwIfLost();
    const compiled = await Promise.all(commands.map((command) => this.pipelines.compile(command.kernel)));
    await this.pool.accepted();
    if (commands.length === 0) return;
    const batch = scoped(context, batchName(commands), 'submit', () => {
      const dispatches = this.prepare(commands, compiled);
      if (timings) {
        const time = context.features.has('timestamp-query') ? timeWithQueries : timeWithWall;
        return time(context, dispatches);
      }
      const encoder = context.device.createCommandEncoder({ label: 'ops' });
      const pass = encoder.beginComputePass({ label: 'ops' });
      for (const dispatch of dispatches) dispatch.encode(pass);
      pass.end();
      context.device.queue.submit([encoder.finish()]);
      return undefined;
    });
    await batch.accepted;
    const measured = await batch.value;
    if (measured) timings?.push(...measured);
  }

  /** Writes all parameters in one go and builds the bind groups. */
  private prepare(commands: readonly Command[], compiled: readonly CompiledKernel[]): Dispatch[] {
    const { device, limits } = this.context;
    const words = PARAM_BYTES / 4;
    const params = new Uint32Array(commands.length * words);
    commands.forEach((command, index) => {
      params.set(command.params, index * words);
    });
    if (!this.paramBuffer || this.paramBuffer.size < params.byteLength) {
      this.paramBuffer?.destroy();
      this.paramBuffer = device.createBuffer({
        label: 'params',
        size: Math.max(64 * PARAM_BYTES, params.byteLength * 2),
        usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
      });
    }
    device.queue.writeBuffer(this.paramBuffer, 0, params);
    const paramGroup = device.createBindGroup({
      label: 'params',
      layout: this.pipelines.paramLayout,
      entries: [{ binding: 0, resource: { buffer: this.paramBuffer, size: PARAM_BYTES } }],
    });
    return commands.map(({ kernel, buffers, threads }, index) => {
      const { pipeline, layout } = compiled[index]!;
      const group = device.createBindGroup({
        label: kernel.name,
        layout,
        entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
      });
      const [x, y] = foldWorkgroups(threads, kernel.workgroupSize, limits.maxComputeWorkgroupsPerDimension);
      return {
        name: kernel.name,
        encode(pass) {
          pass.setPipeline(pipeline);
          pass.setBindGroup(0, group);
          pass.setBindGroup(1, paramGroup, [index * PARAM_BYTES]);
          pass.dispatchWorkgroups(x, y);
        },
      };
    });
  }
}

function batchName(commands: readonly Command[]): string {
  const names = [...new Set(commands.map((command) => command.kernel.name))];
  return names.length > 4 ? `${names.slice(0, 4).join(', ')} and ${names.length - 4} more` : names.join(', ');
}
