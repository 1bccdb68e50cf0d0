import { describe, expect, it } from 'vitest';
import { Diagnostics, type GroundTruth, type Scene, UP_AXES } from '../core/index.ts';
import { fromBytes } from '../sources/index.ts';
import { openScenes } from './index.ts';
import { reorient } from './reorient.ts';
import { sharedFolder, sharedSource } from './shared-data.fixture.ts';

const text = (name: string, content: string) => fromBytes(name, new TextEncoder().encode(content));
const decision = (scene: Scene, name: string) => scene.reading!.find((one) => one.name === name);

describe('what was decided, and deciding otherwise', () => {
  it('a lone file: axes and units were assumed, and can be said', async () => {
    const xyz = text('a.xyz', '1000 2000 3000\n4000 2500 3000\n');
    const assumed = await (await openScenes([xyz])).load(0);
    expect(assumed.reading!.map(({ name, value, isOverridden }) => [name, value, isOverridden])).toEqual([
      ['layout', 'file', false],
      ['columns', 'x y z', false],
      ['up', 'z', false],
      ['units', 'm', false],
    ]);
    expect(decision(assumed, 'up')!.reason).toContain('does not say');
    const said = await (await openScenes([xyz], { overrides: { up: 'y', units: 'mm' } })).load(0);
    expect([...said.cloud.positions]).toEqual([1, -3, 2, 4, -3, 2.5]);
    expect(decision(said, 'up')).toMatchObject({ value: 'y', isOverridden: true, choices: UP_AXES });
    expect(decision(said, 'units')).toMatchObject({ value: 'mm', isOverridden: true });
  });

  it('columns of a text table', async () => {
    const rows = text('a.txt', '5 1 2 3\n6 4 5 6\n');
    const scene = await (await openScenes([rows], { overrides: { columns: ['beam', 'x', 'y', 'z'] } })).load(0);
    expect([...scene.cloud.positions]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(scene.cloud.attributes[0]).toMatchObject({ name: 'beam' });
    expect(decision(scene, 'columns')).toMatchObject({ value: 'beam x y z', isOverridden: true });
  });

  it('columns of a headerless sweep, with the others that would fit', async () => {
    const sweep = sharedSource('nuscenes/lidarseg/frame18__LIDAR_TOP.pcd.bin');
    const found = decision(await (await openScenes([sweep])).load(0), 'columns')!;
    expect(found).toMatchObject({ value: 'x y z intensity ring', isOverridden: false });
    expect(found.choices).toContain('x y z intensity');
    const chosen = await (await openScenes([sweep], { overrides: { columns: ['x', 'y', 'z', '_', '_'] } })).load(0);
    expect([chosen.cloud.count, chosen.cloud.attributes]).toEqual([34752, []]);
    expect(decision(chosen, 'columns')).toMatchObject({ value: 'x y z _ _', isOverridden: true });
  });

  it('the layout: every cloud for itself, or one that was not recognised', async () => {
    const folder = sharedFolder('nuscenes/lidarseg');
    const known = await openScenes(folder);
    expect(decision(await known.load(0), 'layout')).toMatchObject({ value: 'nuscenes', isOverridden: false });
    const alone = await openScenes(folder, { overrides: { layout: 'file' } });
    expect(alone).toMatchObject({ dataset: 'file', frameCount: 6 });
    expect((await alone.load(0)).truth).toBeUndefined();
    const kitti = await openScenes([sharedSource('kitti/training/velodyne/000000.bin')], {
      overrides: { layout: 'semantickitti' },
    });
    expect((await kitti.load(0)).dataset).toBe('semantickitti');
  });

  it('refuses a layout that does not fit, and says which do', async () => {
    const opening = openScenes([text('a.xyz', '1 2 3\n4 5 6\n')], { overrides: { layout: 'waymo-v1' } });
    await expect(opening).rejects.toMatchObject({ code: 'USAGE', context: { choices: ['file'] } });
  });
});

describe('reorient', () => {
  const truth: GroundTruth = {
    labelSet: 'outdoor11',
    boxes: [{ className: 'vehicle', center: [1, 2, 3], size: [4, 2, 1], yaw: 0.5 }],
    judged: {
      view: { projection: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], widthPx: 1, heightPx: 1, ignoredPx: [] },
      ignoredBoxes: [{ center: [1, 2, 3], size: [4, 2, 1], yaw: 0.5 }],
    },
  };
  const scene = {
    cloud: {
      name: 'a',
      format: 'ply',
      count: 1,
      origin: [10, 20, 30],
      positions: Float32Array.of(1, 2, 3),
      attributes: [{ name: 'normal', components: 3, values: Float32Array.of(0, 1, 0) }],
    },
    dataset: 'file',
    truth,
    worldFromFrame: [0, -1, 0, 5, 1, 0, 0, 6, 0, 0, 1, 7, 0, 0, 0, 1],
  } as const;

  it.each(UP_AXES)('%s up: a turn that brings that axis to +z and leaves nothing else changed', (up) => {
    const turned = reorient(scene, up, 'm', new Diagnostics());
    const axis = 'xyz'.indexOf(up.at(-1)!);
    const sign = up.startsWith('-') ? -1 : 1;
    expect(turned.cloud.positions[2]).toBe(sign * scene.cloud.positions[axis]!);
    expect(turned.cloud.origin[2]).toBe(sign * scene.cloud.origin[axis]!);
    // A point of the frame and the same point carried to the world: both turned alike.
    const at = (m: readonly number[], p: readonly number[]) =>
      [0, 4, 8].map((r) => m[r]! * p[0]! + m[r + 1]! * p[1]! + m[r + 2]! * p[2]! + m[r + 3]!);
    const local = [11, 22, 33];
    const world = at(scene.worldFromFrame, local);
    const as = (p: readonly number[]) => {
      const positions = Float32Array.from(p);
      const cloud = { ...scene.cloud, origin: [0, 0, 0] as const, positions, attributes: [] };
      return [...reorient({ cloud, dataset: 'file' }, up, 'm', new Diagnostics()).cloud.positions];
    };
    expect(at(turned.worldFromFrame!, as(local))).toEqual(as(world).map((value) => expect.closeTo(value, 9)));
    // What the camera sees stays where it was in its picture.
    const [before, after] = [truth.judged!.view!.projection, turned.truth!.judged!.view!.projection];
    expect(at([...after], as(local))).toEqual(at([...before], local).map((value) => expect.closeTo(value, 9)));
  });

  it('scales everything that is a length, and only that', () => {
    const { cloud, truth: scaled, worldFromFrame } = reorient(scene, 'z', 'cm', new Diagnostics());
    expect([...cloud.positions].map((value) => Math.round(value * 1e4) / 1e4)).toEqual([0.01, 0.02, 0.03]);
    expect(cloud.origin).toEqual([0.1, 0.2, 0.3].map((value) => expect.closeTo(value, 12)));
    expect([...cloud.attributes[0]!.values]).toEqual([0, 1, 0]);
    expect(scaled!.boxes[0]!.size).toEqual([0.04, 0.02, 0.01]);
    expect(scaled!.boxes[0]!.yaw).toBe(0.5);
    expect(worldFromFrame!.slice(0, 4)).toEqual([0, -1, 0, 0.05]);
  });

  it('keeps boxes where z stays vertical, and says when they cannot be kept', () => {
    const flipped = reorient(scene, '-z', 'm', new Diagnostics());
    expect(flipped.truth!.boxes[0]).toMatchObject({ center: [1, -2, -3], yaw: -0.5 });
    const diagnostics = new Diagnostics();
    expect(reorient(scene, 'y', 'm', diagnostics).truth!.boxes).toEqual([]);
    expect(diagnostics.list).toMatchObject([{ code: 'BOXES_NOT_TURNED', count: 1 }]);
  });
});
