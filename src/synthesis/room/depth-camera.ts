import type { Rng } from '../../core/index.ts';
import { Bvh } from '../bvh.ts';
import { surfaceNormal } from '../intersect.ts';
import { PointBuffer } from '../point-buffer.ts';
import type { SolidTable } from '../solids.ts';

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

/** All views as one cloud: noise along the rays, holes at depth edges and at grazing angles, and each view a little misplaced. */
export function captureViews(
  table: SolidTable,
  camera: DepthCamera,
  poses: readonly CameraPose[],
  rng: Rng,
): PointBuffer {
  const { columns, rows } = camera;
  const out = new PointBuffer(columns * rows * poses.length);
  const bvh = new Bvh(table);
  const depth = new Float32Array(columns * rows);
  const hits = new Int32Array(columns * rows);
  let raySeed = rng.uint32() | 0;
  for (const pose of poses) {
    const axes = cameraAxes(pose);
    raySeed = castView(bvh, camera, pose, axes, depth, hits, raySeed);
    keepView(table, camera, pose, axes, depth, hits, rng, out);
  }
  return out;
}

/** Forward, left, up in the room's frame. */
function cameraAxes(pose: CameraPose): readonly number[] {
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

function castView(
  bvh: Bvh,
  camera: DepthCamera,
  pose: CameraPose,
  a: readonly number[],
  depth: Float32Array,
  hits: Int32Array,
  firstSeed: number,
): number {
  const { columns, rows, tanX, tanY } = camera;
  let raySeed = firstSeed;
  for (let row = 0; row < rows; row++) {
    const v = tanY * (1 - (2 * (row + 0.5)) / rows);
    for (let column = 0; column < columns; column++) {
      raySeed = (raySeed + 0x61c88647) | 0;
      const u = tanX * (1 - (2 * (column + 0.5)) / columns);
      // Forward has length one, so the distance found is the depth.
      const dx = a[0] + u * a[3] + v * a[6];
      const dy = a[1] + u * a[4] + v * a[7];
      const dz = a[2] + u * a[5] + v * a[8];
      const hit = bvh.cast(pose.x, pose.y, pose.z, dx, dy, dz, camera.maxRangeM, raySeed);
      const pixel = row * columns + column;
      depth[pixel] = hit ? bvh.distance : Infinity;
      hits[pixel] = hit ? bvh.solid : -1;
    }
  }
  return raySeed;
}

function keepView(
  table: SolidTable,
  camera: DepthCamera,
  pose: CameraPose,
  a: readonly number[],
  depth: Float32Array,
  hits: Int32Array,
  rng: Rng,
  out: PointBuffer,
): void {
  const { columns, rows, tanX, tanY } = camera;
  const normal = new Float64Array(3);
  const drift = [rng.normal(0, 0.008), rng.normal(0, 0.008), rng.normal(0, 0.008)];
  const twist = rng.normal(0, 0.004);
  const lean = rng.normal(0, 0.003);
  for (let row = 0; row < rows; row++) {
    const v = tanY * (1 - (2 * (row + 0.5)) / rows);
    for (let column = 0; column < columns; column++) {
      const pixel = row * columns + column;
      const solid = hits[pixel];
      const z = depth[pixel];
      if (solid < 0 || z < 0.35) continue;
      const edge = 0.04 + 0.03 * z;
      const rough =
        (column > 0 && Math.abs(depth[pixel - 1] - z) > edge) ||
        (column < columns - 1 && Math.abs(depth[pixel + 1] - z) > edge) ||
        (row > 0 && Math.abs(depth[pixel - columns] - z) > edge) ||
        (row < rows - 1 && Math.abs(depth[pixel + columns] - z) > edge);
      if (rough && rng.unit() < 0.5) continue;
      const u = tanX * (1 - (2 * (column + 0.5)) / columns);
      const dx = a[0] + u * a[3] + v * a[6];
      const dy = a[1] + u * a[4] + v * a[7];
      const dz = a[2] + u * a[5] + v * a[8];
      surfaceNormal(table, solid, pose.x + z * dx, pose.y + z * dy, pose.z + z * dz, normal);
      const cosine =
        Math.abs(normal[0] * dx + normal[1] * dy + normal[2] * dz) / Math.sqrt(dx * dx + dy * dy + dz * dz);
      if (cosine < 0.26 && rng.unit() > cosine * 2.5) continue;
      if (table.reflectivity[solid] < 0.12 && rng.unit() < 0.4) continue;
      const sigma = camera.noise * (0.0012 + 0.0019 * (z - 0.4) * (z - 0.4));
      const seen = z + rng.normal(0, sigma);
      const px = seen * dx;
      const py = seen * dy;
      const pz = seen * dz;
      const shade = 0.7 + 0.3 * cosine;
      const grain = rng.normal(0, 6);
      out.push(
        pose.x + drift[0] + px - twist * py,
        pose.y + drift[1] + py + twist * px,
        pose.z + drift[2] + pz + lean * px,
        table.color[solid * 3] * shade + grain,
        table.color[solid * 3 + 1] * shade + grain,
        table.color[solid * 3 + 2] * shade + grain,
        0,
        table.classId[solid],
        table.instance[solid],
      );
    }
  }
}
