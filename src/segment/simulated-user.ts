import { CellIndex } from './cell-index.ts';
import type { Click } from './clicks.ts';

/** A cloud as the simulated user sees it: voxels, and which point stands for each. */
export interface UserView {
  /** float32 [voxels × 3]: mean of the points, metres. */
  readonly centers: Float32Array;
  /** uint32 [points]. */
  readonly ofPoint: Uint32Array;
  readonly sizeM: number;
}

/** AGILE3D's voxels; tabletops seen from near get finer ones, where an object would be a handful of voxels. */
export const USER_VOXEL_M = 0.05;

export function userView(positions: Float32Array, sizeM = USER_VOXEL_M): UserView {
  const count = positions.length / 3;
  const index = new CellIndex(count);
  const ofPoint = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    ofPoint[i] = index.add(
      Math.floor(positions[3 * i] / sizeM),
      Math.floor(positions[3 * i + 1] / sizeM),
      Math.floor(positions[3 * i + 2] / sizeM),
    );
  }
  const centers = new Float32Array(3 * index.count);
  const points = new Uint32Array(index.count);
  for (let i = 0; i < count; i++) {
    points[ofPoint[i]]++;
    for (let axis = 0; axis < 3; axis++) centers[3 * ofPoint[i] + axis] += positions[3 * i + axis];
  }
  for (let i = 0; i < centers.length; i++) centers[i] /= points[Math.floor(i / 3)];
  return { centers, ofPoint, sizeM };
}

/**
 * AGILE3D's next click (Yue et al. 2024, `get_simulated_clicks`): what is missing and what is too much are an error region each; the one
 * whose innermost voxel is farther from everything outside the region is clicked there. Undefined where nothing is wrong.
 * @param mask, truth [points], 1 = object
 */
export function nextClick(
  view: UserView,
  positions: Float32Array,
  mask: ArrayLike<number>,
  truth: ArrayLike<number>,
): Click | undefined {
  const voxels = view.centers.length / 3;
  const [inMask, inTruth] = [majority(view, mask, voxels), majority(view, truth, voxels)];
  let best: { readonly voxel: number; readonly distance: number; readonly positive: boolean } | undefined;
  for (const positive of [true, false]) {
    const isError = inTruth.map((value, voxel) => (value !== inMask[voxel] && value === (positive ? 1 : 0) ? 1 : 0));
    const found = innermost(view, isError);
    if (found && found.distance > (best?.distance ?? 0)) best = { ...found, positive };
  }
  if (!best) return undefined;
  const { voxel, positive } = best;
  return { point: pointOf(view, positions, voxel, truth, positive ? 1 : 0), positive };
}

function majority({ ofPoint }: UserView, flags: ArrayLike<number>, voxels: number): Uint8Array {
  const balance = new Int32Array(voxels);
  for (let i = 0; i < ofPoint.length; i++) balance[ofPoint[i]] += flags[i] ? 1 : -1;
  return Uint8Array.from(balance, (value) => (value > 0 ? 1 : 0));
}

const SHELL_CELLS = 4;

/** The voxel of the region that is farthest from every voxel outside. A search that meets one nearer than the best so far ends. */
function innermost({ centers, sizeM }: UserView, isError: Uint8Array) {
  const voxels = isError.length;
  const cellM = SHELL_CELLS * sizeM;
  const index = new CellIndex(voxels);
  const lists: number[][] = [];
  const region: number[] = [];
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (let voxel = 0; voxel < voxels; voxel++) {
    if (isError[voxel]) {
      region.push(voxel);
      continue;
    }
    const cell = [0, 1, 2].map((axis) => Math.floor(centers[3 * voxel + axis] / cellM));
    cell.forEach((c, axis) => {
      low[axis] = Math.min(low[axis], c);
      high[axis] = Math.max(high[axis], c);
    });
    const at = index.add(cell[0], cell[1], cell[2]);
    (lists[at] ??= []).push(voxel);
  }
  if (region.length === 0 || region.length === voxels) return undefined;
  const reach = Math.max(...high.map((value, axis) => value - low[axis])) + 2;
  let best = { voxel: -1, distance: 0 };
  for (const voxel of region) {
    const distance = nearest(voxel, best.distance);
    if (distance > best.distance) best = { voxel, distance };
  }
  return best.voxel < 0 ? undefined : best;

  function nearest(voxel: number, enough: number): number {
    const [x, y, z] = [centers[3 * voxel], centers[3 * voxel + 1], centers[3 * voxel + 2]];
    const [cx, cy, cz] = [Math.floor(x / cellM), Math.floor(y / cellM), Math.floor(z / cellM)];
    let least = Infinity;
    for (let shell = 0; shell <= reach && least > (shell - 1) * cellM; shell++) {
      for (let dx = -shell; dx <= shell; dx++) {
        for (let dy = -shell; dy <= shell; dy++) {
          const isFace = Math.abs(dx) === shell || Math.abs(dy) === shell;
          for (let dz = -shell; dz <= shell; dz += isFace || shell === 0 ? 1 : 2 * shell) {
            const cell = index.find(cx + dx, cy + dy, cz + dz);
            if (cell < 0) continue;
            for (const other of lists[cell]) {
              const d = Math.hypot(centers[3 * other] - x, centers[3 * other + 1] - y, centers[3 * other + 2] - z);
              if (d < least) least = d;
              if (least <= enough) return least;
            }
          }
        }
      }
    }
    return least;
  }
}

/** The point of the voxel that is nearest to its centre, among those that are as wanted. */
function pointOf(
  { centers, ofPoint }: UserView,
  positions: Float32Array,
  voxel: number,
  truth: ArrayLike<number>,
  wanted: number,
): number {
  let [best, least] = [-1, Infinity];
  for (let i = 0; i < ofPoint.length; i++) {
    if (ofPoint[i] !== voxel || (truth[i] ? 1 : 0) !== wanted) continue;
    const d = Math.hypot(...[0, 1, 2].map((axis) => positions[3 * i + axis] - centers[3 * voxel + axis]));
    if (d < least) [best, least] = [i, d];
  }
  return best;
}
