import { FormatError, type PointCloud } from '../core/index.ts';
import { heightAboveGround } from '../geometry/index.ts';
import type { PointInput } from '../ops/index.ts';

/** A cloud as the network's input: positions and heights above the local ground. @throws FormatError FORMAT_EMPTY without points. */
export function pointInput(cloud: PointCloud, groundCellM: number): PointInput {
  if (cloud.count === 0) {
    throw new FormatError('FORMAT_EMPTY', `${cloud.name} has no points to understand`, {
      file: cloud.name,
      format: cloud.format,
    });
  }
  return {
    count: cloud.count,
    positions: cloud.positions,
    heights: heightAboveGround(cloud.positions, { cellM: groundCellM }),
  };
}
