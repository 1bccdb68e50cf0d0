export type BindingAccess = 'read' | 'read_write';

export interface KernelBinding {
  /** The variable's name in the WGSL. */
  readonly name: string;
  readonly access: BindingAccess;
}

/**
 * One compute kernel as data. `@group(0)` holds storage buffers in the order of `bindings`; `@group(1) @binding(0)` a uniform block of
 * at most `PARAM_BYTES`.
 */
export interface Kernel {
  /** Entry point, file name and label. */
  readonly name: string;
  /** WGSL with its includes resolved. */
  readonly source: string;
  readonly bindings: readonly KernelBinding[];
  /** Threads a workgroup; passed as the override `WORKGROUP`. */
  readonly workgroupSize: number;
}

/** Room for one dispatch's parameters: WebGPU's largest required alignment of dynamic uniform offsets. */
export const PARAM_BYTES = 256;

/** A kernel whose bindings are written as `'name'` (read) or `'name!'` (written). */
export function defineKernel(name: string, source: string, bindings: readonly string[], workgroupSize: number): Kernel {
  return {
    name,
    source,
    bindings: bindings.map((entry) =>
      entry.endsWith('!') ? { name: entry.slice(0, -1), access: 'read_write' } : { name: entry, access: 'read' },
    ),
    workgroupSize,
  };
}

/** The bits of a float32, for a u32 parameter block. */
export function floatBits(value: number): number {
  return new Uint32Array(new Float32Array([value]).buffer)[0]!;
}
