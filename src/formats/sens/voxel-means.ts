/** Bits of each axis in a voxel's key: three of them stay below 2⁵³. */
const AXIS = 2 ** 17;

/** Mean position and number of observations of the points in each voxel, in the order in which voxels were first seen. */
export class VoxelMeans {
  private readonly voxelM: number;
  private readonly rowOf = new Map<number, number>();
  private sums = new Float64Array(3 << 16);
  private counts = new Uint32Array(1 << 16);

  constructor(voxelM: number) {
    this.voxelM = voxelM;
  }

  get size(): number {
    return this.rowOf.size;
  }

  /** Points beyond ±65 536 voxels are left out. */
  add(x: number, y: number, z: number): void {
    const [i, j, k] = [x, y, z].map((value) => Math.floor(value / this.voxelM) + AXIS / 2) as [number, number, number];
    if (!(i >= 0 && i < AXIS && j >= 0 && j < AXIS && k >= 0 && k < AXIS)) return;
    const key = (i * AXIS + j) * AXIS + k;
    let row = this.rowOf.get(key);
    if (row === undefined) {
      row = this.rowOf.size;
      this.rowOf.set(key, row);
      if (row === this.counts.length) this.grow();
    }
    this.sums[row * 3]! += x;
    this.sums[row * 3 + 1]! += y;
    this.sums[row * 3 + 2]! += z;
    this.counts[row]!++;
  }

  /** Voxels seen at least `least` times. */
  finish(least: number) {
    const rows: number[] = [];
    for (let row = 0; row < this.size; row++) if (this.counts[row]! >= least) rows.push(row);
    const axis = (k: number) => Float64Array.from(rows, (row) => this.sums[row * 3 + k]! / this.counts[row]!);
    return { x: axis(0), y: axis(1), z: axis(2), observations: Uint32Array.from(rows, (row) => this.counts[row]!) };
  }

  private grow(): void {
    const [sums, counts] = [new Float64Array(this.sums.length * 2), new Uint32Array(this.counts.length * 2)];
    sums.set(this.sums);
    counts.set(this.counts);
    [this.sums, this.counts] = [sums, counts];
  }
}
