import { describe, expect, it } from 'vitest';
import { Diagnostics, findAttribute, type Scene } from '../core/index.ts';
import { writeScenePly } from '../formats/index.ts';
import { fromBytes } from '../sources/index.ts';
import { openScenes } from './index.ts';
import { countInside, histogram, sharedFolder, sharedSource } from './shared-data.fixture.ts';

const text = (path: string, content: string) =>
  fromBytes(path.split('/').at(-1)!, new TextEncoder().encode(content), path);

describe('openScenes on driving data', () => {
  it('KITTI object: boxes of both label sets land on their points', async () => {
    const training = await openScenes(sharedFolder('kitti/training'));
    expect(training).toMatchObject({ dataset: 'kitti-object', frameCount: 1, diagnostics: [] });
    const first = await training.load(0);
    expect(first.cloud.count).toBe(115384);
    expect(first).toMatchObject({ domain: 'outdoor', truth: { labelSet: 'outdoor11' }, frame: { index: 0, count: 1 } });
    expect(first.truth!.boxes.map((box) => box.className)).toEqual(['pedestrian']);
    // README: 376 in the camera frame; the upright lidar box may differ by a few.
    expect(Math.abs(countInside(first.cloud, first.truth!.boxes[0]!) - 376)).toBeLessThanOrEqual(2);

    const scene = await (await openScenes(sharedFolder('kitti/pointpillars_val'))).load(0);
    const boxes = scene.truth!.boxes;
    expect(boxes).toHaveLength(15);
    const inside = boxes.map((box) => countInside(scene.cloud, box));
    // README: car 523 exactly, 571 as an upright box; cyclists 160, 80, 36; pedestrian 91.
    expect(inside.slice(0, 3)).toEqual([571, 160, 80]);
    expect(Math.abs(inside[3]! - 91)).toBeLessThanOrEqual(2);
    expect(inside[4]).toBe(36);
    for (const box of boxes) expect(Math.abs(box.yaw)).toBeLessThanOrEqual(Math.PI);
  });

  it('KITTI object without calibration: says that boxes need it', async () => {
    const sources = sharedFolder('kitti/training').filter((source) => !source.path.includes('calib'));
    const scene = await (await openScenes(sources)).load(0);
    expect(scene.truth).toBeUndefined();
    expect(scene.diagnostics.map((entry) => entry.code)).toContain('KITTI_NO_CALIB');
  });

  it('KITTI object: an empty label file says that there is nothing', async () => {
    const sources = sharedFolder('kitti/training').map((source) =>
      source.path.includes('label_2') ? fromBytes(source.name, new Uint8Array(0), source.path) : source,
    );
    const set = await openScenes(sources);
    expect([set.dataset, set.diagnostics]).toEqual(['kitti-object', []]);
    expect((await set.load(0)).truth).toMatchObject({ labelSet: 'outdoor11', boxes: [] });
  });

  it('SemanticKITTI: classes of the labelled cut-out', async () => {
    const set = await openScenes(sharedFolder('mmdet3d_tiny/semantickitti'));
    expect(set.dataset).toBe('semantickitti');
    const { cloud, truth } = await set.load(0);
    expect(cloud.count).toBe(50);
    // README: 0:2 50:25 52:1 70:17 71:3 80:2
    expect(histogram(truth!.semantic!)).toEqual({ '-1': 2, 3: 25, 10: 1, 4: 20, 5: 2 });
  });

  it('SemanticKITTI: one instance id a class and id, and a wrong count is a mismatch', async () => {
    const points = fromBytes(
      '000000.bin',
      new Uint8Array(new Float32Array(16).fill(0.5).map((v, i) => v + i).buffer),
      'velodyne/000000.bin',
    );
    const label = (ids: number[]) =>
      fromBytes('000000.label', new Uint8Array(Uint32Array.from(ids).buffer), 'labels/000000.label');
    const set = await openScenes([points, label([(1 << 16) | 10, (1 << 16) | 30, (1 << 16) | 10, 70])]);
    expect((await set.load(0)).truth!.instance).toEqual(Uint32Array.of(1, 2, 1, 0));
    const wrong = await openScenes([points, label([10, 10, 10])]);
    await expect(wrong.load(0)).rejects.toMatchObject({ code: 'FORMAT_MISMATCH', context: { expected: 4, found: 3 } });
  });

  it('nuScenes: six labelled frames in order, predictions left out and said', async () => {
    const set = await openScenes(sharedFolder('nuscenes/lidarseg'));
    expect(set).toMatchObject({ dataset: 'nuscenes', title: 'lidarseg', frameCount: 6 });
    expect(set.frameNames.map((name) => name.slice(5, 7))).toEqual(['00', '04', '08', '13', '18', '24']);
    expect(set.diagnostics).toMatchObject([{ code: 'FILES_LEFT_OUT', count: 6 }]);
    const { cloud, truth } = await set.load(0);
    expect(cloud.count).toBe(34720);
    // README: 0:3 2:3 4:17 12:9 17:424 23:232 24:13624 25:3 26:853 27:3960 28:2792 30:2934 31:9866
    expect(histogram(truth!.semantic!)).toEqual({
      '-1': 9869,
      0: 13624,
      1: 853,
      2: 3960,
      3: 2792,
      4: 2934,
      7: 656,
      8: 20,
      10: 12,
    });
    expect((await set.load(4)).cloud.count).toBe(34752);
  });

  it('nuScenes: a sweep without labels still loads', async () => {
    const sources = sharedFolder('nuscenes/boxes').filter(({ name }) => name.endsWith('.pcd.bin'));
    const scene = await (await openScenes(sources)).load(0);
    expect(scene).toMatchObject({ dataset: 'nuscenes', cloud: { count: 34688 } });
    expect(scene.truth).toBeUndefined();
  });

  it('Waymo v1: frames, boxes with their stated points inside, classes on the first frame', async () => {
    const set = await openScenes([sharedSource('waymo/semisynthetic/sf_2frames.tfrecord')]);
    expect(set).toMatchObject({ dataset: 'waymo-v1', frameCount: 2, title: 'sf_2frames.tfrecord' });
    const scene = await set.load(0);
    expect(scene.truth!.boxes).toHaveLength(75);
    expect(
      histogram(scene.truth!.boxes.map((box) => ['vehicle', 'pedestrian', 'sign', 'cyclist'].indexOf(box.className))),
    ).toEqual({
      0: 37,
      1: 12,
      2: 25,
      3: 1,
    });
    let [stated, inside] = [0, 0];
    for (const box of scene.truth!.boxes) {
      stated += box.points ?? 0;
      inside += countInside(scene.cloud, box);
    }
    expect(Math.abs(inside - stated) / stated).toBeLessThan(0.01);
    const classes = histogram(scene.truth!.semantic!);
    // First returns: road 27665, car 53497, pedestrian 5326…; second returns of TOP carry no labels in this file.
    expect([classes[0], classes[3], classes[7], classes[8]]).toEqual([27665, 47436, 53497, 5326]);
    expect((await set.load(1)).truth!.semantic).toBeUndefined();
    // Vehicle to global: a rotation, far from the global origin.
    const pose = scene.worldFromFrame!;
    expect(pose.slice(12)).toEqual([0, 0, 0, 1]);
    expect(Math.hypot(pose[0]!, pose[4]!, pose[8]!)).toBeCloseTo(1, 6);
    expect(Math.hypot(pose[3]!, pose[7]!)).toBeGreaterThan(100);
  });

  it('Waymo v1 without points: opens, and says what is missing when loaded', async () => {
    const set = await openScenes([sharedSource('waymo/mmdet3d_val_metadata_only.tfrecord')]);
    expect(set.frameCount).toBe(1);
    await expect(set.load(0)).rejects.toMatchObject({ code: 'FORMAT_EMPTY', context: { labels: 18 } });
  });
});

describe('openScenes on lone clouds', () => {
  it('guesses the domain and says why', async () => {
    const room = await (await openScenes([sharedSource('scannet/mmdet3d/scene0000_00.bin')])).load(0);
    expect(room).toMatchObject({ dataset: 'file', domain: 'indoor' });
    expect(room.diagnostics.find((entry) => entry.code === 'DOMAIN_GUESS')!.message).toMatch(/indoor.*m, with colours/);
    const sweep = await (await openScenes([sharedSource('bench/lidar_sweep_198k.npy')])).load(0);
    expect(sweep).toMatchObject({ dataset: 'file', domain: 'outdoor', cloud: { format: 'npy' } });
  });

  it('orders a sequence by number and keeps other kinds out', async () => {
    const ply = (name: string) =>
      text(
        `run/${name}`,
        'ply\nformat ascii 1.0\nelement vertex 1\nproperty float x\nproperty float y\nproperty float z\nend_header\n1 2 3\n',
      );
    const sources = [
      ply('f10.ply'),
      ply('f2.ply'),
      sharedSource('bench/lidar_sweep_198k.npy'),
      text('run/notes.txt', 'hello'),
    ];
    const set = await openScenes(sources);
    expect(set.frameNames).toEqual(['f2.ply', 'f10.ply']);
    expect(set.title).toBe('run');
    expect(set.diagnostics.map((entry) => entry.code)).toEqual(['SEVERAL_DATASETS', 'FILES_LEFT_OUT']);
  });

  it('opens a headerless file as the layout it is told', async () => {
    const set = await openScenes([sharedSource('nuscenes/lidarseg/frame18__LIDAR_TOP.pcd.bin')], {
      overrides: { columns: ['x', 'y', 'z', 'red', 'green', 'blue'] },
    });
    expect((await set.load(0)).cloud.count).toBe(695040 / 24);
  });

  it('hands diagnostics to the caller too', async () => {
    const diagnostics = new Diagnostics();
    const set = await openScenes([sharedSource('ply/bunny.ply')]);
    const scene = await set.load(0, { diagnostics });
    expect(diagnostics.list).toEqual(scene.diagnostics);
    expect(diagnostics.list.length).toBeGreaterThan(0);
  });

  it('loads its own export back as truth, at a projected origin', async () => {
    const truth = {
      labelSet: 'outdoor11',
      semantic: Int16Array.of(0, 7, -1),
      instance: Uint32Array.of(0, 5, 0),
      boxes: [{ className: 'vehicle', center: [1, 2, 0.75], size: [4.5, 2, 1.5], yaw: 0.3 }],
    } as const;
    const scene: Scene = {
      cloud: {
        name: 's',
        format: 'synthetic',
        count: 3,
        origin: [500_000, 4_600_000, 100],
        positions: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9),
        attributes: [{ name: 'intensity', components: 1, values: Float32Array.of(0.1, 0.2, 0.3) }],
      },
      truth,
      dataset: 'synthetic',
      domain: 'outdoor',
      frame: { index: 0, count: 1 },
      diagnostics: [],
    };
    const loaded = await (await openScenes([fromBytes('s.ply', writeScenePly(scene))])).load(0);
    expect(loaded.truth).toEqual(truth);
    expect(loaded).toMatchObject({
      dataset: 'voxelens',
      domain: 'outdoor',
      cloud: { origin: [500_000, 4_600_000, 100] },
    });
    expect(loaded.cloud.positions).toEqual(scene.cloud.positions);
    expect(loaded.cloud.attributes).toEqual(scene.cloud.attributes);
    expect(findAttribute(loaded.cloud, 'label')).toBeUndefined();
  });
});

describe('openScenes on what it cannot show', () => {
  it('says what a lone file is', async () => {
    const png = fromBytes('a.png', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10));
    await expect(openScenes([png])).rejects.toMatchObject({ code: 'FORMAT_UNKNOWN', context: { file: 'a.png' } });
    await expect(openScenes([png])).rejects.toThrow(/PNG picture/);
    await expect(openScenes([fromBytes('z.ply', new Uint8Array(0))])).rejects.toMatchObject({ code: 'FORMAT_EMPTY' });
    await expect(openScenes([sharedSource('nuscenes/lidarseg/frame00_lidarseg.bin')])).rejects.toThrow(
      /together with its cloud/,
    );
  });

  it('lists what a folder held', async () => {
    const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10);
    const reading = openScenes(Array.from({ length: 6 }, (_, i) => fromBytes(`${i}.png`, png)));
    await expect(reading).rejects.toMatchObject({ code: 'SOURCE_NOTHING_KNOWN', context: { files: 6 } });
    await expect(reading).rejects.toThrow(/a PNG picture.*and 2 more\. Drop a PLY/);
    await expect(openScenes([])).rejects.toMatchObject({ code: 'SOURCE_NOTHING_KNOWN' });
  });

  it('stops when cancelled', async () => {
    const signal = AbortSignal.abort();
    await expect(openScenes([sharedSource('ply/bunny.ply')], { signal })).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('never hangs or crashes on the robustness files: a scene, or a typed error', async () => {
    for (const source of sharedFolder('robust')) {
      const outcome = await openScenes([source])
        .then((set) => set.load(0))
        .then(
          (scene) => scene.cloud.count > 0,
          (error: Error) => error.name,
        );
      expect([true, 'FormatError'], source.name).toContain(outcome);
    }
  });
});
