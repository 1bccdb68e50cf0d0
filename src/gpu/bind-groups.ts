import type { CompiledKernel } from './pipelines.ts';

/** More than any network needs for one cloud; beyond it the oldest buffers are gone anyway. */
const MOST = 4096;

/** Bind groups by kernel and buffers: the pool hands the same buffers to the next cloud, and finding a group costs a fiftieth of making one. */
export class BindGroups {
  private readonly device: GPUDevice;
  private readonly groups = new Map<string, GPUBindGroup>();
  private readonly numbers = new WeakMap<object, number>();
  private next = 0;

  constructor(device: GPUDevice) {
    this.device = device;
  }

  get(label: string, { layout }: CompiledKernel, buffers: readonly GPUBuffer[]): GPUBindGroup {
    const key = [layout, ...buffers].map((part) => this.numberOf(part)).join(' ');
    let group = this.groups.get(key);
    if (!group) {
      group = this.device.createBindGroup({
        label,
        layout,
        entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
      });
      if (this.groups.size >= MOST) this.groups.clear();
      this.groups.set(key, group);
    }
    return group;
  }

  private numberOf(part: object): number {
    let number = this.numbers.get(part);
    if (number === undefined) {
      number = this.next++;
      this.numbers.set(part, number);
    }
    return number;
  }
}
