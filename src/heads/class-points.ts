/** The points that speak for objects: what the other two heads found. */
export interface LabelledPoints {
  /** float32 [points × 3], metres, in the boxes' frame. */
  readonly positions: Float32Array;
  /** [points] class index. */
  readonly semantic: ArrayLike<number>;
  /** [points] instance id, 0 = none. */
  readonly instance: ArrayLike<number>;
}

/** Points about a place, as offsets from it, metres, and the instance of each. */
export interface Gathered {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly z: readonly number[];
  readonly instance: readonly number[];
}

export interface ClassPoints {
  /** Points of a class in a turned box, given by half its sides. */
  within(
    classId: number,
    center: readonly [number, number, number],
    half: readonly [number, number, number],
    yaw: number,
  ): Gathered;
}

/** Side of the columns that points are kept in, metres: about a person. */
const CELL_M = 1;
/** Cells about the origin by side: keys stay exact up to 2^53 / 2^26. */
const SPAN = 1 << 26;

/** Points of some classes, kept by class in vertical columns of 1 m, so that a box finds its own without looking at all. */
export function classPoints(points: LabelledPoints, classes: readonly number[]): ClassPoints {
  const { positions, semantic, instance } = points;
  const columns = new Map(classes.map((classId) => [classId, new Map<number, number[]>()]));
  for (let i = 0; i < semantic.length; i++) {
    const cells = columns.get(semantic[i]!);
    if (!cells) continue;
    const key = cellOf(Math.floor(positions[3 * i]! / CELL_M), Math.floor(positions[3 * i + 1]! / CELL_M));
    const cell = cells.get(key);
    if (cell) cell.push(i);
    else cells.set(key, [i]);
  }
  return {
    within(classId, center, half, yaw) {
      const found = { x: [] as number[], y: [] as number[], z: [] as number[], instance: [] as number[] };
      const cells = columns.get(classId);
      if (!cells) return found;
      const [cos, sin] = [Math.cos(yaw), Math.sin(yaw)];
      const reachX = Math.abs(half[0] * cos) + Math.abs(half[1] * sin);
      const reachY = Math.abs(half[0] * sin) + Math.abs(half[1] * cos);
      const [x0, x1] = [Math.floor((center[0] - reachX) / CELL_M), Math.floor((center[0] + reachX) / CELL_M)];
      const [y0, y1] = [Math.floor((center[1] - reachY) / CELL_M), Math.floor((center[1] + reachY) / CELL_M)];
      for (let cx = x0; cx <= x1; cx++) {
        for (let cy = y0; cy <= y1; cy++) {
          for (const i of cells.get(cellOf(cx, cy)) ?? []) {
            const x = positions[3 * i]! - center[0];
            const y = positions[3 * i + 1]! - center[1];
            const z = positions[3 * i + 2]! - center[2];
            if (Math.abs(x * cos + y * sin) > half[0] || Math.abs(y * cos - x * sin) > half[1]) continue;
            if (Math.abs(z) > half[2]) continue;
            found.x.push(x);
            found.y.push(y);
            found.z.push(z);
            found.instance.push(instance[i]!);
          }
        }
      }
      return found;
    },
  };
}

function cellOf(x: number, y: number): number {
  return x * SPAN + y;
}
