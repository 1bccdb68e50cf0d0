const CELL_M = 3;
const HALF_M = 126;
const SIDE = (2 * HALF_M) / CELL_M;
/** Samples an axis of a cell: what they miss is covered by the margin. */
const SAMPLES = 4;
const MARGIN_M = 0.04;
/** Steepness that a step may assume; steeper ground is caught by bisection. */
const LEAN = 0.25;

/**
 * Casts rays on a height field given as a function: a coarse grid of highest points says where a ray can pass freely, and only the cells
 * below it are marched.
 */
export class GroundCaster {
  private readonly height: (x: number, y: number) => number;
  private readonly tops = new Float64Array(SIDE * SIDE);
  private readonly topM: number;

  constructor(height: (x: number, y: number) => number) {
    this.height = height;
    let topM = -Infinity;
    for (let row = 0; row < SIDE; row++) {
      for (let column = 0; column < SIDE; column++) {
        let low = Infinity;
        let high = -Infinity;
        for (let j = 0; j < SAMPLES; j++) {
          for (let i = 0; i < SAMPLES; i++) {
            const z = height(
              (column + (i + 0.5) / SAMPLES) * CELL_M - HALF_M,
              (row + (j + 0.5) / SAMPLES) * CELL_M - HALF_M,
            );
            low = Math.min(low, z);
            high = Math.max(high, z);
          }
        }
        this.tops[row * SIDE + column] = high + MARGIN_M + 0.15 * (high - low);
        topM = Math.max(topM, high);
      }
    }
    this.topM = topM + 0.5;
  }

  /** Distance along a ray of unit direction, or Infinity. The last call of the height function is then at the hit. */
  cast(ox: number, oy: number, oz: number, dx: number, dy: number, dz: number, limit: number): number {
    let t = 0.3;
    if (dz >= 0 && oz + dz * t > this.topM) return Infinity;
    const stepX = dx < 0 ? -1 : 1;
    const stepY = dy < 0 ? -1 : 1;
    let column = Math.floor((ox + t * dx + HALF_M) / CELL_M);
    let row = Math.floor((oy + t * dy + HALF_M) / CELL_M);
    const perX = dx === 0 ? Infinity : CELL_M / Math.abs(dx);
    const perY = dy === 0 ? Infinity : CELL_M / Math.abs(dy);
    let nextX = dx === 0 ? Infinity : ((column + (dx < 0 ? 0 : 1)) * CELL_M - HALF_M - ox) / dx;
    let nextY = dy === 0 ? Infinity : ((row + (dy < 0 ? 0 : 1)) * CELL_M - HALF_M - oy) / dy;
    while (t < limit && column >= 0 && row >= 0 && column < SIDE && row < SIDE) {
      const leave = Math.min(nextX, nextY, limit);
      const top = this.tops[row * SIDE + column];
      if (oz + dz * (dz < 0 ? leave : t) < top) {
        const from = dz < 0 ? Math.max(t, (top - oz) / dz) : t;
        const hit = this.march(ox, oy, oz, dx, dy, dz, from, leave);
        if (hit < limit) return hit;
      } else if (dz >= 0 && oz + dz * t > this.topM) return Infinity;
      t = leave;
      if (nextX <= nextY) {
        column += stepX;
        nextX += perX;
      } else {
        row += stepY;
        nextY += perY;
      }
    }
    return Infinity;
  }

  private march(
    ox: number,
    oy: number,
    oz: number,
    dx: number,
    dy: number,
    dz: number,
    from: number,
    to: number,
  ): number {
    const { height } = this;
    const lean = Math.max(0.02, -dz + LEAN * Math.sqrt(dx * dx + dy * dy));
    let t = from;
    let last = Math.max(0.3, from - 0.3);
    while (t <= to) {
      const gap = oz + t * dz - height(ox + t * dx, oy + t * dy);
      if (gap < 0.004) {
        if (gap < -0.004) {
          let low = last;
          let high = t;
          for (let step = 0; step < 14 && high - low > 0.002; step++) {
            const middle = (low + high) / 2;
            if (oz + middle * dz < height(ox + middle * dx, oy + middle * dy)) high = middle;
            else low = middle;
          }
          t = high;
          height(ox + t * dx, oy + t * dy);
        }
        return t;
      }
      last = t;
      t += Math.max(gap / lean, 0.01 + 0.002 * t);
    }
    return Infinity;
  }
}
