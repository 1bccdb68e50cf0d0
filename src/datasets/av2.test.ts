import { float64, int64, tableFromArrays, tableToIPC } from '@uwdata/flechette';
import { describe, expect, it } from 'vitest';
import { fromBytes } from '../sources/index.ts';
import { openScenes } from './index.ts';
import { histogram, sharedFolder } from './shared-data.fixture.ts';
import { countInside } from './truth-boxes.ts';

const LOG = 'av2/adcf7d18-0510-35b0-a2fa-b4cea13a6d76';

describe('Argoverse 2', () => {
  it('a log: the boxes of the sweep’s time, on exactly the points that they state', async () => {
    const set = await openScenes(sharedFolder(LOG));
    expect(set).toMatchObject({ dataset: 'av2', frameCount: 1, diagnostics: [] });
    const { cloud, truth, diagnostics, domain } = await set.load(0);
    expect([cloud.count, domain]).toEqual([100660, 'outdoor']);
    const boxes = truth!.boxes;
    const ignored = truth!.judged!.ignoredBoxes!;
    expect(boxes.length + ignored.length).toBe(47);
    expect(diagnostics.map(({ code }) => code)).toEqual(['FRAME', 'BOX_CLASS_LEFT_OUT']);
    let inside = 0;
    for (const box of boxes) {
      expect(Math.abs(countInside(cloud, box) - box.points!)).toBeLessThanOrEqual(2 + 0.01 * box.points!);
      inside += countInside(cloud, box);
    }
    for (const box of ignored) inside += countInside(cloud, box);
    // README: 17 972 points inside the 47 boxes.
    expect(Math.abs(inside - 17972)).toBeLessThan(90);
    const classes = ['vehicle', 'pedestrian', 'cyclist', 'sign'];
    expect(Object.keys(histogram(boxes.map(({ className }) => classes.indexOf(className))))).not.toContain('-1');
    expect(boxes.every(({ id }) => /^[0-9a-f-]{36}$/.test(id!))).toBe(true);
  });

  it('puts the frame into the city by the pose of its time, and says when there is none', async () => {
    const sweep = sharedFolder(LOG).find(({ name }) => name.startsWith('3159'))!;
    const poses = (stamp: bigint) => {
      const table = tableFromArrays(
        {
          timestamp_ns: [1n, stamp],
          qw: [1, 0],
          qx: [0, 0],
          qy: [0, 0],
          qz: [0, 1],
          tx_m: [0, 10],
          ty_m: [0, 20],
          tz_m: [0, 3],
        },
        { types: { timestamp_ns: int64(), qw: float64(), tx_m: float64() } },
      );
      const bytes = tableToIPC(table, { format: 'file' }) as Uint8Array;
      return fromBytes('city_SE3_egovehicle.feather', bytes, `${LOG}/city_SE3_egovehicle.feather`);
    };
    const scene = await (await openScenes([sweep, poses(315973157959879000n)])).load(0);
    expect(scene.worldFromFrame?.map((value) => value + 0)).toEqual([
      -1, 0, 0, 10, 0, -1, 0, 20, 0, 0, 1, 3, 0, 0, 0, 1,
    ]);
    expect(scene.truth).toBeUndefined();
    const lost = await (await openScenes([sweep, poses(2n)])).load(0);
    expect(lost.worldFromFrame).toBeUndefined();
    expect(lost.diagnostics.map(({ code }) => code)).toContain('AV2_NO_POSE');
  });
});
