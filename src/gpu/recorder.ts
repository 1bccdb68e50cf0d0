import { KernelError, LimitError } from '../core/index.ts';
import { BindGroups } from './bind-groups.ts';
import type { BufferPool } from './buffer-pool.ts';
import type { GpuContext } from './device.ts';
import { type Command, type Dispatch, type DispatchNote, foldWorkgroups } from './dispatch.ts';
import { ARGUMENT_BYTES, DispatchSizes, type SizedCommand } from './dispatch-sizes.ts';
import { scoped } from './error-scope.ts';
import { type Extent, isCounted, mostAlongOne, mostThreads } from './extent.ts';
import { type Kernel, PARAM_BYTES } from './kernel.ts';
import { type CompiledKernel, Pipelines } from './pipelines.ts';
import { type KernelTiming, timeWithQueries, timeWithWall } from './profiler.ts';
import { cutByWork, type WorkRate, workRate } from './work-rate.ts';

/** Work of a thread that says nothing about itself: about that of a look-up in a map. */
const THREAD_WORK = 64;

/**
 * Collects dispatches and submits them together: one encoder, one pass and one submit a flush where that is short, else as many submits
 * as it takes to stay below a tenth of a second each. Dispatches run in the order recorded, each seeing what the ones before it wrote.
 */
export class Recorder {
  readonly pipelines: Pipelines;
  private readonly context: GpuContext;
  private readonly pool: BufferPool;
  private readonly sizes: DispatchSizes;
  private readonly groups: BindGroups;
  private readonly rate: WorkRate;
  private commands: Command[] = [];
  /** What to undo where the commands recorded so far turn out not to run. */
  private undo = new Set<() => void>();
  private paramBuffer: GPUBuffer | undefined;
  private tail: Promise<void> = Promise.resolve();
  private timings: KernelTiming[] | undefined;

  /** @param sizing `size_dispatches`, for extents that are counted on the device. */
  constructor(context: GpuContext, pool: BufferPool, sizing?: Kernel) {
    this.context = context;
    this.pool = pool;
    this.pipelines = new Pipelines(context);
    this.sizes = new DispatchSizes(context.device, sizing);
    this.groups = new BindGroups(context.device);
    this.rate = workRate(context.device, context.isSoftware);
  }

  /** Multiply-adds that one dispatch should stay below on this device: larger ones are to be split by rows. */
  get maxDispatchWork(): number {
    return this.rate.dispatchWork;
  }

  /**
   * Records one dispatch; one of no threads records nothing.
   * @throws KernelError KERNEL_RUN when the buffers do not fit the kernel's bindings, or one is both written and bound again.
   * @throws LimitError LIMIT_DEVICE when an extent that is not folded has too many workgroups along one dimension.
   */
  dispatch(
    kernel: Kernel,
    buffers: readonly GPUBuffer[],
    params: readonly number[],
    extent: Extent,
    note: DispatchNote = {},
  ): void {
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
    const needed = mostAlongOne(extent);
    const available = this.context.limits.maxComputeWorkgroupsPerDimension;
    if (needed > available) {
      const context = { limit: 'maxComputeWorkgroupsPerDimension', needed, available };
      const message = `${name} needs ${needed} workgroups in a row; this graphics device allows ${available}. Use larger voxels or a part of the cloud.`;
      throw new LimitError('LIMIT_DEVICE', message, context);
    }
    if (mostThreads(extent, kernel.workgroupSize) === 0) return;
    if (isCounted(extent)) this.warmUp(this.sizes.requireKernel(name));
    this.warmUp(kernel);
    this.commands.push({ kernel, buffers, params, extent, note });
  }

  /** `undo` runs if the batch being recorded fails, the latest first; given twice, it runs once. */
  onFailure(undo: () => void): void {
    this.undo.add(undo);
  }

  /**
   * Submits everything recorded so far. Resolves when the device has accepted it, not when it is done.
   * @throws KernelError
   */
  flush(): Promise<void> {
    const commands = this.commands;
    this.commands = [];
    const undo = [...this.undo].reverse();
    this.undo = new Set();
    const released = this.pool.takeUnsettled();
    // One batch at a time, or a batch that waits for a compile would be overtaken by the next one.
    const turn = this.tail.then(async () => {
      try {
        await this.submit(commands);
      } catch (error) {
        for (const step of undo) step();
        throw error;
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
    this.undo = new Set();
    this.forgetParameters();
  }

  private forgetParameters(): void {
    this.paramBuffer?.destroy();
    this.paramBuffer = undefined;
    this.sizes.dispose();
  }

  private async submit(commands: readonly Command[]): Promise<void> {
    const { context, timings } = this;
    context.loss.throwIfLost();
    if (commands.length === 0) {
      await this.pool.accepted();
      return;
    }
    const name = batchName(commands.map(({ kernel }) => kernel));
    const sized = scoped(context, name, 'size dispatches', () =>
      this.sizes.expand(commands, context.limits.maxComputeWorkgroupsPerDimension),
    );
    const expanded = sized.value;
    const compiled = await Promise.all(expanded.map((command) => this.pipelines.compile(command.kernel)));
    await this.pool.accepted();
    const prepared = scoped(context, name, 'prepare', () => this.prepare(expanded, compiled));
    const dispatches = prepared.value;
    const made = Promise.all([sized.accepted, prepared.accepted]).catch((error) => {
      this.forgetParameters(); // none of what was made may be good
      throw error;
    });
    if (timings) {
      await made;
      const time = context.features.has('timestamp-query') ? timeWithQueries : timeWithWall;
      for (const run of cutByWork(dispatches, this.rate.submitWork)) timings.push(...(await time(context, run)));
      return;
    }
    made.catch(() => undefined); // told below, unless a submit fails first
    const accepted: Promise<unknown>[] = [made];
    const done: Promise<void>[] = [];
    for (const run of cutByWork(dispatches, this.rate.submitWork)) {
      // Two submits under way: the device never idles, and what the page draws waits for no more than these.
      await done.at(-2);
      const sent = this.send(run);
      accepted.push(sent.accepted);
      done.push(sent.done);
    }
    await Promise.all(accepted);
  }

  private send(dispatches: readonly Dispatch[]): { accepted: Promise<void>; done: Promise<void> } {
    const { device, loss } = this.context;
    const sentMs = performance.now();
    const batch = scoped(this.context, batchName(dispatches), 'submit', () => {
      const encoder = device.createCommandEncoder({ label: 'ops' });
      const pass = encoder.beginComputePass({ label: 'ops' });
      for (const dispatch of dispatches) dispatch.encode(pass);
      pass.end();
      device.queue.submit([encoder.finish()]);
    });
    const work = sumWork(dispatches);
    const isKnown = sumWork(dispatches.filter(({ note }) => note.work ?? note.executedFlops)) > work * 0.9;
    const done = loss.guard(device.queue.onSubmittedWorkDone()).then(
      // What others guess at says nothing about multiply-adds.
      () => this.rate.learn(isKnown ? work : 0, sentMs, performance.now()),
      () => undefined, // a lost device is reported to whoever waits for a result
    );
    return { accepted: batch.accepted, done };
  }

  /** Writes all parameters in one go and builds the bind groups. */
  private prepare(commands: readonly SizedCommand[], compiled: readonly CompiledKernel[]): Dispatch[] {
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
    return commands.map(({ kernel, buffers, extent, note, slot }, index) => {
      const group = this.groups.get(kernel.name, compiled[index]!, buffers);
      const { pipeline } = compiled[index]!;
      const threads = mostThreads(extent, kernel.workgroupSize);
      const [x, y] =
        typeof extent === 'object' && !isCounted(extent)
          ? extent.workgroups
          : foldWorkgroups(threads, kernel.workgroupSize, limits.maxComputeWorkgroupsPerDimension);
      return {
        name: kernel.name,
        note,
        work: note.work ?? (note.executedFlops ? note.executedFlops / 2 : threads * THREAD_WORK),
        encode: (pass) => {
          pass.setPipeline(pipeline);
          pass.setBindGroup(0, group);
          pass.setBindGroup(1, paramGroup, [index * PARAM_BYTES]);
          if (slot === undefined) pass.dispatchWorkgroups(x, y);
          else pass.dispatchWorkgroupsIndirect(this.sizes.arguments, slot * ARGUMENT_BYTES);
        },
      };
    });
  }

  /** Starts compiling now, so that it overlaps recording; flush reports what goes wrong. */
  private warmUp(kernel: Kernel): void {
    this.pipelines.compile(kernel).catch(() => undefined);
  }
}

function batchName(dispatches: readonly { readonly name: string }[]): string {
  const names = [...new Set(dispatches.map(({ name }) => name))];
  return names.length > 4 ? `${names.slice(0, 4).join(', ')} and ${names.length - 4} more` : names.join(', ');
}

function sumWork(dispatches: readonly Dispatch[]): number {
  return dispatches.reduce((sum, dispatch) => sum + dispatch.work, 0);
}
