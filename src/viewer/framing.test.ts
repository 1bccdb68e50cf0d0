import { PerspectiveCamera, Vector3 } from 'three';
import { describe, expect, it } from 'vitest';
import { Rng, type Vec3 } from '../core/index.ts';
import { robustBounds } from '../overlays/index.ts';
import {
  between,
  depthRange,
  fitOrthographic,
  fitPose,
  fly,
  framedPoints,
  look,
  orbit,
  type Pose,
  pan,
  poseAround,
  type ViewName,
  zoom,
  zoomAt,
} from './framing.ts';
import { ViewCamera } from './view-camera.ts';

const lens = { fovRad: (50 * Math.PI) / 180, aspect: 1.6 };

function randomPoints(count: number): Float32Array {
  const rng = new Rng(5);
  return Float32Array.from({ length: 3 * count }, (_, i) => rng.range(-1, 1) * [30, 12, 3][i % 3] + 100);
}

function cameraAt({ eye, target }: Pose): PerspectiveCamera {
  const camera = new PerspectiveCamera(50, lens.aspect, 0.01, 1e4);
  camera.up.set(0, 0, 1);
  camera.position.set(...eye);
  camera.lookAt(...target);
  camera.updateMatrixWorld();
  return camera;
}

function distance(a: Vec3, b: Vec3): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

describe('fitPose', () => {
  it.each<ViewName>(['perspective', 'top', 'front', 'side'])('%s shows every point and fills the view', (view) => {
    const points = randomPoints(500);
    const camera = cameraAt(fitPose(points, view, lens));
    let left = 1;
    let right = -1;
    let low = 1;
    let high = -1;
    for (let i = 0; i < points.length; i += 3) {
      const seen = new Vector3(points[i], points[i + 1], points[i + 2]).project(camera);
      expect(seen.z).toBeLessThan(1);
      left = Math.min(left, seen.x);
      right = Math.max(right, seen.x);
      low = Math.min(low, seen.y);
      high = Math.max(high, seen.y);
    }
    expect(Math.min(left, low)).toBeGreaterThan(-0.95);
    expect(Math.max(right, high)).toBeLessThan(0.95);
    // Tight and centred along the axis that binds.
    expect(Math.max(right - left, high - low)).toBeCloseTo(2 * 0.94, 2);
    expect(left).toBeCloseTo(-right, 2);
  });

  it('stands back from a single point', () => {
    const { eye, target } = fitPose(Float32Array.of(4, 5, 6), 'perspective', lens);
    expect(distance(eye, target)).toBeGreaterThan(0.05);
    expect([...eye, ...target].every(Number.isFinite)).toBe(true);
  });
});

describe('robustBounds and framedPoints', () => {
  it('leave strays out', () => {
    const points = randomPoints(2000);
    points.set([9000, -9000, 500], 300);
    const box = robustBounds(points);
    expect(box.max[0]).toBeLessThan(135);
    expect(box.min[1]).toBeGreaterThan(80);
    const framed = framedPoints(points, box);
    expect(framed.length).toBeGreaterThan(3 * 1800);
    expect(Math.max(...framed)).toBeLessThan(135);
  });

  it('survive an empty cloud', () => {
    expect(robustBounds(new Float32Array(0)).max).toEqual([1, 1, 1]);
  });

  it('thin a long cloud evenly', () => {
    const points = randomPoints(50_000);
    const framed = framedPoints(points, { min: [-1e9, -1e9, -1e9], max: [1e9, 1e9, 1e9] });
    expect(framed.length / 3).toBeGreaterThan(4000);
    expect(framed.length / 3).toBeLessThan(4200);
  });
});

describe('depthRange', () => {
  it('holds the sphere from outside and from within, with a bounded ratio', () => {
    const outside = depthRange([100, 0, 0], [0, 0, 0], 10);
    expect(outside.near).toBeLessThan(90);
    expect(outside.near).toBeGreaterThan(80);
    expect(outside.far).toBeGreaterThan(110);
    const within = depthRange([1, 0, 0], [0, 0, 0], 10);
    expect(within.near).toBeGreaterThan(0);
    expect(within.far / within.near).toBeLessThanOrEqual(20_000 * 1.000001);
  });
});

describe('moving the camera', () => {
  const pose: Pose = { eye: [10, 0, 0], target: [0, 0, 0] };

  it('orbits about z and stops before the poles', () => {
    const quarter = orbit(pose, Math.PI / 2, 0).eye;
    expect(quarter[0]).toBeCloseTo(0, 9);
    expect(quarter[1]).toBeCloseTo(10, 9);
    const lifted = orbit(pose, 0, 9);
    expect(lifted.eye[2]).toBeGreaterThan(9.99);
    expect(lifted.eye[0]).toBeGreaterThan(0.001);
    expect(distance(lifted.eye, lifted.target)).toBeCloseTo(10, 9);
  });

  it('zooms along the arm', () => {
    expect(zoom(pose, 2).eye).toEqual([5, 0, 0]);
  });

  it('pans by shares of the view: half a height moves the target to the edge', () => {
    const panned = pan(pose, 0, 0.5, lens);
    const seen = new Vector3(0, 0, 0).project(cameraAt(panned));
    expect(seen.y).toBeCloseTo(1, 5);
    expect(seen.x).toBeCloseTo(0, 5);
    const sideways = new Vector3(0, 0, 0).project(cameraAt(pan(pose, 0.25, 0, lens)));
    expect(sideways.x).toBeCloseTo(0.5 / lens.aspect, 5);
  });

  it('zooms towards the cursor: what is under it in the target’s plane stays there', () => {
    const tilted: Pose = { eye: [6, -7, 5], target: [1, 2, 0] };
    const cursor = [0.5, -0.4] as const;
    const before = new Vector3(0, 0, 0);
    const camera = cameraAt(tilted);
    // The place in the target's plane behind the cursor.
    const depth = new Vector3(...tilted.target).project(camera).z;
    before.set(...cursor, depth).unproject(camera);
    const after = before.clone().project(cameraAt(zoomAt(tilted, 3, cursor, lens)));
    expect(after.x).toBeCloseTo(0.5, 5);
    expect(after.y).toBeCloseTo(-0.4, 5);
  });

  it('looks around without leaving its place', () => {
    const left = look(pose, Math.PI / 2, 0);
    expect(left.eye).toEqual(pose.eye);
    // From (10, 0, 0) towards −x; a quarter to the left is −y.
    expect(left.target[0]).toBeCloseTo(10, 9);
    expect(left.target[1]).toBeCloseTo(-10, 9);
  });

  it('flies along the view, to its right and straight up', () => {
    const { eye, target } = fly(pose, 3, 2, 1);
    [7, 2, 1].forEach((value, axis) => {
      expect(eye[axis]).toBeCloseTo(value, 9);
    });
    expect(distance(eye, target)).toBeCloseTo(10, 9);
  });

  it('jumps the shorter way round and arrives', () => {
    const to: Pose = { eye: [-5, -0.5, 2], target: [0, 1, 0] };
    const from: Pose = { eye: [-5, 2.5, 0], target: [0, 1, 0] };
    expect(between(from, to, 0.5).eye[0]).toBeLessThan(-4);
    between(from, to, 1).eye.forEach((value, axis) => {
      expect(value).toBeCloseTo(to.eye[axis] as number, 6);
    });
    between(from, to, 0).eye.forEach((value, axis) => {
      expect(value).toBeCloseTo(from.eye[axis] as number, 6);
    });
  });
});

describe('the orthographic view', () => {
  const standing = ({ eye, target }: Pose): ViewCamera => {
    const camera = new ViewCamera(50, lens.aspect, 0.01, 1e4);
    camera.up.set(0, 0, 1);
    camera.halfHeightM = ViewCamera.halfHeightAt(distance(eye, target), 50);
    camera.position.set(...eye);
    camera.lookAt(...target);
    camera.updateProjectionMatrix();
    camera.updateMatrixWorld();
    return camera;
  };

  it.each<ViewName>(['top', 'front', 'side'])('%s shows every point and fills the view', (view) => {
    const points = randomPoints(500);
    const camera = standing(fitOrthographic(points, view, lens));
    let widest = 0;
    for (let i = 0; i < points.length; i += 3) {
      const seen = new Vector3(points[i], points[i + 1], points[i + 2]).project(camera);
      widest = Math.max(widest, Math.abs(seen.x), Math.abs(seen.y));
    }
    expect(widest).toBeCloseTo(0.94, 3);
  });

  it('shows the same at the target as the perspective from there, and nothing smaller with distance', () => {
    const pose: Pose = { eye: [0, -10, 0], target: [0, 0, 0] };
    const camera = standing(pose);
    const inPlane = new Vector3(1, 0, 1).project(cameraAt(pose));
    for (const y of [-5, 0, 40]) {
      const seen = new Vector3(1, y, 1).project(camera);
      expect(seen.x).toBeCloseTo(inPlane.x, 6);
      expect(seen.y).toBeCloseTo(inPlane.y, 6);
    }
  });

  it('draws a window of itself for picking', () => {
    const camera = standing({ eye: [0, -10, 0], target: [0, 0, 0] });
    const place = new Vector3(2, 0, 1).project(camera);
    const x = Math.floor(((place.x + 1) / 2) * 800);
    const y = Math.floor(((1 - place.y) / 2) * 500);
    const window = new ViewCamera().copy(camera, false);
    window.setViewOffset(800, 500, x - 2, y - 2, 5, 5);
    const seen = new Vector3(2, 0, 1).project(window);
    expect(Math.abs(seen.x)).toBeLessThan(0.3);
    expect(Math.abs(seen.y)).toBeLessThan(0.3);
  });
});

describe('poseAround', () => {
  const distance = ({ eye, target }: Pose) => Math.hypot(...eye.map((value, i) => value - target[i]));

  it('stands where the ball fits the view, on the side where the eye was', () => {
    const pose = poseAround({ eye: [10, 0, 10], target: [0, 0, 0] }, [5, 5, 1], 3);
    expect(pose.target).toEqual([5, 5, 1]);
    expect(distance(pose)).toBeCloseTo(3 / Math.sin(Math.PI / 9), 5);
    expect(pose.eye[0]).toBeGreaterThan(5);
    expect(pose.eye[1]).toBeCloseTo(5, 6);
  });

  it('lifts an eye that looks from the side, keeps one that looks down, and keeps its distance from something tiny', () => {
    const low = poseAround({ eye: [0, -10, 0], target: [0, 0, 0] }, [0, 0, 0], 0);
    expect(low.eye[2]).toBeGreaterThan(0.5);
    expect(low.eye[1]).toBeLessThan(-1);
    const above = poseAround({ eye: [0, 0, 20], target: [0, 0, 0] }, [0, 0, 0], 2);
    expect(Math.hypot(above.eye[0], above.eye[1])).toBeLessThan(0.01);
  });
});
