import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_MIN_POINTS, Evaluation } from '../evaluation/index.ts';
import { datasetTable, goalTable, measureGoals } from './evaluation-goals.ts';
import { findLabelled } from './evaluation-suite.ts';

let root: string;

beforeEach(async () => {
  root = await fs.mkdtemp(path.join(os.tmpdir(), 'suite-'));
});

afterEach(async () => {
  await fs.rm(root, { recursive: true });
});

async function put(...files: string[]): Promise<void> {
  for (const file of files) {
    await fs.mkdir(path.dirname(path.join(root, file)), { recursive: true });
    const text = file.endsWith('labelled.pcd') ? 'VERSION 0.7\nFIELDS x y z label\n' : 'VERSION 0.7\nFIELDS x y z\n';
    await fs.writeFile(path.join(root, file), text);
  }
}

describe('findLabelled', () => {
  it('finds each layout once, however deep, and nothing that is not labelled', async () => {
    await put(
      'kitti/training/velodyne/0.bin',
      'kitti/training/label_2/0.txt',
      'kitti/val/7_gt.txt',
      'kitti/val/7_calib.txt',
      'semantickitti/sequences/00/velodyne/0.bin',
      'semantickitti/sequences/00/labels/0.label',
      'nuscenes/lidarseg/a_lidarseg.bin',
      'av2/log/annotations.feather',
      'av2/log/sensors/lidar/1.feather',
      'sustech/lidar/9.pcd',
      'sustech/label/9.json',
      'scannet/scene0000_00/scene0000_00_vh_clean_2.ply',
      'scannet/scene0000_00/scene0000_00.aggregation.json',
      'waymo/a.tfrecord',
      'osd/labelled.pcd',
      'osd/plain.pcd',
      'las/a.las',
      'kitti/testing/velodyne/0.bin',
    );
    expect((await findLabelled(root)).map(({ name }) => name)).toEqual([
      'av2/log',
      'kitti/training',
      'kitti/val',
      'nuscenes/lidarseg',
      'osd/labelled.pcd',
      'scannet/scene0000_00',
      'semantickitti/sequences/00',
      'sustech',
      'waymo/a.tfrecord',
    ]);
    const [only] = await findLabelled(path.join(root, 'sustech'));
    expect(only).toEqual({ name: 'sustech', paths: [path.join(root, 'sustech')] });
  });
});

describe('goals', () => {
  const empty = new Evaluation('scannet20', { minPoints: DEFAULT_MIN_POINTS }).summarize();
  const scannet = { ...empty, miou: 0.3, iou: { floor: 0.96, wall: 0.1 } };

  it('are compared with what was measured, and said to be unmeasured otherwise', () => {
    const results = measureGoals({ byDataset: new Map([['scannet', scannet]]), vehicles: undefined });
    const reached = Object.fromEntries(results.map(({ data, measure, reached }) => [`${data}: ${measure}`, reached]));
    expect(reached).toMatchObject({
      'ScanNet, 20 classes: mIoU': 'floor',
      'ScanNet, 20 classes: floor IoU': 'goal',
      'ScanNet, 20 classes: wall IoU': 'no',
      'mOSD table scenes: instance AP50, class-agnostic': 'not measured',
      'nuScenes lidarseg, 7 classes: mIoU (outdoor7)': 'not measured',
    });
    expect(goalTable(results).rows[6]).toEqual(['ScanNet, 20 classes', 'mIoU', '30.0', '22.0', '40.0', 'floor']);
  });

  it('have a row for each data set as wide as the head', () => {
    const { rows } = datasetTable([{ dataset: 'scannet', scenes: 1, report: scannet, vehicles: undefined }]);
    expect(rows[1]!.slice(0, 3)).toEqual(['scannet', '1', '30.0']);
    expect(rows[1]).toHaveLength(rows[0]!.length);
  });
});
