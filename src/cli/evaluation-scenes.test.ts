import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { heldOut, scenesOf } from './evaluation-scenes.ts';

const SHARED = path.resolve(import.meta.dirname, '../../../shared/data');
const stage = { signal: new AbortController().signal, onProgress: () => undefined };
const open = (...folders: string[]) =>
  scenesOf(
    folders.map((folder) => path.join(SHARED, folder)),
    stage,
  );

describe('scenesOf', () => {
  it('takes several folders as a data set each', async () => {
    const list = await open('kitti/training', 'nuscenes/lidarseg');
    expect(list).toMatchObject({ count: 7, files: 21 });
    expect(list.name(0)).toMatch(/kitti\/training: 000000\.bin$/);
    expect(list.name(1)).toMatch(/nuscenes\/lidarseg: frame00/);
    expect(await list.load(0)).toMatchObject({
      dataset: 'kitti-object',
      truth: { judged: { view: { widthPx: 1224 } } },
    });
    expect(await list.load(1)).toMatchObject({
      dataset: 'nuscenes',
      truth: { source: { scheme: 'nuscenes-lidarseg' } },
    });
  });

  it('takes folders together where one of them is no scene by itself', async () => {
    const list = await open('kitti/training/velodyne', 'kitti/training/label_2', 'kitti/training/calib');
    expect(list.count).toBe(1);
    const { truth } = await list.load(0);
    expect(truth!.boxes.map(({ className }) => className)).toEqual(['pedestrian']);
  });

  it('needs something', async () => {
    await expect(scenesOf([], stage)).rejects.toMatchObject({ code: 'USAGE' });
    expect(() => heldOut(0, 0, 'indoor')).toThrow(/at least 1/);
  });
});

describe('heldOut', () => {
  it('starts where training never was', () => {
    expect(heldOut(3, 5, 'outdoor').name(1)).toBe('seed 1000006');
    expect(heldOut(3, 1_000_000, 'outdoor').name(0)).toBe('seed 1000000');
  });
});
