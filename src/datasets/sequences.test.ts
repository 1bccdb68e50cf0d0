import { describe, expect, it } from 'vitest';
import type { ByteSource } from '../core/index.ts';
import { fromBytes } from '../sources/index.ts';
import { openScenes } from './index.ts';
import { sharedSource } from './shared-data.fixture.ts';

const file = (path: string, content: string | Uint8Array) =>
  fromBytes(path.split('/').at(-1)!, typeof content === 'string' ? new TextEncoder().encode(content) : content, path);
const json = (path: string, content: unknown) => file(path, JSON.stringify(content));

/** Enough rows that their columns can be told apart. */
function sweep(path: string, columns = 4): ByteSource {
  const values = new Float32Array(64 * columns);
  for (let row = 0; row < 64; row++) {
    values.set([row, -row / 2, 1 + (row % 5) / 3, (row % 10) / 16, row % 32].slice(0, columns), row * columns);
  }
  return file(path, new Uint8Array(values.buffer));
}

const rows = (m: readonly number[]) => m.slice(0, 12).map((value) => Math.round(value * 1e6) / 1e6 + 0);

describe('KITTI sequences', () => {
  // Velodyne x forward → camera z forward, y left → −x, z up → −y.
  const calib = 'P0: 1 0 0 0 0 1 0 0 0 0 1 0\nTr: 0 -1 0 0 0 0 -1 0 1 0 0 0\n';

  it('odometry: poses of the camera become poses of the lidar, by the frame’s number', async () => {
    const set = await openScenes([
      sweep('d/sequences/04/velodyne/000000.bin'),
      sweep('d/sequences/04/velodyne/000001.bin'),
      file('d/sequences/04/calib.txt', calib),
      file('d/sequences/04/times.txt', '0.0e+00\n1.0e-01\n'),
      file('d/poses/04.txt', '1 0 0 0 0 1 0 0 0 0 1 0\n1 0 0 -2 0 1 0 -3 0 0 1 10\n'),
    ]);
    expect(set).toMatchObject({ dataset: 'kitti-odometry', frameCount: 2, diagnostics: [] });
    // Camera (−2 right, −3 down, 10 forward) is lidar (10 forward, 2 left, 3 up).
    expect(rows((await set.load(1)).worldFromFrame!)).toEqual([1, 0, 0, 10, 0, 1, 0, 2, 0, 0, 1, 3]);
    expect(await set.load(0)).toMatchObject({ dataset: 'kitti-odometry', cloud: { count: 64 } });
  });

  it('the folder of one sequence: what lies beside the sweeps says that it is one', async () => {
    const inside = [
      file('04/calib.txt', calib),
      file('04/poses.txt', '1 0 0 0 0 1 0 0 0 0 1 0\n1 0 0 0 0 1 0 0 0 0 1 10\n'),
    ];
    const sweeps = [sweep('04/velodyne/000000.bin'), sweep('04/velodyne/000001.bin')];
    const set = await openScenes([...sweeps, ...inside]);
    expect(set).toMatchObject({ dataset: 'kitti-odometry', frameCount: 2, diagnostics: [] });
    expect(rows((await set.load(1)).worldFromFrame!)).toEqual([1, 0, 0, 10, 0, 1, 0, 0, 0, 0, 1, 0]);
    expect((await openScenes(sweeps)).dataset).toBe('file');
  });

  it('SemanticKITTI: its own poses win, and a frame beyond them says so', async () => {
    const labels = (name: string) => file(`s/sequences/00/labels/${name}.label`, new Uint8Array(64 * 4).fill(0));
    const set = await openScenes([
      sweep('s/sequences/00/velodyne/000000.bin'),
      sweep('s/sequences/00/velodyne/000007.bin'),
      labels('000000'),
      labels('000007'),
      file('s/sequences/00/calib.txt', calib),
      file('s/sequences/00/poses.txt', '1 0 0 0 0 1 0 0 0 0 1 5\n'),
      file('s/poses/00.txt', '1 0 0 0 0 1 0 0 0 0 1 99\n'),
    ]);
    expect(set.dataset).toBe('semantickitti');
    const first = await set.load(0);
    expect(first.truth!.semantic).toHaveLength(64);
    expect(first.worldFromFrame![3]).toBe(5);
    const lost = await set.load(1);
    expect(lost.worldFromFrame).toBeUndefined();
    expect(lost.diagnostics.map(({ code }) => code)).toContain('KITTI_NO_POSE');
  });

  it('raw drives: where the vehicle was, in metres east and north of the first frame', async () => {
    const state = (lat: number, lon: number, yaw: number) => `${lat} ${lon} 100 0 0 ${yaw} ${'0 '.repeat(24)}\n`;
    const drive = '2011_09_26/2011_09_26_drive_0001_sync';
    const set = await openScenes([
      sweep(`${drive}/velodyne_points/data/0000000000.bin`),
      sweep(`${drive}/velodyne_points/data/0000000001.bin`),
      file(`${drive}/velodyne_points/timestamps.txt`, '2011-09-26 13:02:25.951199337\n'),
      file(`${drive}/oxts/data/0000000000.txt`, state(49, 8, 0)),
      file(`${drive}/oxts/data/0000000001.txt`, state(49.0001, 8.0001, Math.PI / 2)),
      file('2011_09_26/calib_imu_to_velo.txt', 'calib_time: x\nR: 1 0 0 0 1 0 0 0 1\nT: -1 0 0\n'),
    ]);
    expect(set).toMatchObject({ dataset: 'kitti-raw', frameCount: 2, diagnostics: [] });
    const [first, second] = [(await set.load(0)).worldFromFrame!, (await set.load(1)).worldFromFrame!];
    expect(rows(first)).toEqual([1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 0]);
    // A ten-thousandth of a degree: 11.1 m north, and cos 49° of it east. The lidar is 1 m ahead, now north.
    expect(second[3]).toBeCloseTo(11.13 * Math.cos((49 * Math.PI) / 180), 1);
    expect(second[7]).toBeCloseTo(11.13 + 1, 1);
    expect(second[4]).toBeCloseTo(1, 9);
  });
});

describe('nuScenes tables', () => {
  it('boxes of the world become boxes of the lidar, in the order of time, with lidarseg by token', async () => {
    const half = Math.SQRT1_2;
    const lidarseg = new Uint8Array(64).fill(24);
    const sources = [
      sweep('n/samples/LIDAR_TOP/b__LIDAR_TOP__2.pcd.bin', 5),
      sweep('n/sweeps/LIDAR_TOP/a__LIDAR_TOP__1.pcd.bin', 5),
      file('n/lidarseg/v1.0-mini/tb_lidarseg.bin', lidarseg),
      json('n/v1.0-mini/sample_data.json', [
        {
          token: 'tb',
          sample_token: 's',
          ego_pose_token: 'e',
          calibrated_sensor_token: 'c',
          timestamp: 2,
          filename: 'samples/LIDAR_TOP/b__LIDAR_TOP__2.pcd.bin',
        },
        {
          token: 'ta',
          sample_token: 's',
          ego_pose_token: 'e',
          calibrated_sensor_token: 'c',
          timestamp: 1,
          filename: 'sweeps/LIDAR_TOP/a__LIDAR_TOP__1.pcd.bin',
        },
      ]),
      json('n/v1.0-mini/ego_pose.json', [{ token: 'e', translation: [100, 200, 0], rotation: [1, 0, 0, 0] }]),
      // The lidar looks with its y axis along the vehicle's x.
      json('n/v1.0-mini/calibrated_sensor.json', [
        { token: 'c', translation: [1, 0, 2], rotation: [half, 0, 0, -half] },
      ]),
      json('n/v1.0-mini/instance.json', [
        { token: 'i', category_token: 'k' },
        { token: 'j', category_token: 'l' },
      ]),
      json('n/v1.0-mini/category.json', [
        { token: 'k', name: 'vehicle.car' },
        { token: 'l', name: 'animal' },
      ]),
      json('n/v1.0-mini/sample_annotation.json', [
        {
          token: 'x',
          sample_token: 's',
          instance_token: 'i',
          translation: [111, 205, 1],
          size: [2, 4, 1.5],
          rotation: [1, 0, 0, 0],
          num_lidar_pts: 7,
        },
        {
          token: 'y',
          sample_token: 's',
          instance_token: 'j',
          translation: [0, 0, 0],
          size: [1, 1, 1],
          rotation: [1, 0, 0, 0],
          num_lidar_pts: 1,
        },
        {
          token: 'z',
          sample_token: 'other',
          instance_token: 'i',
          translation: [0, 0, 0],
          size: [1, 1, 1],
          rotation: [1, 0, 0, 0],
        },
      ]),
    ];
    const set = await openScenes(sources);
    expect(set).toMatchObject({ dataset: 'nuscenes', frameCount: 2, diagnostics: [] });
    expect(set.frameNames).toEqual(['a__LIDAR_TOP__1.pcd.bin', 'b__LIDAR_TOP__2.pcd.bin']);
    const { truth } = await set.load(1);
    expect(truth!.boxes).toMatchObject([{ className: 'vehicle', id: 'i', size: [4, 2, 1.5], points: 7 }]);
    // 10 m ahead and 5 m left of the lidar, whose x is right: (−5, 10, −1), and its length along y.
    const [box] = truth!.boxes;
    expect(box!.center.map((value) => Math.round(value * 1e6) / 1e6)).toEqual([-5, 10, -1]);
    expect(box!.yaw).toBeCloseTo(Math.PI / 2, 9);
    expect(truth!.judged!.ignoredBoxes).toHaveLength(1);
    expect(truth!.semantic!.every((label) => label === 0)).toBe(true);
    expect((await set.load(0)).truth?.boxes ?? []).toEqual([]);
    // Boxes of nobody knows what are none.
    const without = sources.filter(({ name }) => !/^(instance|category)\.json$/.test(name));
    const scene = await (await openScenes(without)).load(1);
    expect([scene.truth?.boxes, scene.diagnostics.map(({ code }) => code)]).toEqual([
      [],
      expect.arrayContaining(['NUSCENES_NO_CATEGORIES']),
    ]);
  });

  it('a table with a damaged row says which field', async () => {
    const set = await openScenes([
      sweep('n/samples/LIDAR_TOP/b.pcd.bin', 5),
      json('n/v1.0-mini/sample_data.json', [
        { token: 't', ego_pose_token: 'e', calibrated_sensor_token: 'c', filename: 'samples/LIDAR_TOP/b.pcd.bin' },
      ]),
      json('n/v1.0-mini/ego_pose.json', [{ token: 'e', translation: [1, 2], rotation: [1, 0, 0, 0] }]),
      json('n/v1.0-mini/calibrated_sensor.json', [{ token: 'c', translation: [1, 2, 3], rotation: [1, 0, 0, 0] }]),
    ]);
    await expect(set.load(0)).rejects.toMatchObject({ code: 'FORMAT_FIELD', context: { field: 'translation' } });
  });
});

describe('indoor folders', () => {
  it('3RScan: classes, instances and boxes from the annotated mesh', async () => {
    const vertex = (x: number, id: number, nyu: number) => `${x} 0 0 1 2 3 ${id} 9 ${nyu} 1 1\n`;
    const mesh = `ply\nformat ascii 1.0\nelement vertex 4\n${['x', 'y', 'z'].map((axis) => `property float ${axis}\n`).join('')}${['red', 'green', 'blue'].map((name) => `property uchar ${name}\n`).join('')}property ushort objectId\nproperty ushort globalId\nproperty uchar NYU40\nproperty uchar Eigen13\nproperty uchar RIO27\nend_header\n${vertex(0, 0, 0)}${vertex(1, 3, 5)}${vertex(2, 3, 5)}${vertex(5, 4, 1)}`;
    const set = await openScenes([
      file('3/uuid-1/labels.instances.annotated.v2.ply', mesh),
      json('3/uuid-1/semseg.v2.json', { scan_id: 'uuid-1', segGroups: [{ id: 3, obb: {} }] }),
    ]);
    expect(set).toMatchObject({ dataset: '3rscan', frameNames: ['uuid-1'], diagnostics: [] });
    const { cloud, truth, domain } = await set.load(0);
    expect(domain).toBe('indoor');
    expect([...truth!.semantic!]).toEqual([-1, 4, 4, 0]);
    expect([...truth!.instance!]).toEqual([0, 3, 3, 4]);
    expect(truth!.boxes).toMatchObject([{ className: 'chair', center: [1.5, 0, 0], points: 2, id: '3' }]);
    expect(cloud.attributes.map(({ name }) => name)).toEqual(['globalId', 'Eigen13', 'RIO27']);
  });

  it('S3DIS: the annotations of a room are the room', async () => {
    const part = (name: string, lines: string) => file(`S/Area_1/office_1/Annotations/${name}.txt`, lines);
    const set = await openScenes([
      file('S/Area_1/office_1/office_1.txt', '1.5 2.5 3.5 10 20 30\n'.repeat(5)),
      part('chair_1', '1.25 2.5 0.5 10 20 30\n1.5 2.25 0.75 11 21 31\n1.75 2.5 0.25 12 22 32\n'),
      part('floor_1', '0.25 0.5 0.0 200 200 200\n4.5 3.25 0.0 201 201 201\n'),
      part('stairs_1', '9.5 9.5 1.5 1 2 3\n9.25 9.5 1.25 1 2 4\n'),
    ]);
    expect(set).toMatchObject({ dataset: 's3dis', frameNames: ['office_1'], diagnostics: [] });
    const scene = await set.load(0);
    expect(scene.cloud.count).toBe(7);
    expect([...scene.truth!.semantic!]).toEqual([4, 4, 4, 1, 1, -1, -1]);
    expect([...scene.truth!.instance!]).toEqual([1, 1, 1, 2, 2, 3, 3]);
    expect([...scene.cloud.attributes[0]!.values].slice(9, 15)).toEqual([200, 200, 200, 201, 201, 201]);
    expect(scene.diagnostics.map(({ code }) => code)).toContain('S3DIS_CLUTTER');
    expect(scene.cloud.positions[3 * 5]).toBe(9.5);
  });

  it('a .sens stream beside the mesh of its scan is left out', async () => {
    const ply =
      'ply\nformat ascii 1.0\nelement vertex 1\nproperty float x\nproperty float y\nproperty float z\nend_header\n1 2 3\n';
    const stream = new Uint8Array(64);
    stream.set([4, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 75, 105, 110, 101]);
    const set = await openScenes([
      file('scene0000_00/scene0000_00.sens', stream),
      file('scene0000_00/scene0000_00_vh_clean_2.ply', ply),
    ]);
    expect(set).toMatchObject({
      dataset: 'scannet',
      frameCount: 1,
      diagnostics: [{ code: 'FILES_LEFT_OUT', count: 1 }],
    });
    const alone = await openScenes([file('scene0000_00.sens', stream)]);
    expect(alone.dataset).toBe('scannet-sens');
    await expect(alone.load(0)).rejects.toMatchObject({ code: 'FORMAT_TRUNCATED' });
  });

  it('a lone sweep of these names still opens', async () => {
    const scene = await (await openScenes([sharedSource('kitti/training/velodyne/000000.bin')])).load(0);
    expect(scene.cloud.count).toBe(115384);
  });
});
