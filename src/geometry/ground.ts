import { floorHeight } from './floor.ts';
import { groundGrid, sampleGround } from './ground-grid.ts';

export interface GroundOptions {
  /** Side of the square ground cells, metres. 0: one horizontal floor for the whole scene. */
  readonly cellM: number;
}

/**
 * Metres above the local ground of each point, [points]; below it is negative. `positions` is [points × 3], metres, z up, finite.
 *
 * Indoors (`cellM` 0) the ground is one floor. Outdoors it is a height field that follows slopes, goes under roofs, canopies and
 * parked vehicles, and spans what the sensor did not see. Linear in points and cells; the order of the points does not matter.
 */
export function heightAboveGround(positions: Float32Array, options: GroundOptions): Float32Array {
  const count = Math.floor(positions.length / 3);
  const heights = new Float32Array(count);
  if (count === 0) return heights;
  if (options.cellM > 0) {
    const grid = groundGrid(positions, options.cellM);
    for (let i = 0; i < count; i++) {
      heights[i] = positions[3 * i + 2] - sampleGround(grid, positions[3 * i], positions[3 * i + 1]);
    }
    return heights;
  }
  const floor = floorHeight(positions);
  for (let i = 0; i < count; i++) heights[i] = positions[3 * i + 2] - floor;
  return heights;
}
