import type { Checkpoint, CheckpointTensor } from './checkpoint.ts';
import { unfit } from './checkpoint-error.ts';

/** A checkpoint's tensors behind a prefix, and which of them were used. */
export class SourceTensors {
  readonly prefix: string;
  private readonly tensors: ReadonlyMap<string, CheckpointTensor>;
  private readonly used = new Set<string>();

  constructor(checkpoint: Checkpoint, prefix: string) {
    this.tensors = checkpoint.tensors;
    this.prefix = prefix;
  }

  /** By its name behind the prefix. */
  shape(name: string): readonly number[] | undefined {
    return this.tensors.get(this.prefix + name)?.shape;
  }

  /** By its whole name. @throws WeightsError when it is not there. */
  take(key: string): CheckpointTensor {
    const tensor = this.tensors.get(key);
    if (!tensor) throw unfit(key, 'a tensor', 'nothing');
    this.used.add(key);
    return tensor;
  }

  /** The numbers of a tensor that stays unused. */
  peek(key: string): Promise<Float32Array> {
    return this.tensors.get(key)!.read();
  }

  has(key: string): boolean {
    return this.tensors.has(key);
  }

  /** Whole names of what was not used, without the counters that batch norm keeps for training. */
  unused(): string[] {
    return [...this.tensors.keys()].filter((key) => !this.used.has(key) && !key.endsWith('.num_batches_tracked'));
  }

  /** Unused tensors of modules that others were used of: layers that the network would need and we do not have. */
  unusedInside(): string[] {
    const roots = new Set([...this.used].map((key) => this.root(key)));
    return this.unused().filter((key) => key.startsWith(this.prefix) && roots.has(this.root(key)));
  }

  private root(key: string): string {
    return key.startsWith(this.prefix) ? key.slice(this.prefix.length).split('.')[0]! : '';
  }
}
