import { defineKernel, type Kernel } from '../../gpu/index.ts';
import { expandWgsl, type TemplateValues } from './expand-wgsl.ts';

/** A kernel whose text is a template: one program for each set of values, made when first asked for. */
export class KernelFamily {
  readonly name: string;
  readonly source: string;
  private readonly bindings: readonly string[];
  private readonly made = new Map<string, Kernel>();

  /** @param bindings as `defineKernel` takes them. */
  constructor(name: string, source: string, bindings: readonly string[]) {
    this.name = name;
    this.source = source;
    this.bindings = bindings;
  }

  kernel(values: TemplateValues, workgroupSize = 64): Kernel {
    const key = `${workgroupSize} ${JSON.stringify(values)}`;
    let kernel = this.made.get(key);
    if (!kernel) {
      kernel = defineKernel(this.name, expandWgsl(this.source, values), this.bindings, workgroupSize);
      this.made.set(key, kernel);
    }
    return kernel;
  }
}
