import type { ByteSource } from '../../core/index.ts';

/** Bytes that came in pieces, kept as they came: joining them would need them twice. */
export class ByteBlocks {
  private readonly blocks: Uint8Array[] = [];
  /** Where each block starts. */
  private readonly starts: number[] = [];
  length = 0;

  append(block: Uint8Array): void {
    if (block.length === 0) return;
    this.blocks.push(block);
    this.starts.push(this.length);
    this.length += block.length;
  }

  /** Bytes `[start, end)`, clamped: a view where they lie in one block, else a copy. */
  read(start: number, end: number): Uint8Array {
    const from = Math.max(0, start);
    const to = Math.min(this.length, end);
    if (to <= from) return new Uint8Array(0);
    let index = this.blockAt(from);
    const offset = from - this.starts[index]!;
    const first = this.blocks[index]!.subarray(offset, offset + to - from);
    if (first.length === to - from) return first;
    const bytes = new Uint8Array(to - from);
    bytes.set(first);
    for (let at = first.length; at < bytes.length; ) {
      const block = this.blocks[++index]!.subarray(0, bytes.length - at);
      bytes.set(block, at);
      at += block.length;
    }
    return bytes;
  }

  asSource(name: string, path: string): ByteSource {
    return { name, path, size: this.length, read: (start, end) => Promise.resolve(this.read(start, end)) };
  }

  private blockAt(offset: number): number {
    let [low, high] = [0, this.starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
