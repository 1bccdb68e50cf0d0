import { describe, expect, it } from 'vitest';
import { readKittiCalib, readKittiLabels } from '../formats/index.ts';
import { kittiBoxToVelodyne } from './kitti-box.ts';
import { kittiJudgedRegion } from './kitti-view.ts';
import { sharedSource } from './shared-data.fixture.ts';

async function frame(folder: string, number: string) {
  const names =
    folder === 'kitti/training'
      ? [`label_2/${number}.txt`, `calib/${number}.txt`]
      : [`${number}_gt.txt`, `${number}_calib.txt`];
  const objects = await readKittiLabels(sharedSource(`${folder}/${names[0]}`));
  const calib = await readKittiCalib(sharedSource(`${folder}/${names[1]}`));
  return { objects, calib };
}

describe('kittiJudgedRegion', () => {
  it.each([
    ['kitti/training', '000000', 1224, 370],
    ['kitti/pointpillars_val', '000134', 1224, 370],
  ])('%s/%s: the middle of every box is in its rectangle of the image', async (folder, number, widthPx, heightPx) => {
    const { objects, calib } = await frame(folder, number);
    const origin = [10, -20, 3] as const;
    const view = kittiJudgedRegion(objects, calib, origin, [])?.view;
    expect(view).toMatchObject({ widthPx, heightPx });
    for (const object of objects.filter(({ type }) => type !== 'DontCare')) {
      const [x, y, z] = kittiBoxToVelodyne(object, calib).center;
      const at = [x - origin[0], y - origin[1], z - origin[2], 1];
      const [u, v, w] = [0, 1, 2].map((row) =>
        at.reduce((sum, value, column) => sum + view!.projection[row * 4 + column]! * value, 0),
      ) as [number, number, number];
      const [left, top, right, bottom] = object.imageBox;
      expect(w).toBeCloseTo(object.bottomCenter[2], 0);
      expect(u / w).toBeGreaterThan(left - 2);
      expect(u / w).toBeLessThan(right + 2);
      expect(v / w).toBeGreaterThan(top - 2);
      expect(v / w).toBeLessThan(bottom + 2);
    }
  });

  it('keeps the parts of the image that nobody labelled, and says nothing without a P2', async () => {
    const { objects, calib } = await frame('kitti/pointpillars_val', '000134');
    const region = kittiJudgedRegion(objects, calib, [0, 0, 0], []);
    expect(region?.view?.ignoredPx).toEqual([
      { left: 623.97, top: 162.02, right: 652.39, bottom: 174.14 },
      { left: 473.26, top: 166.51, right: 498.98, bottom: 191.2 },
    ]);
    expect(kittiJudgedRegion(objects, { ...calib, leftColour: undefined }, [0, 0, 0], [])).toBeUndefined();
  });
});
