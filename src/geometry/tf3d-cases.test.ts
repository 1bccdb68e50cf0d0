import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { OrientedBox, Vec3 } from '../core/index.ts';
import {
  boxCorners,
  boxVolume,
  countPointsInBox,
  fitBox,
  intersectionVolume,
  intersectLineBox,
  iou3d,
  iov,
  normalizedCenterDistance,
  rotateVectors,
  rotationFromEuler,
} from './index.ts';

interface Case {
  readonly name: string;
  readonly inputs: unknown;
  readonly expected: unknown;
  readonly tolerance: number;
}
const FILE = path.resolve(import.meta.dirname, '../../../shared/reference/tf3d_cases.json');
const CASES: readonly Case[] = JSON.parse(readFileSync(FILE, 'utf8'));

function check<Inputs, Expected>(name: string, run: (inputs: Inputs, expected: Expected, close: Close) => void): void {
  test(`TF 3D case ${name}`, () => {
    const found = CASES.find((one) => one.name === name);
    if (!found) expect.fail(`no case ${name}`);
    run(found.inputs as Inputs, found.expected as Expected, (actual, wanted) => {
      expect(actual.length).toBe(wanted.length);
      wanted.forEach((value, i) => {
        expect(Math.abs(actual[i] - value)).toBeLessThanOrEqual(found.tolerance * Math.max(1, Math.abs(value)));
      });
    });
  });
}
type Close = (actual: ArrayLike<number>, wanted: readonly number[]) => void;

/** [yaw, length, height, width, x, y, z]: length along x, width along y. */
function boxOf([yaw, length, height, width, x, y, z]: readonly number[]): OrientedBox {
  return { center: [x, y, z], size: [length, width, height], yaw };
}

type Numbers = readonly number[];
type Rows = readonly Numbers[];

check(
  'box_corners_3d_yaw',
  (
    inputs: { rotation: Rows[]; center: Vec3[]; length: Numbers; width: Numbers; height: Numbers },
    expected: { corners: Rows[] },
    close,
  ) => {
    const [[cos], [sin]] = inputs.rotation[0] as readonly [Numbers, Numbers, Numbers];
    const yaw = Math.atan2(sin, cos);
    const box = { center: inputs.center[0], size: [inputs.length[0], inputs.width[0], inputs.height[0]], yaw } as const;
    close(boxCorners(box), expected.corners[0].flat());
  },
);

for (const [name, key, of] of [
  ['box_intersection_7dof', 'intersection', intersectionVolume],
  ['box_iov_7dof', 'iov', iov],
] as const) {
  check(name, (inputs: { boxes1_rot_l_h_w_x_y_z: Rows; boxes2: Rows }, expected: Record<string, Rows>, close) => {
    const second = inputs.boxes2.map(boxOf);
    const values = inputs.boxes1_rot_l_h_w_x_y_z.map(boxOf).flatMap((a) => second.map((b) => of(a, b)));
    close(values, expected[key].flat());
  });
}

check(
  'boxlist_intersection_iou_iov',
  (
    inputs: { boxes1: Rows; boxes2: Rows },
    expected: { volume1: Numbers; intersection: Rows; iou: Rows; iov: Rows },
    close,
  ) => {
    const first = inputs.boxes1.map(boxOf);
    const second = inputs.boxes2.map(boxOf);
    const all = (of: (a: OrientedBox, b: OrientedBox) => number): number[] =>
      first.flatMap((a) => second.map((b) => of(a, b)));
    close(first.map(boxVolume), expected.volume1);
    close(all(intersectionVolume), expected.intersection.flat());
    close(all(iou3d), expected.iou.flat());
    close(all(iov), expected.iov.flat());
  },
);

check(
  'ray_box_intersection',
  (
    inputs: { start: Vec3[]; end: Vec3[]; center: Vec3; length: number; width: number; height: number },
    expected: { points: Rows[]; ray_indices: Numbers },
    close,
  ) => {
    const box = { center: inputs.center, size: [inputs.length, inputs.width, inputs.height], yaw: 0 } as const;
    const hits: number[] = [];
    const points: number[] = [];
    inputs.start.forEach((start, i) => {
      const along = inputs.end[i].map((end, axis) => end - start[axis]) as unknown as Vec3;
      const span = intersectLineBox(start, along, box);
      if (!span) return;
      hits.push(i);
      for (const t of [span.near, span.far]) points.push(...start.map((s, axis) => s + t * along[axis]));
    });
    close(hits, expected.ray_indices);
    close(points, expected.points.flat(2));
  },
);

check(
  'remove_objects_by_num_points',
  (
    inputs: { points: Rows; centers: Vec3[]; size_lwh: Vec3; min_points: number },
    expected: { kept_centers: Rows },
    close,
  ) => {
    const positions = Float32Array.from(inputs.points.flat());
    const kept = inputs.centers.filter(
      (center) => countPointsInBox(positions, { center, size: inputs.size_lwh, yaw: 0 }) >= inputs.min_points,
    );
    close(kept.flat(), expected.kept_centers.flat());
  },
);

check(
  'fit_objects_to_instance_points',
  (
    inputs: { instance_ids: Numbers; classes: Numbers; points: Rows },
    expected: { center: Rows; length: Numbers; width: Numbers; height: Numbers },
    close,
  ) => {
    const positions = Float32Array.from(inputs.points.flat());
    const ids = [...new Set(inputs.instance_ids)].filter((id) => inputs.classes[inputs.instance_ids.indexOf(id)] > 0);
    const fitted = ids.map((id) =>
      fitBox(
        positions,
        0,
        inputs.instance_ids.flatMap((other, row) => (other === id ? [row] : [])),
      ),
    );
    close(
      fitted.flatMap((box) => box.center),
      expected.center.flat(),
    );
    close(
      fitted.map((box) => box.size[0]),
      expected.length,
    );
    close(
      fitted.map((box) => box.size[1]),
      expected.width,
    );
    close(
      fitted.map((box) => box.size[2]),
      expected.height,
    );
  },
);

check(
  'normalized_center_distance',
  (
    inputs: { pred: Vec3[]; gt: Vec3[]; length: Numbers; width: Numbers; height: Numbers },
    expected: { distances: Numbers },
    close,
  ) => {
    const boxAt = (center: Vec3, i: number): OrientedBox => ({
      center,
      size: [inputs.length[i], inputs.width[i], inputs.height[i]],
      yaw: 0,
    });
    close(
      inputs.pred.map((center, i) => normalizedCenterDistance(boxAt(center, i), boxAt(inputs.gt[i], i))),
      expected.distances,
    );
  },
);

check(
  'rotate_points_45deg',
  (inputs: { points: Rows; angle_rad: number }, expected: Record<'x' | 'y' | 'z', Rows>, close) => {
    const points = Float32Array.from(inputs.points.flat());
    const angle = inputs.angle_rad;
    close(rotateVectors(points, rotationFromEuler(angle, 0, 0)), expected.x.flat());
    close(rotateVectors(points, rotationFromEuler(0, angle, 0)), expected.y.flat());
    close(rotateVectors(points, rotationFromEuler(0, 0, angle)), expected.z.flat());
  },
);

check(
  'rotate_points_normals_90z',
  (inputs: { points: Rows; normals: Rows; angle_deg: number }, expected: { points: Rows; normals: Rows }, close) => {
    const turn = rotationFromEuler(0, 0, (inputs.angle_deg * Math.PI) / 180);
    close(rotateVectors(Float32Array.from(inputs.points.flat()), turn), expected.points.flat());
    close(rotateVectors(Float32Array.from(inputs.normals.flat()), turn), expected.normals.flat());
  },
);

check('euler_zyx', (inputs: { angles: Rows }, expected: { rotations: Rows[] }, close) => {
  for (const [i, [x, y, z]] of inputs.angles.entries()) close(rotationFromEuler(x, y, z), expected.rotations[i].flat());
});
