import { Rng } from '../../../core/index.ts';
import { Bvh } from '../../bvh.ts';
import { surfaceNormal } from '../../intersect.ts';
import type { SolidTable } from '../../solids.ts';
import { type CameraPose, cameraAxes, castView, type DepthCamera, type DepthImage, makeImage } from './view.ts';

export interface ScanOptions {
  /** Stationary σ of the pose error: metres, and radians of heading. It wanders slowly from view to view, as tracking drifts. */
  readonly driftM: number;
  readonly driftRad: number;
  /** Samples closer than this along a surface are wanted. */
  readonly spacingM: number;
}

/** A surface element as the camera reports it: position, unit normal towards the camera, unit direction of the ray, weight, solid. */
export type Sink = (
  x: number,
  y: number,
  z: number,
  nx: number,
  ny: number,
  nz: number,
  dx: number,
  dy: number,
  dz: number,
  weight: number,
  solid: number,
) => void;

const MIN_RANGE_M = 0.35;
/** Steps of a view's low-frequency depth error, across and down. */
const WARP_X = 9;
const WARP_Y = 7;
/** A view with its nose in a cupboard shows nothing: less than this share of usable pixels. */
const USABLE_SHARE = 0.25;
const DARK = 0.12;
/** Unit normals drawn once: fresh ones would cost as much as the rays. */
const GRAIN_MASK = 0x3fff;
const GRAIN = Float32Array.from(
  { length: GRAIN_MASK + 1 },
  (
    (source) => () =>
      source.normal()
  )(new Rng(11)),
);

/** Sends every view's depth samples to `sink`, each view with its own range error and misplacement. */
export function scanViews(
  table: SolidTable,
  camera: DepthCamera,
  poses: readonly CameraPose[],
  options: ScanOptions,
  rng: Rng,
  sink: Sink,
): void {
  const bvh = new Bvh(table);
  const image = makeImage(camera);
  let raySeed = rng.uint32() | 0;
  const drift = [0, 0, 0, 0, 0].map(() => rng.normal());
  const keep = 0.85;
  for (const pose of poses) {
    const axes = cameraAxes(pose);
    raySeed = castView(bvh, table, camera, pose, axes, image, raySeed);
    for (let i = 0; i < drift.length; i++) drift[i] = keep * drift[i] + Math.sqrt(1 - keep * keep) * rng.normal();
    if (isBlocked(image)) continue;
    sendView(table, camera, pose, axes, image, options, drift, rng, sink);
  }
}

function isBlocked(image: DepthImage): boolean {
  let usable = 0;
  for (const depth of image.depth) if (depth > 0.5 && depth < Infinity) usable++;
  return usable < image.depth.length * USABLE_SHARE;
}

function sendView(
  table: SolidTable,
  camera: DepthCamera,
  pose: CameraPose,
  a: readonly number[],
  image: DepthImage,
  options: ScanOptions,
  drift: readonly number[],
  rng: Rng,
  sink: Sink,
): void {
  const { columns, rows, tanX, tanY } = camera;
  const { depth, solid: solids } = image;
  const normal = new Float64Array(3);
  const warp = Float32Array.from({ length: WARP_X * WARP_Y }, () => rng.normal());
  const stretch = 1 + rng.normal(0, 0.0025) * camera.noise;
  const shift = [drift[0] * options.driftM, drift[1] * options.driftM, drift[2] * options.driftM * 0.6];
  const twist = drift[3] * options.driftRad;
  const lean = drift[4] * options.driftRad * 0.6;
  const lost = rng.uint32();
  const pixelRad = (2 * tanX) / columns;
  let grain = rng.uint32() & GRAIN_MASK;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const pixel = row * columns + column;
      const solid = solids[pixel];
      const z = depth[pixel];
      if (solid < 0 || z < MIN_RANGE_M) continue;
      const edge = 0.04 + 0.03 * z;
      const rough =
        (column > 0 && Math.abs(depth[pixel - 1] - z) > edge) ||
        (column < columns - 1 && Math.abs(depth[pixel + 1] - z) > edge) ||
        (row > 0 && Math.abs(depth[pixel - columns] - z) > edge) ||
        (row < rows - 1 && Math.abs(depth[pixel + columns] - z) > edge);
      if (rough && rng.unit() < 0.4) continue;
      const reflectivity = table.reflectivity[solid];
      // Black or shiny things are lost whole for some views, in spots for the others.
      if (reflectivity < DARK && (((solid * 0x9e3779b1) ^ lost) >>> 30 !== 0 ? rng.unit() < 0.3 : true)) continue;
      const u = tanX * (1 - (2 * (column + 0.5)) / columns);
      const v = tanY * (1 - (2 * (row + 0.5)) / rows);
      const dx = a[0] + u * a[3] + v * a[6];
      const dy = a[1] + u * a[4] + v * a[7];
      const dz = a[2] + u * a[5] + v * a[8];
      const length = Math.sqrt(dx * dx + dy * dy + dz * dz);
      surfaceNormal(table, solid, pose.x + z * dx, pose.y + z * dy, pose.z + z * dz, normal);
      const facing = normal[0] * dx + normal[1] * dy + normal[2] * dz;
      const sign = facing > 0 ? -1 : 1;
      const cosine = Math.abs(facing) / length;
      if (cosine < 0.24 && rng.unit() > cosine * 2.5) continue;
      const far = z - 0.4;
      const sigma = camera.noise * (0.0012 + 0.0019 * far * far);
      const bump = warpAt(warp, column / (columns - 1), row / (rows - 1));
      // Far or slanting pixels cover more surface than the spacing: they are split, on the element's own plane.
      const parts = Math.min(3, Math.ceil((z * pixelRad) / (Math.max(cosine, 0.4) * options.spacingM)));
      const level = facing * z;
      for (let part = 0; part < parts * parts; part++) {
        const su = u + (parts === 1 ? 0 : (((part % parts) + 0.5) / parts - 0.5) * pixelRad);
        const sv = v + (parts === 1 ? 0 : ((Math.floor(part / parts) + 0.5) / parts - 0.5) * pixelRad);
        const ex = a[0] + su * a[3] + sv * a[6];
        const ey = a[1] + su * a[4] + sv * a[7];
        const ez = a[2] + su * a[5] + sv * a[8];
        const on = normal[0] * ex + normal[1] * ey + normal[2] * ez;
        const split = parts === 1 || rough ? z : level / on;
        if (!(Math.abs(split - z) < 0.25 * z)) continue;
        const seen = split * stretch + sigma * (0.7 * GRAIN[grain++ & GRAIN_MASK] + 0.8 * bump);
        const px = seen * ex;
        const py = seen * ey;
        const pz = seen * ez;
        sink(
          pose.x + shift[0] + px - twist * py,
          pose.y + shift[1] + py + twist * px,
          pose.z + shift[2] + pz + lean * px,
          sign * normal[0],
          sign * normal[1],
          sign * normal[2],
          dx / length,
          dy / length,
          dz / length,
          cosine / (z * z),
          solid,
        );
      }
    }
  }
}

/** Bilinear in the grid of a view's depth errors; s and t in 0…1. */
function warpAt(warp: Float32Array, s: number, t: number): number {
  const x = s * (WARP_X - 1);
  const y = t * (WARP_Y - 1);
  const i = Math.min(WARP_X - 2, Math.floor(x));
  const k = Math.min(WARP_Y - 2, Math.floor(y));
  const fx = x - i;
  const fy = y - k;
  const at = k * WARP_X + i;
  return (
    (warp[at] * (1 - fx) + warp[at + 1] * fx) * (1 - fy) +
    (warp[at + WARP_X] * (1 - fx) + warp[at + WARP_X + 1] * fx) * fy
  );
}
