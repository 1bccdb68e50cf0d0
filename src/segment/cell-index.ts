/** Numbers the occupied cells of a cubic grid in the order they are met: open addressing on integer cell coordinates. */
export class CellIndex {
  private readonly mask: number;
  private readonly slots: Int32Array;
  /** int32 [cells × 3]. */
  private cells: Int32Array;
  private used = 0;

  constructor(capacity: number) {
    let size = 16;
    while (size < 2 * capacity) size *= 2;
    this.mask = size - 1;
    this.slots = new Int32Array(size).fill(-1);
    this.cells = new Int32Array(3 * Math.max(1, capacity));
  }

  get count(): number {
    return this.used;
  }

  /** The cell's number; a new one where it was not met before. Never more cells than `capacity`. */
  add(x: number, y: number, z: number): number {
    const slot = this.slotOf(x, y, z);
    if (this.slots[slot] >= 0) return this.slots[slot];
    this.slots[slot] = this.used;
    this.cells[3 * this.used] = x;
    this.cells[3 * this.used + 1] = y;
    this.cells[3 * this.used + 2] = z;
    return this.used++;
  }

  /** The cell's number, or −1. */
  find(x: number, y: number, z: number): number {
    return this.slots[this.slotOf(x, y, z)];
  }

  private slotOf(x: number, y: number, z: number): number {
    let slot = (Math.imul(x, 73_856_093) ^ Math.imul(y, 19_349_663) ^ Math.imul(z, 83_492_791)) & this.mask;
    for (;;) {
      const cell = this.slots[slot];
      if (cell < 0) return slot;
      if (this.cells[3 * cell] === x && this.cells[3 * cell + 1] === y && this.cells[3 * cell + 2] === z) return slot;
      slot = (slot + 1) & this.mask;
    }
  }
}
