/** Running median of five: a new value takes the place of the largest and of the smallest in turn. */
export class Median5 {
  private readonly sorted = new Int32Array(5);
  private dropsLargest = true;

  get(): number {
    return this.sorted[2]!;
  }

  add(value: number): void {
    const { sorted } = this;
    const middle = sorted[2]!;
    if (this.dropsLargest) {
      let at = 4;
      for (; at > 0 && sorted[at - 1]! > value; at--) sorted[at] = sorted[at - 1]!;
      sorted[at] = value;
      this.dropsLargest = value < middle;
    } else {
      let at = 0;
      for (; at < 4 && sorted[at + 1]! < value; at++) sorted[at] = sorted[at + 1]!;
      sorted[at] = value;
      this.dropsLargest = !(middle < value);
    }
  }
}
