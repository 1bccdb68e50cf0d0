const SYMBOL_BITS = 15;
const BIT_BITS = 13;
const MOST_COUNTED = 1 << SYMBOL_BITS;
const MOST_COUNTED_BITS = 1 << BIT_BITS;
const UNIT = 2 ** 31;

/** Adaptive frequencies of up to 2¹¹ symbols, scaled to 15 bits, with a table that shortens the search among many. */
export class SymbolModel {
  readonly symbols: number;
  /** Cumulative, 15 bits: where each symbol's share starts. */
  readonly starts: Uint32Array;
  readonly counts: Uint32Array;
  /** First symbol that a value's top bits can mean; few symbols need none. */
  readonly table: Uint32Array | undefined;
  readonly tableShift: number;
  untilUpdate = 0;
  private total = 0;
  private cycle: number;

  constructor(symbols: number) {
    this.symbols = symbols;
    this.starts = new Uint32Array(symbols);
    this.counts = new Uint32Array(symbols).fill(1);
    let tableBits = 3;
    while (symbols > 1 << (tableBits + 2)) tableBits++;
    this.table = symbols > 16 ? new Uint32Array((1 << tableBits) + 2) : undefined;
    this.tableShift = SYMBOL_BITS - tableBits;
    this.cycle = symbols;
    this.update();
    this.cycle = (symbols + 6) >> 1;
    this.untilUpdate = this.cycle;
  }

  update(): void {
    const { symbols, counts, starts, table, tableShift } = this;
    this.total += this.cycle;
    if (this.total > MOST_COUNTED) {
      this.total = 0;
      for (let i = 0; i < symbols; i++) this.total += counts[i] = (counts[i]! + 1) >> 1;
    }
    const scale = Math.floor(UNIT / this.total);
    let sum = 0;
    let filled = 0;
    for (let i = 0; i < symbols; i++) {
      const start = (scale * sum) / 65536;
      starts[i] = start;
      sum += counts[i]!;
      if (!table) continue;
      const slot = Math.floor(start) >>> tableShift;
      while (filled < slot) table[++filled] = i - 1;
    }
    if (table) {
      table[0] = 0;
      while (filled < table.length - 1) table[++filled] = symbols - 1;
    }
    this.cycle = Math.min((5 * this.cycle) >> 2, (symbols + 6) << 3);
    this.untilUpdate = this.cycle;
  }
}

/** Adaptive probability of a bit being 0, 13 bits. */
export class BitModel {
  zero = 1 << (BIT_BITS - 1);
  zeroCount = 1;
  untilUpdate = 4;
  private total = 2;
  private cycle = 4;

  update(): void {
    this.total += this.cycle;
    if (this.total > MOST_COUNTED_BITS) {
      this.total = (this.total + 1) >> 1;
      this.zeroCount = (this.zeroCount + 1) >> 1;
      if (this.zeroCount === this.total) this.total++;
    }
    const scale = Math.floor(UNIT / this.total);
    this.zero = Math.floor((this.zeroCount * scale) / 2 ** (31 - BIT_BITS));
    this.cycle = Math.min((5 * this.cycle) >> 2, 64);
    this.untilUpdate = this.cycle;
  }
}
