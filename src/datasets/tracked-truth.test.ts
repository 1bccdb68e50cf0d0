import { describe, expect, it } from 'vitest';
import { readKittiTracklets, readNuscenesPanoptic } from '../formats/index.ts';
import { openScenes } from './index.ts';
import {
  file,
  KITTI_DRIVE,
  kittiSweeps,
  PANOPTIC as labels,
  panopticNpz as npz,
  sweep,
  TRACKLETS_XML as xml,
} from './made-folders.fixture.ts';

describe('KITTI raw tracklets', () => {
  const drive = KITTI_DRIVE;
  const sweeps = kittiSweeps();

  it('boxes of each frame, with their tracks, from the bottom up to the middle', async () => {
    const set = await openScenes([...sweeps, file(`${drive}/tracklet_labels.xml`, xml)]);
    expect(set).toMatchObject({ dataset: 'kitti-raw', frameCount: 3, diagnostics: [] });
    expect((await set.load(0)).truth).toMatchObject({
      boxes: [],
      judged: { ignoredBoxes: [{ center: [30, -15, 1.5] }] },
    });
    const { truth, diagnostics } = await set.load(2);
    expect(truth!.boxes).toMatchObject([
      { className: 'vehicle', id: '0', center: [12, -6, 1.5], size: [4, 1.5, 2], yaw: 0.6, points: 1 },
    ]);
    expect(diagnostics.map(({ code }) => code)).toContain('KITTI_NO_VIEW');
  });

  it('says where the annotators looked, with the day’s calibration', async () => {
    const set = await openScenes([
      ...sweeps,
      file(`${drive}/tracklet_labels.xml`, xml),
      file('2011_09_26/calib_velo_to_cam.txt', 'R: 0 -1 0 0 0 -1 1 0 0\nT: 0 0 0\n'),
      file(
        '2011_09_26/calib_cam_to_cam.txt',
        'R_rect_00: 1 0 0 0 1 0 0 0 1\nP_rect_02: 721.5377 0 609 0 0 721.5377 172 0 0 0 1 0\n',
      ),
    ]);
    const { judged } = (await set.load(1)).truth!;
    expect(judged!.view).toMatchObject({ widthPx: 1242, heightPx: 375 });
    // Straight ahead is the middle of the picture.
    const p = judged!.view!.projection;
    expect([p[0]! / p[8]!, p[4]! / p[8]!]).toEqual([609, 172]);
  });

  it.each([
    ['no XML', 'hello'],
    ['cut short', xml.slice(0, 400)],
    ['an entity of its own', xml.replace('boost_serialization>', 'b [<!ENTITY a "aaa">]>').replace('Van', '&a;')],
    ['no tracklets', '<a></a>'],
    ['a pose without a place', xml.replace('<tx>10</tx>', '')],
    ['a place that is none', xml.replace('<tx>10</tx>', '<tx>ten</tx>')],
  ])('%s is refused', async (_, text) => {
    await expect(readKittiTracklets(file('tracklet_labels.xml', text))).rejects.toMatchObject({ name: 'FormatError' });
  });
});

describe('nuScenes panoptic', () => {
  it('classes and instances beside their sweep', async () => {
    const set = await openScenes([
      sweep('n/samples/LIDAR_TOP/a__LIDAR_TOP__1.pcd.bin', 5),
      file('n/panoptic/v1.0-mini/t_panoptic.npz', npz(labels)),
    ]);
    expect(set).toMatchObject({ dataset: 'nuscenes', frameCount: 1, diagnostics: [] });
    const { truth } = await set.load(0);
    expect([...truth!.instance!.slice(0, 8)]).toEqual([17_003, 17_003, 17_003, 17_003, 17_001, 17_001, 0, 0]);
    expect(new Set(truth!.semantic)).toEqual(new Set([7, 0]));
    expect([...truth!.source!.ids.slice(3, 7)]).toEqual([17, 17, 17, 24]);
  });

  it('by the tables, before lidarseg', async () => {
    const json = (name: string, rows: unknown) => file(`n/v1.0-mini/${name}`, JSON.stringify(rows));
    const set = await openScenes([
      sweep('n/samples/LIDAR_TOP/a.pcd.bin', 5),
      file('n/panoptic/v1.0-mini/t_panoptic.npz', npz(labels)),
      file('n/lidarseg/v1.0-mini/t_lidarseg.bin', new Uint8Array(64).fill(24)),
      json('sample_data.json', [{ token: 't', timestamp: 1, filename: 'samples/LIDAR_TOP/a.pcd.bin' }]),
      json('panoptic.json', [{ token: 't', sample_data_token: 't', filename: 'panoptic/v1.0-mini/t_panoptic.npz' }]),
    ]);
    expect(set.diagnostics).toEqual([]);
    expect((await set.load(0)).truth!.instance![0]).toBe(17_003);
  });

  it.each<[string, Uint8Array]>([
    ['another array', npz(labels, 'points.npy')],
    ['numbers of another type', npz(Float32Array.of(1, 2))],
    ['a class beyond the last', npz(Uint16Array.of(40_000))],
    ['cut short', npz(labels).slice(0, 90)],
  ])('%s is refused', async (_, bytes) => {
    await expect(readNuscenesPanoptic(file('t_panoptic.npz', bytes))).rejects.toMatchObject({ name: 'FormatError' });
  });

  it('another sweep’s labels are a mismatch', async () => {
    const set = await openScenes([
      sweep('n/LIDAR_TOP/a__LIDAR_TOP__1.pcd.bin', 5),
      file('n/a_panoptic.npz', npz(labels.slice(1))),
    ]);
    await expect(set.load(0)).rejects.toMatchObject({ code: 'FORMAT_MISMATCH' });
  });
});
