import type { Bvh } from '../../bvh.ts';
import type { SolidTable } from '../../solids.ts';

export interface CameraPose {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly yawRad: number;
  /** Positive looks down. */
  readonly pitchRad: number;
  readonly rollRad: number;
}

export interface DepthCamera {
  readonly columns: number;
  readonly rows: number;
  /** Tangents of half the fields of view. */
  readonly tanX: number;
  readonly tanY: number;
  readonly maxRangeM: number;
  /** Scale of the range noise σ = 1.2 mm + 1.9 mm · (z − 0.4)². */
  readonly noise: number;
}

/** One depth image, row by row. Reused from view to view. */
export interface DepthImage {
  /** float32 metres along the optical axis, Infinity where nothing was met. */
  readonly depth: Float32Array;
  /** int32 solid met, −1 where none. */
  readonly solid: Int32Array;
}

export function makeImage(camera: DepthCamera): DepthImage {
  const pixels = camera.columns * camera.rows;
  return { depth: new Float32Array(pixels), solid: new Int32Array(pixels) };
}

/** Forward, left, up in the room's frame: nine numbers. */
export function cameraAxes(pose: CameraPose): readonly number[] {
  const cp = Math.cos(pose.pitchRad);
  const sp = Math.sin(pose.pitchRad);
  const cy = Math.cos(pose.yawRad);
  const sy = Math.sin(pose.yawRad);
  const cr = Math.cos(pose.rollRad);
  const sr = Math.sin(pose.rollRad);
  const up = [cy * sp, sy * sp, cp];
  const left = [-sy, cy, 0];
  return [
    cy * cp,
    sy * cp,
    -sp,
    cr * left[0] + sr * up[0],
    cr * left[1] + sr * up[1],
    sr * up[2],
    cr * up[0] - sr * left[0],
    cr * up[1] - sr * left[1],
    cr * up[2],
  ];
}

/** How unlike a plane the inverse depths of four neighbours may be, as a share of them. */
const PLANAR_SHARE = 0.002;

/**
 * Fills the image. Every other pixel is a cast ray; of the rest, those between four that met one opaque solid in a plane are filled in, for
 * inverse depth is linear over a plane's image. Returns the next ray seed.
 */
export function castView(
  bvh: Bvh,
  table: SolidTable,
  camera: DepthCamera,
  pose: CameraPose,
  a: readonly number[],
  image: DepthImage,
  firstSeed: number,
): number {
  const { columns, rows, tanX, tanY } = camera;
  const { depth, solid } = image;
  let raySeed = firstSeed;
  const shoot = (row: number, column: number) => {
    const v = tanY * (1 - (2 * (row + 0.5)) / rows);
    const u = tanX * (1 - (2 * (column + 0.5)) / columns);
    raySeed = (raySeed + 0x61c88647) | 0;
    // Forward has length one, so the distance found is the depth.
    const dx = a[0] + u * a[3] + v * a[6];
    const dy = a[1] + u * a[4] + v * a[7];
    const dz = a[2] + u * a[5] + v * a[8];
    const hit = bvh.cast(pose.x, pose.y, pose.z, dx, dy, dz, camera.maxRangeM, raySeed);
    const pixel = row * columns + column;
    depth[pixel] = hit ? bvh.distance : Infinity;
    solid[pixel] = hit ? bvh.solid : -1;
  };
  for (let row = 0; row < rows; row++) for (let column = row & 1; column < columns; column += 2) shoot(row, column);
  for (let row = 0; row < rows; row++) {
    for (let column = (row + 1) & 1; column < columns; column += 2) {
      const pixel = row * columns + column;
      if (row > 0 && row < rows - 1 && column > 0 && column < columns - 1) {
        const own = solid[pixel - 1];
        if (own === solid[pixel + 1] && own === solid[pixel - columns] && own === solid[pixel + columns]) {
          if (own < 0) {
            solid[pixel] = -1;
            depth[pixel] = Infinity;
            continue;
          }
          const across = 1 / depth[pixel - 1] + 1 / depth[pixel + 1];
          const along = 1 / depth[pixel - columns] + 1 / depth[pixel + columns];
          if (table.pass[own] === 0 && Math.abs(across - along) < PLANAR_SHARE * across) {
            solid[pixel] = own;
            depth[pixel] = 4 / (across + along);
            continue;
          }
        }
      }
      shoot(row, column);
    }
  }
  return raySeed;
}
