/**
 * PCG32 (XSH-RR, O'Neill 2014) on 32-bit halves: small, seedable, the same stream in the page, a worker and Node.
 * Everything random in the project draws from one of these; `Math.random` is not used.
 */
export class Rng {
  private high: number;
  private low: number;
  private readonly incHigh: number;
  private readonly incLow: number;
  private spare: number | undefined;

  constructor(seed: number, stream = 0) {
    this.incHigh = (stream >>> 31) >>> 0;
    this.incLow = ((stream << 1) | 1) >>> 0;
    this.high = 0;
    this.low = 0;
    this.uint32();
    const low = this.low + (seed >>> 0);
    this.high = (this.high + Math.floor(seed / 0x1_0000_0000) + (low > 0xffff_ffff ? 1 : 0)) >>> 0;
    this.low = low >>> 0;
    this.uint32();
  }

  /** Uniform integer in [0, 2³²). */
  uint32(): number {
    const high = this.high;
    const low = this.low;
    // state = state * 6364136223846793005 + inc, in 64 bits.
    const productLow = Math.imul(low, 0x4c957f2d) >>> 0;
    const carryFromLow = multiplyHigh(low, 0x4c957f2d);
    const productHigh = (carryFromLow + Math.imul(low, 0x5851f42d) + Math.imul(high, 0x4c957f2d)) >>> 0;
    const sum = productLow + this.incLow;
    this.low = sum >>> 0;
    this.high = (productHigh + this.incHigh + (sum > 0xffff_ffff ? 1 : 0)) >>> 0;
    // output = rotr32(((state >> 18) ^ state) >> 27, state >> 59)
    const xorHigh = ((high >>> 18) ^ high) >>> 0;
    const xorLow = (((low >>> 18) | (high << 14)) ^ low) >>> 0;
    const word = ((xorLow >>> 27) | (xorHigh << 5)) >>> 0;
    const rotation = high >>> 27;
    return ((word >>> rotation) | (word << (-rotation & 31))) >>> 0;
  }

  /** Uniform in [0, 1). */
  unit(): number {
    return this.uint32() / 0x1_0000_0000;
  }

  /** Uniform in [min, max). */
  range(min: number, max: number): number {
    return min + (max - min) * this.unit();
  }

  /** Uniform integer in [0, count). */
  int(count: number): number {
    return Math.floor(this.unit() * count);
  }

  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.int(items.length)] as T;
  }

  /** Normal by Box–Muller; both values of a pair are used. */
  normal(mean = 0, sigma = 1): number {
    if (this.spare !== undefined) {
      const value = this.spare;
      this.spare = undefined;
      return mean + sigma * value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.unit()));
    const angle = 2 * Math.PI * this.unit();
    this.spare = radius * Math.sin(angle);
    return mean + sigma * radius * Math.cos(angle);
  }

  /** An independent stream: same seed and key, same numbers, whatever was drawn before from the parent's siblings. */
  fork(key: number): Rng {
    return new Rng(this.uint32(), key >>> 0);
  }

  /** Fisher–Yates, in place. */
  shuffle<T>(items: T[]): T[] {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.int(i + 1);
      [items[i], items[j]] = [items[j] as T, items[i] as T];
    }
    return items;
  }
}

function multiplyHigh(a: number, b: number): number {
  const aHigh = a >>> 16;
  const aLow = a & 0xffff;
  const bHigh = b >>> 16;
  const bLow = b & 0xffff;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const middle2 = aLow * bHigh + (middle % 0x1_0000);
  return (aHigh * bHigh + Math.floor(middle / 0x1_0000) + Math.floor(middle2 / 0x1_0000)) >>> 0;
}
