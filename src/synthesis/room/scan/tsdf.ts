/** Cubes of 8³ voxels, allocated where a surface was seen. */
export const BRICK = 8;
const BRICK_VOXELS = BRICK ** 3;
const FIRST_BRICKS = 4096;
/** A voxel this sure of itself learns from one sample in four only: what the camera saw all the time need not cost all the time. */
const SURE = 1.2;

/**
 * A truncated signed distance field as scanning software keeps it (Curless and Levoy 1996): each voxel near a seen surface holds the weighted
 * mean of its signed distances, positive before the surface, and who owned the nearest sample.
 */
export class Tsdf {
  readonly voxelM: number;
  /** Bricks along x, y, z. */
  readonly dims: readonly [number, number, number];
  /** int32 [brick cells], −1 = not allocated. */
  readonly brickOf: Int32Array;
  /** Cell of each allocated brick. */
  readonly cells: number[] = [];
  /** float32 [bricks × 512]: sum of weighted distances, sum of weights, distance of the nearest sample. */
  sums = new Float32Array(FIRST_BRICKS * BRICK_VOXELS);
  weights = new Float32Array(FIRST_BRICKS * BRICK_VOXELS);
  private nearest = new Float32Array(FIRST_BRICKS * BRICK_VOXELS);
  owners = new Int32Array(FIRST_BRICKS * BRICK_VOXELS);
  private readonly low: readonly [number, number, number];
  private turn = 0;

  constructor(low: readonly [number, number, number], high: readonly [number, number, number], voxelM: number) {
    this.voxelM = voxelM;
    this.low = low;
    const span = (axis: 0 | 1 | 2) => Math.max(1, Math.ceil((high[axis] - low[axis]) / (voxelM * BRICK)));
    this.dims = [span(0), span(1), span(2)];
    this.brickOf = new Int32Array(this.dims[0] * this.dims[1] * this.dims[2]).fill(-1);
  }

  /** World coordinate of voxel index 0's centre along an axis. */
  origin(axis: 0 | 1 | 2): number {
    return this.low[axis] + this.voxelM / 2;
  }

  /**
   * One depth sample: a surface element at (x, y, z) with the unit normal (nx, ny, nz) towards the camera, met along the unit direction
   * (dx, dy, dz). Voxels along the ray get their distance to the element's plane; those behind count less, as what is behind is a guess.
   */
  add(
    x: number,
    y: number,
    z: number,
    nx: number,
    ny: number,
    nz: number,
    dx: number,
    dy: number,
    dz: number,
    weight: number,
    owner: number,
  ): void {
    const { voxelM, dims, brickOf, low } = this;
    const cosine = Math.max(0.35, -(nx * dx + ny * dy + nz * dz));
    const front = 1.8 * voxelM;
    const back = 1.35 * voxelM;
    const step = 0.9 * voxelM;
    const scale = 1 / voxelM;
    this.turn++;
    if ((this.turn & 3) !== 0 && this.weightAt(x, y, z) > SURE) return;
    for (let t = -front / cosine; t <= back / cosine; t += step) {
      const px = (x + t * dx - low[0]) * scale;
      const py = (y + t * dy - low[1]) * scale;
      const pz = (z + t * dz - low[2]) * scale;
      if (px < 0 || py < 0 || pz < 0) continue;
      const ix = px | 0;
      const iy = py | 0;
      const iz = pz | 0;
      const bx = ix >> 3;
      const by = iy >> 3;
      const bz = iz >> 3;
      if (bx >= dims[0] || by >= dims[1] || bz >= dims[2]) continue;
      const cell = (bx * dims[1] + by) * dims[2] + bz;
      let brick = brickOf[cell];
      if (brick < 0) brick = this.allocate(cell);
      const voxel = brick * BRICK_VOXELS + (((ix & 7) * BRICK + (iy & 7)) * BRICK + (iz & 7));
      const ex = low[0] + (ix + 0.5) * voxelM - x;
      const ey = low[1] + (iy + 0.5) * voxelM - y;
      const ez = low[2] + (iz + 0.5) * voxelM - z;
      const distance = ex * nx + ey * ny + ez * nz;
      if (distance > front || distance < -back) continue;
      const w = distance < 0 ? weight * (1 + (0.7 * distance) / back) : weight;
      this.sums[voxel] += w * distance;
      const before = this.weights[voxel];
      this.weights[voxel] = before + w;
      const reach = ex * ex + ey * ey + ez * ez;
      if (before === 0 || reach < this.nearest[voxel]) {
        this.nearest[voxel] = reach;
        this.owners[voxel] = owner;
      }
    }
  }

  private weightAt(x: number, y: number, z: number): number {
    const { voxelM, dims, low } = this;
    const ix = Math.floor((x - low[0]) / voxelM);
    const iy = Math.floor((y - low[1]) / voxelM);
    const iz = Math.floor((z - low[2]) / voxelM);
    const bx = ix >> 3;
    const by = iy >> 3;
    const bz = iz >> 3;
    if (bx < 0 || by < 0 || bz < 0 || bx >= dims[0] || by >= dims[1] || bz >= dims[2]) return 0;
    const brick = this.brickOf[(bx * dims[1] + by) * dims[2] + bz];
    return brick < 0 ? 0 : this.weights[((brick * BRICK + (ix & 7)) * BRICK + (iy & 7)) * BRICK + (iz & 7)];
  }

  private allocate(cell: number): number {
    const brick = this.cells.length;
    this.cells.push(cell);
    this.brickOf[cell] = brick;
    const needed = (brick + 1) * BRICK_VOXELS;
    if (needed > this.weights.length) {
      this.sums = grown(this.sums);
      this.weights = grown(this.weights);
      this.nearest = grown(this.nearest);
      const owners = new Int32Array(this.owners.length * 2);
      owners.set(this.owners);
      this.owners = owners;
    }
    return brick;
  }
}

function grown(values: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  const larger = new Float32Array(values.length * 2);
  larger.set(values);
  return larger;
}
