import { bounds } from './bounds.ts';
import { openWithCone } from './cone-opening.ts';
import { fillHoles } from './fill-holes.ts';
import { addPlane, fitPlane } from './plane.ts';
import { selectKth } from './select.ts';

/** A height field over the horizontal plane. Row-major, x fastest; value = ground z at the cell's centre, metres. */
export interface GroundGrid {
  readonly minX: number;
  readonly minY: number;
  readonly cellM: number;
  readonly columns: number;
  readonly rows: number;
  readonly z: Float32Array;
}

/** More cells than this and the stray points are left outside; if that does not help, the cells grow. */
const MAX_CELLS = 1 << 19;
const STRAY_SHARE = 0.001;
/** The ground of a cell is this quantile of its z: under grass and noise, above stray returns from below. */
const LOW_QUANTILE = 0.05;
/** Cells with fewer points say too little (one may be the side of a car) and are filled from around. */
const MIN_POINTS = 3;
/** A cell this much below the third lowest of its 24 neighbours is a reflection, not ground. */
const PIT_M = 0.3;
/** What stands on the ground is narrower than twice this or steeper than the slope; see `openWithCone`. */
const OBJECT_RADIUS_M = 12;
const GROUND_SLOPE = 0.2;
/** Bounds the time on very small cells: each round visits every cell. */
const MAX_OPENING_ROUNDS = 16;

/** The ground under `positions` ([points × 3], metres, at least one point). */
export function groundGrid(positions: Float32Array, wantedCellM: number): GroundGrid {
  const { minX, minY, cellM, columns, rows } = layOut(positions, wantedCellM);
  const count = Math.floor(positions.length / 3);
  const cells = new Uint32Array(count);
  const starts = new Uint32Array(columns * rows + 1);
  for (let i = 0; i < count; i++) {
    const cx = clampCell((positions[3 * i] - minX) / cellM, columns);
    const cy = clampCell((positions[3 * i + 1] - minY) / cellM, rows);
    cells[i] = cy * columns + cx;
    starts[cells[i] + 1]++;
  }
  for (let c = 0; c < columns * rows; c++) starts[c + 1] += starts[c];
  const sorted = new Float32Array(count);
  const next = starts.slice(0, columns * rows);
  for (let i = 0; i < count; i++) sorted[next[cells[i]]++] = positions[3 * i + 2];

  const wanted = lowQuantiles(sorted, starts, MIN_POINTS);
  // A very sparse cloud may have no cell with enough points: then every point counts.
  const z = wanted.some((value) => !Number.isNaN(value)) ? wanted : lowQuantiles(sorted, starts, 1);
  raisePits(z, columns, rows);
  fillHoles(z, columns, rows);
  // On a hillside the opening would lose the uphill border, where the cones that fit lie outside the grid: level the scene first.
  const plane = fitPlane(z, columns, rows);
  addPlane(z, columns, plane, -1);
  const rounds = Math.min(Math.ceil(OBJECT_RADIUS_M / cellM), MAX_OPENING_ROUNDS);
  openWithCone(z, columns, rows, rounds, GROUND_SLOPE * cellM);
  addPlane(z, columns, plane, 1);
  return { minX, minY, cellM, columns, rows, z };
}

/** Ground z at (x, y) by bilinear interpolation between cell centres; the border's value outside the grid. */
export function sampleGround(grid: GroundGrid, x: number, y: number): number {
  const { columns, rows, z } = grid;
  const u = Math.min(Math.max((x - grid.minX) / grid.cellM - 0.5, 0), columns - 1);
  const v = Math.min(Math.max((y - grid.minY) / grid.cellM - 0.5, 0), rows - 1);
  const cx = Math.min(Math.floor(u), Math.max(columns - 2, 0));
  const cy = Math.min(Math.floor(v), Math.max(rows - 2, 0));
  const fx = u - cx;
  const fy = v - cy;
  const at = cy * columns + cx;
  const right = columns > 1 ? 1 : 0;
  const up = rows > 1 ? columns : 0;
  return (z[at] * (1 - fx) + z[at + right] * fx) * (1 - fy) + (z[at + up] * (1 - fx) + z[at + up + right] * fx) * fy;
}

function layOut(positions: Float32Array, wantedCellM: number): Omit<GroundGrid, 'z'> {
  const { min, max } = bounds(positions);
  let box = [min[0], min[1], max[0], max[1]];
  const cellsAt = (cellM: number): number =>
    (Math.floor((box[2] - box[0]) / cellM) + 1) * (Math.floor((box[3] - box[1]) / cellM) + 1);
  if (cellsAt(wantedCellM) > MAX_CELLS) box = withoutStrays(positions);
  let cellM = wantedCellM;
  while (cellsAt(cellM) > MAX_CELLS) cellM *= 1.25;
  return {
    minX: box[0],
    minY: box[1],
    cellM,
    columns: Math.floor((box[2] - box[0]) / cellM) + 1,
    rows: Math.floor((box[3] - box[1]) / cellM) + 1,
  };
}

function withoutStrays(positions: Float32Array): number[] {
  const count = Math.floor(positions.length / 3);
  const column = new Float32Array(count);
  const stray = Math.floor(STRAY_SHARE * (count - 1));
  const ends: number[] = [0, 0, 0, 0];
  for (const axis of [0, 1]) {
    for (let i = 0; i < count; i++) column[i] = positions[3 * i + axis];
    ends[axis] = selectKth(column, 0, count, stray);
    ends[axis + 2] = selectKth(column, 0, count, count - 1 - stray);
  }
  return ends;
}

function clampCell(value: number, size: number): number {
  return value > 0 ? Math.min(Math.floor(value), size - 1) : 0;
}

/** Low quantile of each cell's z; NaN where a cell has fewer than `minPoints`. */
function lowQuantiles(sorted: Float32Array, starts: Uint32Array, minPoints: number): Float32Array {
  const z = new Float32Array(starts.length - 1).fill(NaN);
  for (let c = 0; c < z.length; c++) {
    const size = starts[c + 1] - starts[c];
    if (size >= minPoints) z[c] = selectKth(sorted, starts[c], starts[c + 1], Math.floor(LOW_QUANTILE * size));
  }
  return z;
}

/** Without this one return from below the road would pull the ground down within the whole object radius. */
function raisePits(z: Float32Array, columns: number, rows: number): void {
  const before = z.slice();
  for (let cy = 0; cy < rows; cy++) {
    for (let cx = 0; cx < columns; cx++) {
      const at = cy * columns + cx;
      if (Number.isNaN(before[at])) continue;
      let first = Infinity;
      let second = Infinity;
      let third = Infinity;
      for (let y = Math.max(cy - 2, 0); y <= Math.min(cy + 2, rows - 1); y++) {
        for (let x = Math.max(cx - 2, 0); x <= Math.min(cx + 2, columns - 1); x++) {
          const value = before[y * columns + x];
          if (!(value < third) || (x === cx && y === cy)) continue;
          if (value < first) [first, second, third] = [value, first, second];
          else if (value < second) [second, third] = [value, second];
          else third = value;
        }
      }
      if (third < Infinity && before[at] < third - PIT_M) z[at] = third;
    }
  }
}
