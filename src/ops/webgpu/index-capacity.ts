/** Share of the points that level 1 has room for. A scan with a point a voxel at level 0 still has 0.65 voxels a point at level 1. */
const LEVEL_1_SHARE = 1 / 1.4;
/**
 * Levels beyond shrink by this. Surfaces shrink by 2 to 4 a level; the margin is for scans so sparse that distant points share no voxel
 * before level 2. What a cloud exceeds is noticed afterwards, and done again to size.
 */
const SHRINK = 1.8;
/** Scattered points fill a brick each; a surface puts ten or more into one. */
const ROWS_PER_BRICK = 2;
/** Below this, room costs nothing and small clouds follow no rule. */
const SMALL = 4096;

/** Rows to make room for at each level, finest first, when only the number of points is known. The finest can never be exceeded. */
export function rowCapacities(points: number, levels: number): readonly number[] {
  return Array.from({ length: levels }, (_, level) => {
    if (level === 0) return points;
    return Math.min(points, Math.max(SMALL, Math.ceil((points * LEVEL_1_SHARE) / SHRINK ** (level - 1))));
  });
}

/** Bricks to make room for at a level with room for `rows` rows, of a grid of `bricks` bricks. */
export function brickCapacity(rows: number, bricks: number): number {
  return Math.min(bricks, Math.max(Math.min(rows, SMALL), Math.ceil(rows / ROWS_PER_BRICK)));
}
