import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Diagnostics, FormatError, findAttribute } from '../../core/index.ts';
import { memorySource, sharedBytes, sharedSource } from '../shared-data.fixture.ts';
import { BIN_LAYOUTS, type BinLayoutName } from './layout.ts';
import { readFloatBin } from './read.ts';

const NUSCENES = ['00', '04', '08', '13', '18', '24'].map((n) => `nuscenes/lidarseg/frame${n}__LIDAR_TOP.pcd.bin`);
// Point counts and layouts: the README of the shared data.
const GOLDENS: readonly [string, BinLayoutName, number][] = [
  ['kitti/training/velodyne/000000.bin', 'xyz-intensity', 115384],
  ['kitti/mmdet3d/000008.bin', 'xyz-intensity', 17238],
  ['kitti/pointpillars_val/000134.bin', 'xyz-intensity', 19097],
  ['mmdet3d_tiny/semantickitti/sequences/00/velodyne/000000.bin', 'xyz-intensity', 50],
  ['scannet/mmdet3d/scene0000_00.bin', 'xyz-rgb', 40684],
  ['mmdet3d_tiny/scannet/points/scene0000_00.bin', 'xyz-rgb', 100],
  ['mmdet3d_tiny/s3dis/points/Area_1_office_2.bin', 'xyz-rgb', 100],
  ['sunrgbd/000017.bin', 'xyz-rgb', 50000],
  ['waymo/kitti_format/0000000.bin', 'xyz-intensity-elongation-time', 800],
  ['nuscenes/boxes/n015-2018-07-24-11-22-45+0800__LIDAR_TOP__1532402927647951.pcd.bin', 'xyz-intensity-ring', 34688],
  ...NUSCENES.map(
    (file) => [file, 'xyz-intensity-ring', sharedBytes(file).length / 20] as [string, BinLayoutName, number],
  ),
];

describe('readFloatBin', () => {
  it.each(GOLDENS)('%s is %s', async (file, layout, count) => {
    const diagnostics = new Diagnostics();
    const { cloud } = await readFloatBin(sharedSource(file), { diagnostics });
    expect(cloud.count).toBe(count);
    expect(diagnostics.list[0]).toMatchObject({ code: 'BIN_LAYOUT', severity: 'info' });
    expect(diagnostics.list[0]!.message).toContain(BIN_LAYOUTS[layout].join(' '));
  });

  it.each(GOLDENS)('%s cut anywhere is a FormatError, or a shorter cloud of the same layout', async (file, layout) => {
    const bytes = sharedBytes(file);
    const rowBytes = BIN_LAYOUTS[layout].length * 4;
    for (let i = 1; i <= 24; i++) {
      const end = Math.floor((bytes.length * i) / 25) + (i % 5) - 2;
      const reading = readFloatBin(memorySource('cut.bin', bytes.subarray(0, end)));
      if (end % rowBytes !== 0) await expect(reading, `cut at ${end}`).rejects.toBeInstanceOf(FormatError);
      else expect((await reading).cloud.count).toBe(end / rowBytes);
    }
  });

  it('reads values, colours and rings', async () => {
    const kitti = await readFloatBin(sharedSource('kitti/training/velodyne/000000.bin'));
    expect([...kitti.cloud.positions.subarray(0, 3)]).toEqual([
      18.323999404907227, 0.04899999871850014, 0.8289999961853027,
    ]);
    const scannet = await readFloatBin(sharedSource('scannet/mmdet3d/scene0000_00.bin'));
    expect([...findAttribute(scannet.cloud, 'rgb')!.values.subarray(0, 3)]).toEqual([123, 104, 75]);
    const sun = await readFloatBin(sharedSource('sunrgbd/000017.bin'));
    expect([...findAttribute(sun.cloud, 'rgb')!.values.subarray(0, 3)]).toEqual([237, 239, 234]);
    const nuscenes = await readFloatBin(sharedSource(NUSCENES[0]!));
    expect(Math.max(...findAttribute(nuscenes.cloud, 'ring')!.values)).toBe(31);
  });

  it('takes the layout it is told to', async () => {
    const { cloud } = await readFloatBin(sharedSource(NUSCENES[4]!), { binLayout: 'xyz-rgb' });
    expect(cloud.count).toBe(695040 / 24);
  });

  it.each([
    ['nuscenes/lidarseg/frame24_lidarseg.bin'],
    ['nuscenes/lidarseg/frame24_pred16.bin'],
    ['mmdet3d_tiny/scannet/semantic_mask/scene0000_00.bin'],
    ['mmdet3d_tiny/semantickitti/sequences/00/labels/000000.label'],
    ['labelcloud/segmentation/exemplary.bin'],
  ])('%s holds no points', async (file) => {
    await expect(readFloatBin(sharedSource(file))).rejects.toMatchObject({ code: 'FORMAT_UNKNOWN' });
  });

  it('detects the layout it was written with, whatever the place and the order of the points', async () => {
    const layouts = Object.keys(BIN_LAYOUTS).filter((name) => name !== 'xyz') as BinLayoutName[];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...layouts), fc.integer({ min: 1, max: 1e9 }), async (layout, seed) => {
        let state = seed;
        const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
        const columns: Record<string, () => number> = {
          x: () => random() * 100 - 50,
          y: () => random() * 100 - 50,
          z: () => random() * 6 - 2,
          intensity: () => Math.floor(random() * 100) / 100,
          ring: () => Math.floor(random() * 32),
          elongation: () => random(),
          timestamp: () => 1.55e15,
          ...Object.fromEntries(['red', 'green', 'blue'].map((name) => [name, () => Math.floor(random() * 256)])),
        };
        const rows = Array.from({ length: 500 }, () => BIN_LAYOUTS[layout].map((name) => columns[name]!()));
        const diagnostics = new Diagnostics();
        const bytes = new Uint8Array(Float32Array.from(rows.flat()).buffer);
        await readFloatBin(memorySource('a.bin', bytes), { diagnostics });
        expect(diagnostics.list[0]!.message).toContain(`${BIN_LAYOUTS[layout].join(' ')},`);
      }),
      { numRuns: 60 },
    );
  });

  it('takes any columns instead: their number is the stride, and _ is left out', async () => {
    const bytes = new Uint8Array(Float32Array.of(9, 1, 2, 3, 7, 0.5, 9, 4, 5, 6, 8, 0.25).buffer);
    const columns = ['_', 'x', 'y', 'z', 'beam', 'intensity'];
    const { cloud } = await readFloatBin(memorySource('a.bin', bytes), { columns });
    expect([...cloud.positions]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(cloud.attributes.map(({ name, values }) => [name, ...values])).toEqual([
      ['beam', 7, 8],
      ['intensity', 0.5, 0.25],
    ]);
    await expect(readFloatBin(memorySource('a.bin', bytes), { columns: [...columns, 'ring'] })).rejects.toMatchObject({
      code: 'FORMAT_TRUNCATED',
    });
  });
});
