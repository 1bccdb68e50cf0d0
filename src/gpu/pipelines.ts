import { KernelError } from '../core/index.ts';
import type { GpuContext } from './device.ts';
import { scoped } from './error-scope.ts';
import { type Kernel, PARAM_BYTES } from './kernel.ts';

export interface CompiledKernel {
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
}

/** Compiles kernels once each. The only caller of `createComputePipelineAsync`. */
export class Pipelines {
  /** Layout of `@group(1)`: one uniform block at a dynamic offset. */
  readonly paramLayout: GPUBindGroupLayout;
  private readonly accepted: Promise<void>;
  private readonly compiled = new Map<string, Promise<CompiledKernel>>();
  private readonly context: GpuContext;

  constructor(context: GpuContext) {
    this.context = context;
    const layout = scoped(context, 'params', 'create bind group layout', () =>
      context.device.createBindGroupLayout({
        label: 'params',
        entries: [
          {
            binding: 0,
            visibility: GPUShaderStage.COMPUTE,
            buffer: { type: 'uniform', hasDynamicOffset: true, minBindingSize: PARAM_BYTES },
          },
        ],
      }),
    );
    this.paramLayout = layout.value;
    this.accepted = layout.accepted;
  }

  /** How many distinct kernels were asked for. */
  get count(): number {
    return this.compiled.size;
  }

  /** @throws KernelError KERNEL_COMPILE with line, column and the source line. */
  compile(kernel: Kernel): Promise<CompiledKernel> {
    // The source decides the program; a name would let two versions of one kernel share a slot.
    const key = `${kernel.workgroupSize} ${kernel.source}`;
    let found = this.compiled.get(key);
    if (!found) {
      found = this.build(kernel);
      this.compiled.set(key, found);
    }
    return found;
  }

  private async build(kernel: Kernel): Promise<CompiledKernel> {
    const { context } = this;
    const { device, loss } = context;
    const { name } = kernel;
    const module = scoped(context, name, 'create shader module', () =>
      device.createShaderModule({ label: name, code: kernel.source }),
    );
    const messages = await loss.guard(module.value.getCompilationInfo());
    const error = messages.messages.find((message) => message.type === 'error');
    if (error) throw compileError(kernel, error);
    await module.accepted;

    const layout = scoped(context, name, 'create bind group layout', () =>
      device.createBindGroupLayout({
        label: name,
        entries: kernel.bindings.map((binding, index) => ({
          binding: index,
          visibility: GPUShaderStage.COMPUTE,
          buffer: { type: binding.access === 'read' ? 'read-only-storage' : 'storage' },
        })),
      }),
    );
    await Promise.all([this.accepted, layout.accepted]);
    const pipelineLayout = scoped(context, name, 'create pipeline layout', () =>
      device.createPipelineLayout({ label: name, bindGroupLayouts: [layout.value, this.paramLayout] }),
    );
    await pipelineLayout.accepted;
    try {
      const pending = scoped(context, name, 'create pipeline', () =>
        device.createComputePipelineAsync({
          label: name,
          layout: pipelineLayout.value,
          compute: {
            module: module.value,
            entryPoint: name,
            constants: { WORKGROUP: kernel.workgroupSize },
          },
        }),
      );
      const pipeline = await loss.guard(pending.value);
      await pending.accepted;
      return { pipeline, layout: layout.value };
    } catch (cause) {
      if (cause instanceof KernelError) throw cause;
      const message = cause instanceof Error ? cause.message : String(cause);
      throw new KernelError('KERNEL_COMPILE', `${name}: create pipeline failed: ${message}`, { kernel: name }, cause);
    }
  }
}

function compileError(kernel: Kernel, message: GPUCompilationMessage): KernelError {
  const { lineNum: line, linePos: column } = message;
  const sourceLine = kernel.source.split('\n')[line - 1]?.trim() ?? '';
  return new KernelError('KERNEL_COMPILE', `${kernel.name}:${line}:${column}: ${message.message}\n  ${sourceLine}`, {
    kernel: kernel.name,
    step: 'compile',
    line,
    column,
    sourceLine,
  });
}
