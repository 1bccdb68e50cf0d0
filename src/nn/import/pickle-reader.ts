import { brokenFile } from './checkpoint-error.ts';

/** Bounds-checked reading of a pickle's operands. */
export class PickleReader {
  private readonly view: DataView;
  private readonly file: string;
  at = 0;

  constructor(bytes: Uint8Array, file: string) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.file = file;
  }

  u8(): number {
    return this.view.getUint8(this.take(1));
  }

  u16(): number {
    return this.view.getUint16(this.take(2), true);
  }

  u32(): number {
    return this.view.getUint32(this.take(4), true);
  }

  i32(): number {
    return this.view.getInt32(this.take(4), true);
  }

  /** Big-endian, as pickle has it. */
  f64(): number {
    return this.view.getFloat64(this.take(8));
  }

  text(bytes: number): string {
    return new TextDecoder().decode(this.bytes(bytes));
  }

  /** Up to a newline, which is taken too. */
  line(): string {
    const start = this.at;
    while (this.u8() !== 0x0a);
    return new TextDecoder().decode(this.range(start, this.at - 1));
  }

  /** Two's complement, little-endian. Numbers where they are exact. */
  long(bytes: number): number | bigint {
    const raw = this.bytes(bytes);
    let value = 0n;
    for (let i = raw.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(raw[i]!);
    if (raw.length > 0 && raw[raw.length - 1]! & 0x80) value -= 1n << BigInt(8 * raw.length);
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }

  private bytes(count: number): Uint8Array {
    const start = this.take(count);
    return this.range(start, start + count);
  }

  private range(start: number, end: number): Uint8Array {
    return new Uint8Array(this.view.buffer, this.view.byteOffset + start, end - start);
  }

  private take(count: number): number {
    const start = this.at;
    if (start + count > this.view.byteLength) {
      throw brokenFile('FORMAT_TRUNCATED', this.file, 'pickle', 'ends in the middle of a value', start);
    }
    this.at = start + count;
    return start;
  }
}
