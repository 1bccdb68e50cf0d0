import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findAttribute, IGNORE_LABEL, wrapAngle } from '../../core/index.ts';
import { writeLas, writePcd } from '../../formats/index.ts';
import { fromBytes } from '../../sources/index.ts';
import { openScenes } from '../open-scenes.ts';
import { exportScene } from './export-scene.ts';
import { partition, subjects } from './subject.fixture.ts';
import type { ExportBox, ExportSubject } from './subject.ts';
import type { ExportTargetName } from './target.ts';

const FAR = [500_000, 4_600_000.5, -3] as const;
const RUNS = { numRuns: 8, seed: 7, endOnFailure: true };

/** All files of an export, in a folder, as they are dropped again. */
async function reopened(subject: ExportSubject, target: ExportTargetName, more: ReturnType<typeof fromBytes>[] = []) {
  const files = await exportScene(subject, target);
  const sources = files.map(({ name, bytes }) => fromBytes(name.split('/').at(-1)!, bytes, `export/${name}`));
  // A few dozen made-up points do not look like a sweep.
  const columns = ['x', 'y', 'z', 'intensity', ...(target === 'nuscenes-lidarseg' ? ['ring'] : [])];
  const isSweep = ['semantickitti', 'nuscenes-lidarseg', 'kitti'].includes(target);
  return (await openScenes([...sources, ...more], isSweep ? { overrides: { columns } } : {})).load(0);
}

function expectSame(scene: Awaited<ReturnType<typeof reopened>>, { cloud, labels }: ExportSubject): void {
  expect(scene.dataset).toBe('voxelens');
  expect(scene.cloud.count).toBe(cloud.count);
  for (let i = 0; i < cloud.count * 3; i++) {
    const read = scene.cloud.positions[i]! + scene.cloud.origin[i % 3]!;
    expect(Math.abs(read - (cloud.positions[i]! + cloud.origin[i % 3]!))).toBeLessThan(1e-4);
  }
  expectBoxes(scene, labels!.boxes, cloud.origin);
}

function expectBoxes(
  { truth, cloud }: Awaited<ReturnType<typeof reopened>>,
  boxes: readonly ExportBox[],
  origin: readonly number[],
): void {
  expect(truth!.boxes.map(({ className }) => className)).toEqual(boxes.map(({ className }) => className));
  boxes.forEach((box, i) => {
    const read = truth!.boxes[i]!;
    for (let k = 0; k < 3; k++) {
      expect(Math.abs(read.center[k]! + cloud.origin[k]! - box.center[k]! - origin[k]!)).toBeLessThan(1e-6);
      expect(read.size[k]).toBeCloseTo(box.size[k]!, 9);
    }
    expect(Math.abs(wrapAngle(read.yaw - box.yaw))).toBeLessThan(1e-9);
  });
}

describe('what was exported is opened again with its labels, by the .frame.json beside it', () => {
  it.each<ExportTargetName>(['pcd', 'npy', 'npz', 'csv', 'las'])('%s', async (target) => {
    await fc.assert(
      fc.asyncProperty(subjects({ labelSet: 'outdoor11', origin: FAR }), async (subject) => {
        const scene = await reopened(subject, target);
        expectSame(scene, subject);
        expect(scene.truth!.semantic).toEqual(subject.labels!.semantic);
        expect(scene.truth!.instance).toEqual(subject.labels!.instance);
        expect(scene.cloud.attributes.map(({ name }) => name)).not.toContain('label');
      }),
      RUNS,
    );
  });

  it('SemanticKITTI: with the origin and the boxes that its own files cannot hold', async () => {
    await fc.assert(
      fc.asyncProperty(subjects({ labelSet: 'outdoor11', origin: FAR }), async (subject) => {
        const scene = await reopened(subject, 'semantickitti');
        expectSame(scene, subject);
        expect(scene.truth!.semantic).toEqual(subject.labels!.semantic);
        expect(Array.from(scene.truth!.instance!)).toEqual(partition(subject.labels!.instance!));
      }),
      RUNS,
    );
  });

  it('nuScenes lidarseg, KITTI and TF 3D frames: origin and boxes', async () => {
    for (const target of ['nuscenes-lidarseg', 'kitti', 'tf3d-frame'] as const) {
      await fc.assert(
        fc.asyncProperty(subjects({ labelSet: 'outdoor11', origin: FAR }), async (subject) => {
          expectSame(await reopened(subject, target), subject);
        }),
        { ...RUNS, numRuns: 4 },
      );
    }
  });

  it('TF 3D scenes: classes, instances, boxes', async () => {
    await fc.assert(
      fc.asyncProperty(subjects({ labelSet: 'scannet20', origin: FAR }), async (subject) => {
        const scene = await reopened(subject, 'tf3d-scene');
        expectSame(scene, subject);
        expect(scene.truth!.semantic).toEqual(subject.labels!.semantic);
        expect(scene.truth!.instance).toEqual(subject.labels!.instance);
      }),
      RUNS,
    );
  });

  it.each(['predicted', 'annotated'] as const)('ScanNet evaluation, %s, beside the cloud it is of', async (kind) => {
    await fc.assert(
      fc.asyncProperty(subjects({ labelSet: 'scannet20', kind }), async (subject) => {
        const named = { ...subject, cloud: { ...subject.cloud, name: 'yard.pcd' } };
        const cloud = fromBytes('yard.pcd', writePcd(subject.cloud, {}));
        const scene = await reopened(named, 'scannet', [cloud]);
        expectSame(scene, named);
        expect(scene.truth!.semantic).toEqual(subject.labels!.semantic);
        const ids = scene.truth!.instance ?? new Uint32Array(subject.cloud.count);
        expect(partition(ids)).toEqual(partition(subject.labels!.instance!));
      }),
      RUNS,
    );
  });

  it.each(['pcd', 'las'])('COCO-like JSON beside the %s it is of', async (format) => {
    await fc.assert(
      fc.asyncProperty(subjects({ labelSet: 'outdoor11', origin: FAR }), fc.boolean(), async (subject, isAlone) => {
        const named = { ...subject, cloud: { ...subject.cloud, name: `yard.${format}` } };
        const bytes = format === 'pcd' ? writePcd(subject.cloud, {}) : writeLas(subject.cloud);
        const files = (await exportScene(named, 'coco')).filter(({ name }) => !isAlone || !/\.frame\.json$/.test(name));
        const sources = files.map((file) => fromBytes(file.name, file.bytes));
        const set = await openScenes([...sources, fromBytes(`yard.${format}`, bytes)]);
        expect([set.dataset, set.diagnostics]).toEqual(['coco', []]);
        const { cloud, truth } = await set.load(0);
        const { labels } = subject;
        expect(cloud.count).toBe(subject.cloud.count);
        expect(truth!.labelSet).toBe('outdoor11');
        const none = new Int16Array(cloud.count).fill(IGNORE_LABEL);
        expect(truth!.semantic ?? none).toEqual(labels!.semantic);
        expect(truth!.instance ?? new Uint32Array(cloud.count)).toEqual(labels!.instance);
        expectBoxes({ cloud, truth } as Awaited<ReturnType<typeof reopened>>, labels!.boxes, subject.cloud.origin);
      }),
      RUNS,
    );
  });

  it('COCO-like JSON of another cloud is a mismatch, and a damaged one says what is wrong', async () => {
    const [subject] = fc.sample(subjects({ labelSet: 'outdoor11' }), { numRuns: 1, seed: 1 });
    const [written] = await exportScene(subject!, 'coco');
    const json = JSON.parse(new TextDecoder().decode(written!.bytes)) as Record<string, unknown>;
    const open = async (content: unknown) => {
      const labels = fromBytes('a.coco.json', new TextEncoder().encode(JSON.stringify(content)));
      return (await openScenes([fromBytes('a.pcd', writePcd(subject!.cloud, {})), labels])).load(0);
    };
    const image = { id: 1, file_name: 'a.pcd', height: subject!.cloud.count + 1, width: 1 };
    await expect(open({ ...json, images: [image] })).rejects.toMatchObject({ code: 'FORMAT_MISMATCH' });
    const wrong: readonly (readonly [string, unknown])[] = [
      ['images', []],
      ['images', [image, image]],
      ['categories', [{ id: 'one' }]],
      ['semantic', [{ category_id: 1, segmentation: { counts: [1e12] } }]],
      ['annotations', [{ instance_id: 1, segmentation: { counts: [-1] } }]],
      ['annotations', [{ category_id: 999, bbox_3d: {} }]],
    ];
    for (const [name, value] of wrong)
      await expect(open({ ...json, [name]: value })).rejects.toMatchObject({ code: 'FORMAT_FIELD' });
  });

  it('leaves a .frame.json of another program alone, and says what is wrong with one of ours', async () => {
    const [subject] = fc.sample(subjects({ labelSet: 'outdoor11' }), { numRuns: 1, seed: 1 });
    const [cloud, facts] = await exportScene(subject!, 'csv');
    const source = fromBytes(cloud!.name, cloud!.bytes);
    const beside = (json: unknown) => fromBytes('a.frame.json', new TextEncoder().encode(JSON.stringify(json)));
    const other = await openScenes([source, beside({ format: 'movie', frames: 3 })]);
    expect(other.dataset).toBe('file');
    const parsed = JSON.parse(new TextDecoder().decode(facts!.bytes)) as Record<string, unknown>;
    await expect(openScenes([source, beside({ ...parsed, version: 2 })])).rejects.toThrow(/later version/);
    await expect(openScenes([source, beside({ ...parsed, files: [3] })])).rejects.toThrow(/no usable "files"/);
  });

  it('gives an attribute its name back that had made room for the labels', async () => {
    const [subject] = fc.sample(subjects({ labelSet: 'outdoor11' }), { numRuns: 1, seed: 1 });
    const own = {
      name: 'label',
      components: 1,
      values: Uint8Array.from({ length: subject!.cloud.count }, (_, i) => i),
    };
    const attributes = [...subject!.cloud.attributes, own];
    const { cloud } = await reopened({ ...subject!, cloud: { ...subject!.cloud, attributes } }, 'pcd');
    expect(findAttribute(cloud, 'label')!.values).toEqual(own.values);
  });
});
