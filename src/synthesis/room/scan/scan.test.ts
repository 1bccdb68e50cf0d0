import { describe, expect, it } from 'vitest';
import { Rng } from '../../../core/index.ts';
import { Bvh } from '../../bvh.ts';
import { makePose } from '../../pose.ts';
import { BOX, ELLIPSOID, SolidSet, type SolidTable } from '../../solids.ts';
import { scanAndFuse } from './fuse.ts';
import { type CameraPose, cameraAxes, castView, type DepthCamera, makeImage } from './view.ts';

const GREY = { color: [128, 128, 128], reflectivity: 0.5 } as const;
const CAMERA: DepthCamera = { columns: 76, rows: 57, tanX: 0.55, tanY: 0.41, maxRangeM: 4, noise: 0 };
const STILL = { driftM: 0, driftRad: 0 };

/** A floor, a wall at x = 2 and a box before it: owners 0, 1, 2. */
function corner(): SolidTable {
  const solids = new SolidSet();
  solids.add(BOX, makePose(0, 0, -0.05), [3, 3, 0.05], GREY, 1, 0);
  solids.add(BOX, makePose(2.05, 0, 1), [0.05, 3, 1], GREY, 0, 0);
  solids.add(BOX, makePose(1.2, 0, 0.4), [0.3, 0.4, 0.4], GREY, 2, 1);
  solids.add(ELLIPSOID, makePose(1, -0.8, 0.3), [0.3, 0.25, 0.3], GREY, 3, 2);
  return solids.table();
}

function pose(yawRad: number, pitchRad = 0.4): CameraPose {
  return { x: -0.5, y: 0, z: 1.4, yawRad, pitchRad, rollRad: 0.02 };
}

describe('castView', () => {
  it('fills in pixels as casting them would', () => {
    const table = corner();
    const bvh = new Bvh(table);
    const image = makeImage(CAMERA);
    const axes = cameraAxes(pose(0));
    castView(bvh, table, CAMERA, pose(0), axes, image, 1);
    let met = 0;
    for (let row = 0; row < CAMERA.rows; row++) {
      for (let column = 0; column < CAMERA.columns; column++) {
        const v = CAMERA.tanY * (1 - (2 * (row + 0.5)) / CAMERA.rows);
        const u = CAMERA.tanX * (1 - (2 * (column + 0.5)) / CAMERA.columns);
        const [dx, dy, dz] = [0, 1, 2].map((k) => axes[k] + u * axes[3 + k] + v * axes[6 + k]);
        const hit = bvh.cast(-0.5, 0, 1.4, dx, dy, dz, CAMERA.maxRangeM, 0);
        const pixel = row * CAMERA.columns + column;
        expect(image.solid[pixel] >= 0).toBe(hit);
        if (!hit) continue;
        met++;
        expect(image.solid[pixel]).toBe(bvh.solid);
        expect(Math.abs(image.depth[pixel] - bvh.distance)).toBeLessThan(0.01);
      }
    }
    expect(met).toBeGreaterThan(CAMERA.columns * CAMERA.rows * 0.6);
  });
});

describe('scanAndFuse', () => {
  const poses = [-0.5, -0.25, 0, 0.25, 0.5].map((yaw) => pose(yaw));

  it('puts vertices on the surfaces that were seen, with their owners, and none where nothing was seen', () => {
    const points = scanAndFuse(corner(), { ...CAMERA }, poses, 0.03, STILL, 0, new Rng(4));
    expect(points.count).toBeGreaterThan(3000);
    const far = { floor: 0, wall: 0, hidden: 0 };
    const seen = { floor: 0, wall: 0, box: 0 };
    for (let i = 0; i < points.count; i++) {
      const [x, y, z] = points.positions.subarray(i * 3, i * 3 + 3);
      if (points.semantic[i] === 1) {
        seen.floor++;
        if (Math.abs(z) > 0.045) far.floor++;
      }
      if (points.semantic[i] === 0) {
        seen.wall++;
        if (Math.abs(x - 2) > 0.045) far.wall++;
      }
      if (points.semantic[i] === 2) seen.box++;
      // The floor in the box's shadow, well inside it.
      if (points.semantic[i] === 1 && x > 1.55 && x < 1.85 && Math.abs(y) < 0.15) far.hidden++;
    }
    expect(seen.floor).toBeGreaterThan(500);
    expect(seen.wall).toBeGreaterThan(500);
    expect(seen.box).toBeGreaterThan(150);
    expect(far.floor / seen.floor).toBeLessThan(0.03);
    expect(far.wall / seen.wall).toBeLessThan(0.03);
    expect(far.hidden).toBeLessThan(10);
  });

  it('turns the scene about z', () => {
    const points = scanAndFuse(corner(), { ...CAMERA }, poses, 0.04, STILL, Math.PI / 2, new Rng(4));
    let wall = 0;
    let right = 0;
    for (let i = 0; i < points.count; i++) {
      if (points.semantic[i] !== 0) continue;
      wall++;
      if (Math.abs(points.positions[i * 3 + 1] - 2) < 0.06) right++;
    }
    expect(wall).toBeGreaterThan(200);
    expect(right / wall).toBeGreaterThan(0.95);
  });

  it('doubles or thickens walls when the tracking drifts', () => {
    const thickness = (driftM: number) => {
      const points = scanAndFuse(
        corner(),
        CAMERA,
        [...poses, ...poses],
        0.03,
        { driftM, driftRad: driftM },
        0,
        new Rng(6),
      );
      let sum = 0;
      let count = 0;
      for (let i = 0; i < points.count; i++) {
        if (points.semantic[i] !== 0) continue;
        sum += Math.abs(points.positions[i * 3] - 2);
        count++;
      }
      return sum / count;
    };
    expect(thickness(0.04)).toBeGreaterThan(thickness(0) * 1.5);
  });
});
