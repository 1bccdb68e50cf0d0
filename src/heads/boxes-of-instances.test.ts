import { expect, it } from 'vitest';
import { type OrientedBox, type PredictedBox, Rng } from '../core/index.ts';
import { iou3d } from '../geometry/index.ts';
import { boxesOfInstances, joinBoxes } from './boxes-of-instances.ts';

const COLUMNS = 10;
const TABLE: OrientedBox = { center: [3, 2, 0.4], size: [1.6, 0.8, 0.8], yaw: 0.5 };

/** Points on a table and on a chair that only its front was seen of; voxels that say where the middles are, 5 cm off, and how large. */
function scene() {
  const rng = new Rng(4);
  const chair: OrientedBox = { center: [5, 5, 0.45], size: [0.5, 0.5, 0.9], yaw: 0 };
  const [positions, instance, codes, centers, voxelInstance] = [[], [], [], [], []] as number[][] as [
    number[],
    number[],
    number[],
    number[],
    number[],
  ];
  for (const [id, box] of [TABLE, chair].entries()) {
    const [cos, sin] = [Math.cos(box.yaw), Math.sin(box.yaw)];
    for (let i = 0; i < 400; i++) {
      const [u, v, w] = box.size.map((side, axis) => rng.range(-side / 2, id === 1 && axis === 0 ? 0 : side / 2)) as [
        number,
        number,
        number,
      ];
      const at = [box.center[0] + u * cos - v * sin, box.center[1] + u * sin + v * cos, box.center[2] + w];
      positions.push(...at);
      instance.push(id + 1);
      if (i % 4 > 0) continue;
      centers.push(...at);
      voxelInstance.push(id + 1);
      const turn = 2 * (box.yaw + rng.range(-0.2, 0.2));
      const offset = at.map((value, axis) => box.center[axis]! - value + rng.range(-0.05, 0.05));
      codes.push(...box.size, ...offset, Math.cos(turn), Math.sin(turn), 5, 0);
    }
  }
  // A stray, two metres off.
  positions.push(3, 4.4, 0.4);
  instance.push(1);
  expect(codes.length).toBe(200 * COLUMNS);
  const grouping = {
    voxelInstance: Uint32Array.from(voxelInstance),
    instances: [
      { classId: 6, score: 0.7 },
      { classId: 4, score: 0.9 },
    ],
  };
  return {
    chair,
    input: {
      codes: Float32Array.from(codes),
      centers: Float32Array.from(centers),
      heading: 'axis' as const,
      grouping,
      positions: Float32Array.from(positions),
      instance: Uint32Array.from(instance),
    },
  };
}

it('puts a box about each instance: turned as it stands, over strays, and as large as said where nothing was seen', () => {
  const { input, chair } = scene();
  const boxes = boxesOfInstances(input);
  expect(boxes.map(({ classId, score }) => [classId, score])).toEqual([
    [4, 0.9],
    [6, 0.7],
  ]);
  expect(iou3d(boxes[0]!, chair)).toBeGreaterThan(0.7);
  expect(iou3d(boxes[1]!, TABLE)).toBeGreaterThan(0.8);
});

it('has nothing to say of an instance of four points', () => {
  const { input } = scene();
  let left = 4;
  const instance = input.instance.map((id) => (id === 2 && left-- <= 0 ? 0 : id));
  expect(boxesOfInstances({ ...input, instance }).map(({ classId }) => classId)).toEqual([6]);
});

it('joins voted boxes with those of instances, one an object', () => {
  const of = (x: number, score: number, classId = 1, side = 1): PredictedBox => ({
    ...{ center: [x, 0, 0], size: [side, side, side], yaw: 0 },
    ...{ classId, score },
  });
  const voted = [of(0.1, 0.6), of(5, 0.5), of(10.7, 0.4), of(20, 0.9, 2)];
  const boxes = joinBoxes(voted, [of(0, 0.8), of(10, 0.7), of(20, 0.3, 3)]);
  expect(boxes.map(({ center, score, classId }) => [center[0], Number(score.toFixed(3)), classId])).toEqual(
    [
      [10, 0.7, 1], // the voted one beside it overlaps too little to be its geometry, too much to be another object
      [0.1, 0.8, 1],
      [20, 0.3, 3],
      [20, 0.27, 2],
      [5, 0.15, 1],
    ].toSorted((a, b) => b[1]! - a[1]!),
  );
});
