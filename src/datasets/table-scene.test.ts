import { describe, expect, it } from 'vitest';
import { Rng } from '../core/index.ts';
import { openScenes } from './index.ts';
import { histogram, sharedSource } from './shared-data.fixture.ts';
import { findSupportPlane, worldFromCamera } from './support-plane.ts';

describe('tabletop scenes', () => {
  it.each([
    ['osd/learn_learn20.pcd', { 0: 161211, 2: 17587, 3: 15339 }],
    ['osd/test_test0.pcd', { 0: 162732, 2: 16630, 3: 9836 }],
  ])('%s: instances, and the table flat at z = 0', async (file, instances) => {
    const scene = await (await openScenes([sharedSource(file)])).load(0);
    expect(scene).toMatchObject({ dataset: 'osd', domain: 'indoor', truth: { labelSet: 'scannet20', boxes: [] } });
    expect(scene.cloud.attributes.map(({ name }) => name)).toEqual(['rgb']);
    const { semantic, instance } = scene.truth!;
    expect(histogram(instance!)).toEqual(instances);
    expect(histogram(semantic!)).toMatchObject({ 6: instances[0], '-1': instances[2] + instances[3] });
    const heights = (id: number) =>
      Float32Array.from(
        [...instance!].flatMap((value, i) => (value === id ? [scene.cloud.positions[i * 3 + 2]!] : [])),
      ).sort();
    const at = (values: Float32Array, share: number) => values[Math.floor((values.length - 1) * share)]!;
    const table = heights(0);
    // Kinect noise: the README's scene scatters by 1.6 mm about its own plane.
    expect(Math.max(Math.abs(at(table, 0.05)), Math.abs(at(table, 0.95)))).toBeLessThan(0.004);
    for (const object of [2, 3]) {
      expect(at(heights(object), 0.02)).toBeGreaterThan(-0.01);
      expect(at(heights(object), 0.95)).toBeGreaterThan(0.03);
    }
    expect(scene.diagnostics.find(({ code }) => code === 'CAMERA_TURNED')!.message).toMatch(/looks down by 4\d/);
  });

  it('leaves the camera’s frame when told to', async () => {
    const set = await openScenes([sharedSource('osd/test_test0.pcd')], { overrides: { sensorFrame: 'kept' } });
    const { cloud, truth } = await set.load(0);
    let nearest = Infinity;
    for (let i = 2; i < cloud.positions.length; i += 3) nearest = Math.min(nearest, cloud.positions[i]!);
    expect(nearest).toBeCloseTo(0.536, 3);
    expect(truth!.instance).toHaveLength(cloud.count);
  });
});

describe('findSupportPlane', () => {
  it('finds a table among clutter and a wall, and turns it level', () => {
    const rng = new Rng(7);
    const tilt = 0.7;
    const up = [0, -Math.cos(tilt), -Math.sin(tilt)] as const;
    const positions = new Float32Array(3000 * 3);
    for (let i = 0; i < 3000; i++) {
      const [a, b] = [rng.range(-0.5, 0.5), rng.range(-0.5, 0.5)];
      // Table 45 %, wall in front 40 %, clutter 15 %.
      const isTable = i % 20 < 9;
      const isWall = !isTable && i % 20 < 17;
      const noise = rng.range(-0.003, 0.003);
      if (isTable) positions.set([a, -up[2] * b - 0.6 * up[1] + noise, up[1] * b - 0.6 * up[2]], i * 3);
      else if (isWall) positions.set([a, b, 1.2 + noise], i * 3);
      else positions.set([a, b, rng.range(0.6, 1.4)], i * 3);
    }
    const plane = findSupportPlane(positions, 3000)!;
    expect(plane.up[1] * up[1] + plane.up[2] * up[2]).toBeGreaterThan(0.9999);
    const m = worldFromCamera(plane);
    const level = [m[8]! * up[0] + m[9]! * up[1] + m[10]! * up[2], m[0]! * up[0] + m[1]! * up[1] + m[2]! * up[2]];
    expect(level[0]).toBeGreaterThan(0.9999);
    expect(Math.abs(level[1]!)).toBeLessThan(0.01);
  });

  it('says nothing about a ball or a wall alone', () => {
    const rng = new Rng(3);
    const ball = Float32Array.from({ length: 3000 }, () => rng.range(-1, 1));
    expect(findSupportPlane(ball, 1000)).toBeUndefined();
    const wall = Float32Array.from({ length: 3000 }, (_, i) => (i % 3 === 2 ? 1 : rng.range(-1, 1)));
    expect(findSupportPlane(wall, 1000)).toBeUndefined();
    expect(findSupportPlane(ball, 3)).toBeUndefined();
  });
});
