/**
 * A table of a FlatBuffer. Offsets come from the file: every read goes through `DataView`, which throws `RangeError` outside the
 * metadata; callers turn that into a typed error.
 */
export class FlatTable {
  private readonly view: DataView;
  private readonly at: number;
  private readonly vtable: number;
  private readonly vtableBytes: number;

  private constructor(view: DataView, at: number) {
    this.view = view;
    this.at = at;
    this.vtable = at - view.getInt32(at, true);
    this.vtableBytes = view.getUint16(this.vtable, true);
  }

  static root(bytes: Uint8Array): FlatTable {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return new FlatTable(view, view.getUint32(0, true));
  }

  /** Where field `slot` lies, or 0 when it has its default value. */
  private find(slot: number): number {
    const entry = 4 + slot * 2;
    if (entry + 2 > this.vtableBytes) return 0;
    const offset = this.view.getUint16(this.vtable + entry, true);
    return offset === 0 ? 0 : this.at + offset;
  }

  uint8(slot: number): number {
    const at = this.find(slot);
    return at === 0 ? 0 : this.view.getUint8(at);
  }

  int16(slot: number, fallback = 0): number {
    const at = this.find(slot);
    return at === 0 ? fallback : this.view.getInt16(at, true);
  }

  int32(slot: number, fallback = 0): number {
    const at = this.find(slot);
    return at === 0 ? fallback : this.view.getInt32(at, true);
  }

  /** 64-bit integer as a number: exact to 2⁵³. */
  int64(slot: number): number {
    const at = this.find(slot);
    return at === 0 ? 0 : Number(this.view.getBigInt64(at, true));
  }

  table(slot: number): FlatTable | undefined {
    const at = this.find(slot);
    return at === 0 ? undefined : new FlatTable(this.view, at + this.view.getUint32(at, true));
  }

  string(slot: number): string {
    const at = this.find(slot);
    if (at === 0) return '';
    const start = at + this.view.getUint32(at, true);
    const length = this.view.getUint32(start, true);
    if (start + 4 + length > this.view.byteLength) throw new RangeError('a string beyond the metadata');
    return new TextDecoder().decode(new Uint8Array(this.view.buffer, this.view.byteOffset + start + 4, length));
  }

  tables(slot: number): FlatTable[] {
    const { start, length } = this.vector(slot, 4);
    return Array.from({ length }, (_, i) => {
      const at = start + i * 4;
      return new FlatTable(this.view, at + this.view.getUint32(at, true));
    });
  }

  /** Pairs of 64-bit integers: Arrow's field nodes (length, nulls) and buffers (offset, length). */
  int64Pairs(slot: number): (readonly [number, number])[] {
    const { start, length } = this.vector(slot, 16);
    return Array.from({ length }, (_, i) => {
      const at = start + i * 16;
      return [Number(this.view.getBigInt64(at, true)), Number(this.view.getBigInt64(at + 8, true))] as const;
    });
  }

  int64s(slot: number): number[] {
    const { start, length } = this.vector(slot, 8);
    return Array.from({ length }, (_, i) => Number(this.view.getBigInt64(start + i * 8, true)));
  }

  /** Length is checked against the bytes present before anything is made of it. */
  private vector(slot: number, itemBytes: number): { start: number; length: number } {
    const at = this.find(slot);
    if (at === 0) return { start: 0, length: 0 };
    const start = at + this.view.getUint32(at, true);
    const length = this.view.getUint32(start, true);
    if (start + 4 + length * itemBytes > this.view.byteLength) throw new RangeError('a vector beyond the metadata');
    return { start: start + 4, length };
  }
}
