import { IGNORE_LABEL, type InputFeature, type LabelSet, type VoxelGrid } from '../core/index.ts';
import type { IndexOptions, Ops, PointInput, VoxelIndex } from '../ops/index.ts';
import { feedIndex, voxelCenters, voxelGrid } from '../voxels/index.ts';
import type { Crop, CropBox } from './crop-points.ts';
import { looksColumns } from './looks.ts';

/** Empty voxels between two crops of one batch: more than the network can see across at its coarsest level. */
const GAP_VOXELS = 128;

/** Also the maps that the network and its gradients read. */
export interface BatchOptions extends Pick<IndexOptions, 'inverse' | 'kernel5'> {
  readonly voxelSizeM: number;
  readonly levels: number;
  readonly labels: LabelSet;
  /** What the model is fed with; none: shape alone. */
  readonly features?: readonly InputFeature[] | undefined;
}

/** Voxels of several crops as one index, with targets a voxel. Batches never mix: the crops stand far apart in one grid. */
export interface Batch {
  readonly index: VoxelIndex;
  readonly centers: Float32Array;
  /** int16 [voxels], majority of the points; ties go to the smaller class (TF 3D section 4). */
  readonly semantic: Int16Array;
  /** uint32 [voxels], 0 = none, else 1-based into `boxes`. */
  readonly instance: Uint32Array;
  /** uint8 [voxels]: which crop. */
  readonly crop: Uint8Array;
  readonly boxes: readonly CropBox[];
}

export async function makeBatch(
  ops: Ops,
  crops: readonly Crop[],
  { voxelSizeM, levels, labels, features, ...indexOptions }: BatchOptions,
): Promise<Batch> {
  const count = crops.reduce((sum, crop) => sum + crop.count, 0);
  const positions = new Float32Array(count * 3);
  const heights = new Float32Array(count);
  const semantic = new Int16Array(count);
  const instance = new Uint32Array(count);
  const cropOfPoint = new Uint8Array(count);
  const looks = new Float32Array(crops.reduce((sum, crop) => sum + crop.looks.length, 0));
  const boxes: CropBox[] = [];
  let at = 0;
  let looked = 0;
  let shiftVoxels = 0;
  crops.forEach((crop, number) => {
    const grid = voxelGrid(crop.positions, voxelSizeM);
    const shift = (shiftVoxels - Math.floor(grid.min[0] / voxelSizeM)) * voxelSizeM;
    for (let i = 0; i < crop.count; i++) {
      positions[3 * (at + i)] = crop.positions[3 * i]! + shift;
      positions[3 * (at + i) + 1] = crop.positions[3 * i + 1]!;
      positions[3 * (at + i) + 2] = crop.positions[3 * i + 2]!;
      instance[at + i] =
        crop.instance[i]! > 0 && crop.instance[i]! <= crop.boxes.length ? crop.instance[i]! + boxes.length : 0;
    }
    heights.set(crop.heights, at);
    semantic.set(crop.semantic, at);
    cropOfPoint.fill(number, at, at + crop.count);
    for (const box of crop.boxes) boxes.push({ ...box, center: [box.center[0] + shift, box.center[1], box.center[2]] });
    looks.set(crop.looks, looked);
    looked += crop.looks.length;
    at += crop.count;
    shiftVoxels += grid.dims[0] + 1 + GAP_VOXELS;
  });
  const points: PointInput = { count, positions, heights };
  const grid = onLattice(voxelGrid(positions, voxelSizeM));
  const built = await ops.index(points, grid, levels, indexOptions);
  const index = features ? (await feedIndex(ops, built, features, looksColumns(looks, features))).index : built;
  const rows = index.levels[0]!.rows;
  const pointRows = await ops.readTable(index.pointRows);
  const voxelSemantic = majorityClass(semantic, pointRows, rows, labels.classes.length);
  const voxelInstance = majorityInstance(instance, semantic, voxelSemantic, pointRows, rows);
  const crop = new Uint8Array(rows);
  for (let i = 0; i < count; i++) crop[pointRows[i]!] = cropOfPoint[i]!;
  const centers = voxelCenters(await ops.readTable(index.levels[0]!.coords), grid);
  return { index, centers, semantic: voxelSemantic, instance: voxelInstance, crop, boxes };
}

/** The grid moved down to whole voxels: what falls into which voxel depends on where a crop lies, not on its lowest point. */
function onLattice({ voxelSizeM, min, dims }: VoxelGrid): VoxelGrid {
  const [x, y, z] = min.map((low) => Math.floor(low / voxelSizeM) * voxelSizeM) as [number, number, number];
  return { voxelSizeM, min: [x, y, z], dims: [dims[0] + 1, dims[1] + 1, dims[2] + 1] };
}

/** Class that most points of a voxel have; a voxel without a labelled point is ignored. */
export function majorityClass(semantic: Int16Array, pointRows: Uint32Array, rows: number, classes: number): Int16Array {
  const votes = new Uint16Array(rows * classes);
  for (let i = 0; i < semantic.length; i++) if (semantic[i]! >= 0) votes[pointRows[i]! * classes + semantic[i]!]!++;
  const out = new Int16Array(rows);
  for (let r = 0; r < rows; r++) {
    let best = IGNORE_LABEL;
    let most = 0;
    for (let c = 0; c < classes; c++) {
      if (votes[r * classes + c]! > most) {
        most = votes[r * classes + c]!;
        best = c;
      }
    }
    out[r] = best;
  }
  return out;
}

/** Boyer–Moore majority of the instance ids among a voxel's points of its winning class: one pass, no table of ids. */
function majorityInstance(
  instance: Uint32Array,
  semantic: Int16Array,
  voxelSemantic: Int16Array,
  pointRows: Uint32Array,
  rows: number,
): Uint32Array {
  const out = new Uint32Array(rows);
  const lead = new Int32Array(rows);
  for (let i = 0; i < instance.length; i++) {
    const row = pointRows[i]!;
    if (semantic[i] !== voxelSemantic[row]) continue;
    if (lead[row] === 0) {
      out[row] = instance[i]!;
      lead[row] = 1;
    } else lead[row]! += out[row] === instance[i] ? 1 : -1;
  }
  return out;
}
