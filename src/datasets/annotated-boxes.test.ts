import { describe, expect, it } from 'vitest';
import { findAttribute } from '../core/index.ts';
import { fromBytes } from '../sources/index.ts';
import { openScenes } from './index.ts';
import { histogram, sharedFolder, sharedSource } from './shared-data.fixture.ts';
import { countInside } from './truth-boxes.ts';

const json = (path: string, content: unknown) =>
  fromBytes(path.split('/').at(-1)!, new TextEncoder().encode(JSON.stringify(content)), path);
const codes = (scene: { diagnostics: readonly { code: string }[] }) => scene.diagnostics.map(({ code }) => code);

describe('SUSTechPOINTS', () => {
  it('19 objects, on their points', async () => {
    const set = await openScenes(sharedFolder('sustech'));
    expect(set).toMatchObject({ dataset: 'sustech', frameCount: 1, diagnostics: [] });
    const scene = await set.load(0);
    const { boxes, judged } = scene.truth!;
    expect(scene.cloud.count).toBe(68242);
    // README: Bus 1, Car 7, Truck 1; Pedestrian 6; Rider 3; one Motor without a class.
    const names = boxes.map(({ className }) => className);
    expect(['vehicle', 'pedestrian', 'cyclist'].map((name) => names.filter((other) => other === name).length)).toEqual([
      9, 6, 3,
    ]);
    expect(judged!.ignoredBoxes).toHaveLength(1);
    // Cars are labelled on points: all but a far one hold some, and a box turned by 90° holds far fewer.
    const held = boxes.reduce((sum, box) => sum + box.points!, 0);
    const turned = boxes.reduce(
      (sum, box) => sum + countInside(scene.cloud, { ...box, yaw: box.yaw + Math.PI / 2 }),
      0,
    );
    expect(boxes.filter(({ points }) => points! > 0).length).toBeGreaterThanOrEqual(17);
    expect(held).toBeGreaterThan(turned * 1.3);
  });

  it('a label file that is damaged says where', async () => {
    const cloud = sharedSource('sustech/lidar/000950.pcd');
    const wrong = json('sustech/label/000950.json', [{ psr: { position: { x: 1, y: 2 } }, obj_type: 'Car' }]);
    const set = await openScenes([cloud, wrong]);
    await expect(set.load(0)).rejects.toMatchObject({ code: 'FORMAT_FIELD', context: { field: 'psr of object 0' } });
  });
});

describe('labelCloud', () => {
  it('a box in degrees, classes of the points by the project’s names', async () => {
    const set = await openScenes(sharedFolder('labelcloud'));
    expect(set).toMatchObject({ dataset: 'labelcloud', frameCount: 1, diagnostics: [] });
    const scene = await set.load(0);
    expect(scene).toMatchObject({ domain: 'indoor', cloud: { count: 86357 } });
    const [box] = scene.truth!.boxes;
    expect(box).toMatchObject({ className: 'cart', size: [0.75, 0.55, 0.15] });
    expect(box!.yaw).toBeCloseTo((-125 * Math.PI) / 180, 9);
    const label = findAttribute(scene.cloud, 'label')!.values;
    // README: LABELS 0:81944 1:4413, 1 = cart.
    expect(histogram(label)).toEqual({ 0: 81944, 1: 4413 });
    let cart = 0;
    for (let i = 0; i < label.length; i++) cart += label[i]!;
    expect(cart).toBe(4413);
    expect(box!.points).toBeGreaterThan(2000);
    expect(codes(scene)).toEqual(expect.arrayContaining(['LABELCLOUD_ANGLES', 'LABELCLOUD_CLASSES']));
  });

  it('knows classes that are named like ours, and boxes of eight corners', async () => {
    const corners = [
      [0, 0, 0],
      [0, 2, 0],
      [1, 2, 0],
      [1, 0, 0],
      [0, 0, 3],
      [0, 2, 3],
      [1, 2, 3],
      [1, 0, 3],
    ];
    const ply = new TextEncoder().encode(
      'ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\nend_header\n0.5 1 1\n9 9 1\n0 0 0\n',
    );
    const set = await openScenes([
      fromBytes('a.ply', ply, 'p/a.ply'),
      json('p/labels/a.json', { objects: [{ name: 'chair', vertices: corners }] }),
      json('p/_classes.json', { classes: [{ id: 3, name: 'Chair' }], format: 'vertices', created_with: {} }),
      fromBytes('a.bin', Uint8Array.of(3, 0, 3), 'p/segmentation/a.bin'),
    ]);
    const { truth } = await set.load(0);
    expect(truth!.boxes).toMatchObject([{ className: 'chair', center: [0.5, 1, 1.5], size: [2, 1, 3], points: 2 }]);
    expect(truth!.boxes[0]!.yaw).toBeCloseTo(Math.PI / 2, 12);
    expect([...truth!.semantic!]).toEqual([4, -1, 4]);
  });
});

describe('MMDetection3D infos', () => {
  it('nuScenes: 69 boxes, on the points that they state', async () => {
    const set = await openScenes(sharedFolder('nuscenes/boxes'));
    expect(set).toMatchObject({ dataset: 'nuscenes', frameCount: 1 });
    const { cloud, truth, worldFromFrame } = await set.load(0);
    expect(cloud.count).toBe(34688);
    const all = [...truth!.boxes, ...truth!.judged!.ignoredBoxes!];
    expect(all).toHaveLength(69);
    // README: 994 of 1009 stated points are inside.
    const inside = all.reduce((sum, box) => sum + countInside(cloud, box), 0);
    expect(Math.abs(inside - 994)).toBeLessThanOrEqual(12);
    expect(truth!.boxes.every(({ points }) => points !== undefined)).toBe(true);
    expect(worldFromFrame!.slice(12)).toEqual([0, 0, 0, 1]);
  });

  it('KITTI 000008: six cars of the camera frame, and what the camera saw', async () => {
    const set = await openScenes(sharedFolder('kitti/mmdet3d'));
    expect(set.dataset).toBe('kitti-object');
    const { cloud, truth } = await set.load(0);
    expect(cloud.count).toBe(17238);
    expect(truth!.boxes.map(({ className, points }) => [className, points])).toEqual(
      [1325, 1900, 881, 659, 55, 162].map((points) => ['vehicle', points]),
    );
    for (const box of truth!.boxes) {
      const share = countInside(cloud, box) / box.points!;
      expect(share).toBeGreaterThan(0.8);
      expect(share).toBeLessThan(1.3);
    }
    expect(truth!.judged!.view!.ignoredPx).toHaveLength(4);
  });

  it('SUN RGB-D and Waymo in KITTI’s format', async () => {
    const room = await (await openScenes(sharedFolder('sunrgbd'))).load(0);
    expect(room).toMatchObject({ dataset: 'sunrgbd', domain: 'indoor', cloud: { count: 50000 } });
    expect(room.truth!.boxes.map(({ className }) => className)).toEqual(['bed']);
    expect(room.truth!.boxes[0]!.points).toBeGreaterThan(2000);
    const street = await (await openScenes(sharedFolder('waymo/kitti_format'))).load(0);
    expect(street).toMatchObject({ dataset: 'waymo-kitti-format', cloud: { count: 800 } });
    expect(street.truth!.boxes).toMatchObject([{ className: 'vehicle', points: 309 }]);
  });
});

describe('masks', () => {
  it('S3DIS and ScanNet cut-outs: classes and instances', async () => {
    const office = await (await openScenes(sharedFolder('mmdet3d_tiny/s3dis'))).load(0);
    expect(office).toMatchObject({ dataset: 's3dis', domain: 'indoor', cloud: { count: 100 } });
    // README: semantic 0:19 1:14 2:39 …; floor is 1 and wall 2, in scannet20 1 and 0.
    expect(histogram(office.truth!.semantic!)).toMatchObject({ 0: 39, 1: 14 });
    expect(histogram(office.truth!.instance!)).toMatchObject({ 1: 5, 2: 14, 3: 17 });
    const scan = await (await openScenes(sharedFolder('mmdet3d_tiny/scannet'))).load(0);
    expect(scan).toMatchObject({ dataset: 'scannet', cloud: { count: 100 } });
    // README: NYU40 1:14 2:13 3:14.
    expect(histogram(scan.truth!.semantic!)).toMatchObject({ 0: 14, 1: 13, 2: 14 });
    expect(scan.truth!.source!.scheme).toBe('nyu40');
  });

  it('a mask of another cloud is a mismatch', async () => {
    const sources = sharedFolder('mmdet3d_tiny/s3dis').filter(({ path }) => !path.includes('semantic_mask'));
    const wrong = fromBytes('Area_1_office_2.bin', new Uint8Array(808), 's3dis/semantic_mask/Area_1_office_2.bin');
    const set = await openScenes([...sources, wrong]);
    await expect(set.load(0)).rejects.toMatchObject({ code: 'FORMAT_MISMATCH' });
  });
});
