import { IGNORE_LABEL, type Rng } from '../core/index.ts';

export interface Click {
  readonly row: number;
  readonly classId: number;
}

/** A class of fewer voxels is not clicked: nobody would find it. */
const LEAST_VOXELS = 20;

/**
 * A person who knows the truth and clicks `perClass` voxels of each class that is there. With `mistakes` every second click goes
 * where the answer is wrong, as long as there is such a place; without, clicks are spread over the class.
 * @param truth int16 [voxels], `IGNORE_LABEL` where nothing is known.
 * @param answer [voxels] class index.
 */
export function simulateClicks(
  truth: Int16Array,
  answer: ArrayLike<number>,
  options: { readonly perClass: number; readonly classes: number; readonly mistakes: boolean; readonly rng: Rng },
): Click[] {
  const { perClass, classes, mistakes, rng } = options;
  const members: number[][] = Array.from({ length: classes }, () => []);
  truth.forEach((classId, row) => {
    if (classId !== IGNORE_LABEL) members[classId]!.push(row);
  });
  const clicks: Click[] = [];
  members.forEach((rows, classId) => {
    if (rows.length < LEAST_VOXELS) return;
    const wrong = rows.filter((row) => answer[row] !== classId);
    const taken = new Set<number>();
    for (let i = 0; i < perClass; i++) {
      const pool = mistakes && i % 2 === 0 && wrong.length > 0 ? wrong : rows;
      const row = rng.pick(pool);
      if (taken.has(row)) continue;
      taken.add(row);
      clicks.push({ row, classId });
    }
  });
  return clicks;
}

/** The class that most labelled points of each voxel have, the lowest of equals; `IGNORE_LABEL` where none is labelled. */
export function voxelTruth(
  semantic: Int16Array,
  pointRows: Uint32Array,
  sizes: { rows: number; classes: number },
): Int16Array {
  const counts = new Uint32Array(sizes.rows * sizes.classes);
  semantic.forEach((classId, point) => {
    if (classId >= 0 && classId < sizes.classes) counts[pointRows[point]! * sizes.classes + classId]!++;
  });
  const truth = new Int16Array(sizes.rows).fill(IGNORE_LABEL);
  for (let row = 0; row < sizes.rows; row++) {
    let most = 0;
    for (let c = 0; c < sizes.classes; c++) {
      const count = counts[row * sizes.classes + c]!;
      if (count > most) {
        most = count;
        truth[row] = c;
      }
    }
  }
  return truth;
}

/** Which points lie within `radiusM` of a click, uint8 [points]: they are not scored, since the person gave their answer. */
export function nearClicks(
  positions: Float32Array,
  centers: Float32Array,
  clicks: readonly Click[],
  radiusM: number,
): Uint8Array {
  const near = new Uint8Array(positions.length / 3);
  for (let point = 0; point < near.length; point++) {
    for (const { row } of clicks) {
      const [x, y, z] = [0, 1, 2].map((axis) => positions[3 * point + axis]! - centers[3 * row + axis]!);
      if (x! * x! + y! * y! + z! * z! > radiusM * radiusM) continue;
      near[point] = 1;
      break;
    }
  }
  return near;
}
