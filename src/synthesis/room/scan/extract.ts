import type { Rng } from '../../../core/index.ts';
import { PointBuffer } from '../../point-buffer.ts';
import type { SolidTable } from '../../solids.ts';
import { BRICK, type Tsdf } from './tsdf.ts';

const SIDE = BRICK + 1;
/** Offsets of a cell's corners in the (BRICK + 1)³ window, and the twelve pairs of them that share an edge. */
const CORNERS = [0, 1, SIDE, SIDE + 1, SIDE * SIDE, SIDE * SIDE + 1, SIDE * SIDE + SIDE, SIDE * SIDE + SIDE + 1];
const EDGES = [0, 1, 2, 3, 4, 5, 6, 7, 0, 2, 1, 3, 4, 6, 5, 7, 0, 4, 1, 5, 2, 6, 3, 7];
/** A cell makes a vertex when so many of its corners were seen: fewer would close holes, more would eat borders. */
const CORNERS_SEEN = 6;

export interface ExtractOptions {
  /** Smallest weight of a voxel that counts as seen. */
  readonly minWeight: number;
  /** Share of the vertices kept: decimated meshes are not as even as a grid. */
  readonly keep: number;
  readonly colorNoise: number;
}

/** Vertices of the zero level, one a cell (naive surface nets): the mesh that fusion gives, with the owner's labels. */
export function extractVertices(tsdf: Tsdf, table: SolidTable, options: ExtractOptions, rng: Rng): PointBuffer {
  const [, ny, nz] = tsdf.dims;
  const values = new Float32Array(SIDE ** 3);
  const owners = new Int32Array(SIDE ** 3);
  const marks = new Uint8Array(SIDE ** 3);
  const found: number[] = [];
  for (const cell of tsdf.cells) {
    const bz = cell % nz;
    const by = Math.floor(cell / nz) % ny;
    const bx = Math.floor(cell / (nz * ny));
    loadWindow(tsdf, bx, by, bz, options.minWeight, values, owners);
    markCells(values, marks);
    for (let x = 0; x < BRICK; x++)
      for (let y = 0; y < BRICK; y++)
        for (let z = 0; z < BRICK; z++)
          if (marks[(x * SIDE + y) * SIDE + z] === 3)
            addVertex(tsdf, values, owners, x, y, z, bx * BRICK + x, by * BRICK + y, bz * BRICK + z, found);
  }
  const out = new PointBuffer(found.length / 4);
  for (let i = 0; i < found.length; i += 4) {
    if (!rng.chance(options.keep)) continue;
    const solid = found[i + 3];
    const grain = rng.normal(0, options.colorNoise);
    out.push(
      found[i],
      found[i + 1],
      found[i + 2],
      table.color[solid * 3] + grain,
      table.color[solid * 3 + 1] + grain,
      table.color[solid * 3 + 2] + grain,
      0,
      table.classId[solid],
      table.instance[solid],
    );
  }
  return out;
}

/** A brick's voxels and the first layer of its neighbours on the far sides; NaN where nothing was seen. */
function loadWindow(
  tsdf: Tsdf,
  bx: number,
  by: number,
  bz: number,
  minWeight: number,
  values: Float32Array,
  owners: Int32Array,
): void {
  const [nx, ny, nz] = tsdf.dims;
  const { sums, weights } = tsdf;
  for (let x = 0; x < SIDE; x++) {
    for (let y = 0; y < SIDE; y++) {
      for (let z = 0; z < SIDE; z++) {
        const cx = bx + (x >> 3);
        const cy = by + (y >> 3);
        const cz = bz + (z >> 3);
        const at = (x * SIDE + y) * SIDE + z;
        const brick = cx < nx && cy < ny && cz < nz ? tsdf.brickOf[(cx * ny + cy) * nz + cz] : -1;
        const voxel = ((brick * BRICK + (x & 7)) * BRICK + (y & 7)) * BRICK + (z & 7);
        if (brick < 0 || !(weights[voxel] >= minWeight)) values[at] = Number.NaN;
        else {
          values[at] = sums[voxel] / weights[voxel];
          owners[at] = tsdf.owners[voxel];
        }
      }
    }
  }
}

/** For every cell the union of its corners' signs: 1 = behind, 2 = before, 3 = the surface runs through. */
function markCells(values: Float32Array, marks: Uint8Array): void {
  for (let i = 0; i < values.length; i++) marks[i] = values[i] > 0 ? 2 : values[i] <= 0 ? 1 : 0;
  for (const step of [1, SIDE, SIDE * SIDE]) {
    // Upwards, so that the neighbour read is still the one of the pass before.
    for (let i = 0; i + step < marks.length; i++) marks[i] |= marks[i + step];
  }
}

function addVertex(
  tsdf: Tsdf,
  values: Float32Array,
  owners: Int32Array,
  x: number,
  y: number,
  z: number,
  ix: number,
  iy: number,
  iz: number,
  found: number[],
): void {
  const base = (x * SIDE + y) * SIDE + z;
  let seen = 0;
  let before = 0;
  let nearest = Infinity;
  let owner = -1;
  for (let corner = 0; corner < 8; corner++) {
    const value = values[base + CORNERS[corner]];
    // NaN compares false with everything.
    if (value > 0) before++;
    if (value > 0 || value <= 0) {
      seen++;
      if (Math.abs(value) < nearest) {
        nearest = Math.abs(value);
        owner = owners[base + CORNERS[corner]];
      }
    }
  }
  if (seen < CORNERS_SEEN || before === 0 || before === seen) return;
  let [sx, sy, sz, crossings] = [0, 0, 0, 0];
  for (let edge = 0; edge < 24; edge += 2) {
    const from = EDGES[edge];
    const to = EDGES[edge + 1];
    const a = values[base + CORNERS[from]];
    const b = values[base + CORNERS[to]];
    if (!((a > 0 && b <= 0) || (a <= 0 && b > 0))) continue;
    const t = a / (a - b);
    // Corner bits: 4 = x, 2 = y, 1 = z; an edge's ends differ in one of them.
    sx += from & 4 ? 1 : to & 4 ? t : 0;
    sy += from & 2 ? 1 : to & 2 ? t : 0;
    sz += from & 1 ? 1 : to & 1 ? t : 0;
    crossings++;
  }
  if (crossings === 0) return;
  const h = tsdf.voxelM;
  found.push(
    tsdf.origin(0) + (ix + sx / crossings) * h,
    tsdf.origin(1) + (iy + sy / crossings) * h,
    tsdf.origin(2) + (iz + sz / crossings) * h,
    owner,
  );
}
