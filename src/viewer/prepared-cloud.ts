import { CancelledError, nextTask, Pieces, type PointCloud } from '../core/index.ts';
import { type Bounds, bounds } from '../geometry/index.ts';
import { robustBounds } from '../overlays/index.ts';
import { framedPoints } from './framing.ts';
import type { PointColumns } from './point-columns.ts';
import { CHUNK_POINTS, ChunkBounds } from './visible-ranges.ts';

/** A cloud whose points lie on the device, with all that has to be known of it before it is drawn. */
export interface PreparedCloud {
  readonly cloud: PointCloud;
  readonly columns: PointColumns;
  readonly chunks: ChunkBounds;
  readonly full: Bounds;
  /** Without its strays. */
  readonly robust: Bounds;
  /** What `fit` shows. float32 [n × 3]. */
  readonly framed: Float32Array<ArrayBuffer>;
}

/**
 * Everything about a new cloud that takes long, in pieces between which the page answers.
 * @param columns Still without positions. Disposed when this fails.
 * @throws CancelledError
 */
export async function prepareCloud(
  cloud: PointCloud,
  columns: PointColumns,
  signal?: AbortSignal,
): Promise<PreparedCloud> {
  const { positions, count } = cloud;
  const pieces = new Pieces();
  const pause = async (): Promise<void> => {
    await pieces.pause();
    if (signal?.aborted) throw new CancelledError('drawing');
  };
  try {
    const chunks = new ChunkBounds(count);
    let full: Bounds | undefined;
    for (let first = 0; first < count; first += CHUNK_POINTS) {
      columns.setPositions(positions.subarray(3 * first, 3 * Math.min(count, first + CHUNK_POINTS)), first);
      const own = chunks.add(positions, first);
      full = full ? joined(full, own) : own;
      await columns.room();
      await pause();
    }
    // Each takes about as long as a piece may.
    await nextTask();
    const robust = robustBounds(positions);
    await nextTask();
    const framed = framedPoints(positions, robust);
    await nextTask();
    if (signal?.aborted) throw new CancelledError('drawing');
    return { cloud, columns, chunks, full: full ?? bounds(positions), robust, framed };
  } catch (error) {
    columns.dispose();
    throw error;
  }
}

function joined(a: Bounds, b: Bounds): Bounds {
  const [ax, ay, az] = a.min;
  const [bx, by, bz] = b.min;
  const [cx, cy, cz] = a.max;
  const [dx, dy, dz] = b.max;
  return {
    min: [Math.min(ax, bx), Math.min(ay, by), Math.min(az, bz)],
    max: [Math.max(cx, dx), Math.max(cy, dy), Math.max(cz, dz)],
  };
}
