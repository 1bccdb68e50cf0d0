import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Attribute, findAttribute, type PointCloud, type Scene, wrapAngle } from '../../core/index.ts';
import { BIN_LAYOUTS, type BinLayoutName, parseSceneComments, readCloud } from '../../formats/index.ts';
import { fromBytes } from '../../sources/index.ts';
import { openScenes } from '../open-scenes.ts';
import { exportScene } from './export-scene.ts';
import { partition, subjects } from './subject.fixture.ts';
import type { ExportBox, ExportSubject } from './subject.ts';
import type { ExportTargetName } from './target.ts';

const FAR = [500_000, 4_600_000.5, -3] as const;
const RUNS = { numRuns: 12, seed: 5, endOnFailure: true };

const written = async (subject: ExportSubject, target: ExportTargetName) => {
  const files = await exportScene(subject, target);
  return files.map(({ name, bytes }) => fromBytes(name, bytes));
};
/**
 * As any program opens them, which knows nothing of the `.frame.json`. A few dozen made-up points do not look like a sweep: what their
 * rows are is said.
 */
const reopened = async (
  subject: ExportSubject,
  target: ExportTargetName,
  binLayout?: BinLayoutName,
): Promise<Scene> => {
  const own = (await written(subject, target)).filter(({ name }) => !name.endsWith('.frame.json'));
  return (await openScenes(own, { overrides: { columns: columnsOf(binLayout) } })).load(0);
};
const columnsOf = (layout: BinLayoutName | undefined) => layout && BIN_LAYOUTS[layout];
const json = async (subject: ExportSubject, target: ExportTargetName, ending: string) => {
  const files = await exportScene(subject, target);
  return JSON.parse(new TextDecoder().decode(files.find(({ name }) => name.endsWith(ending))!.bytes));
};

function expectPoints(read: PointCloud, cloud: PointCloud, withinM: number, isRelative = false): void {
  expect(read.count).toBe(cloud.count);
  for (let i = 0; i < cloud.count * 3; i++) {
    const expected = cloud.positions[i]! + (isRelative ? 0 : cloud.origin[i % 3]!);
    expect(Math.abs(read.positions[i]! + read.origin[i % 3]! - expected)).toBeLessThanOrEqual(withinM);
  }
}

function expectValues(read: PointCloud, name: string, values: ArrayLike<number> | undefined): void {
  expect(findAttribute(read, name)?.values && Array.from(findAttribute(read, name)!.values), name).toEqual(
    values && Array.from(values),
  );
}

/** Text has no types: what was a float32 is the same again as one. */
function single(cloud: PointCloud): PointCloud {
  const attributes = cloud.attributes.map((one) => ({ ...one, values: Float32Array.from(one.values) }));
  return { ...cloud, attributes };
}

function expectBoxes(read: readonly ExportBox[], boxes: readonly ExportBox[], shift = 0): void {
  expect(read.map(({ className }) => className)).toEqual(boxes.map(({ className }) => className));
  for (const [i, box] of boxes.entries()) {
    for (let k = 0; k < 3; k++) {
      expect(Math.abs(read[i]!.center[k]! + shift - box.center[k]!)).toBeLessThan(2e-5);
      expect(Math.abs(read[i]!.size[k]! - box.size[k]!)).toBeLessThan(2e-5);
    }
    expect(Math.abs(wrapAngle(read[i]!.yaw - box.yaw))).toBeLessThan(2e-6);
  }
}

const attribute = ({ cloud }: ExportSubject, name: string): Attribute['values'] | undefined =>
  findAttribute(cloud, name)?.values;

describe('tables of points are read back the same', () => {
  const odd: Partial<Record<ExportTargetName, string>> = {
    pcd: 'gro_e_in_m',
    csv: 'gro_e_in_m',
    npy: 'größe in m',
    npz: 'größe in m',
    las: 'gro_e_in_m',
  };
  it.each<[ExportTargetName, number]>([
    ['pcd', 1e-4],
    ['npy', 1e-4],
    ['npz', 1e-4],
    ['csv', 1e-4],
    ['las', 1e-4],
  ])('%s', async (target, withinM) => {
    for (const origin of [[0, 0, 0], FAR] as const) {
      await fc.assert(
        fc.asyncProperty(subjects({ labelSet: 'outdoor11', origin }), async (subject) => {
          const [file] = await written(subject, target);
          const { cloud } = await readCloud(file!);
          // What a float32 can tell apart at the cloud's own distance from its origin.
          expectPoints(cloud, subject.cloud, withinM);
          const labels = subject.labels!;
          const colour = attribute(subject, 'rgb');
          if (target !== 'las' || colour?.some((value) => value > 0)) expectValues(cloud, 'rgb', colour);
          expectValues(single(cloud), 'intensity', attribute(subject, 'intensity'));
          expectValues(cloud, 'ring', attribute(subject, 'ring'));
          expectValues(single(cloud), odd[target]!, attribute(subject, 'größe in m'));
          expectValues(cloud, 'instance', labels.instance);
          expectValues(single(cloud), 'confidence', labels.confidence);
          if (target !== 'las') expectValues(cloud, 'label', labels.semantic);
        }),
        RUNS,
      );
    }
  });

  it('ply: everything, boxes with their scores included', async () => {
    await fc.assert(
      fc.asyncProperty(subjects({ labelSet: 'scannet20', origin: FAR }), async (subject) => {
        const files = await written(subject, 'ply');
        expect(files.map(({ name }) => name)).toEqual(['a yard – 庭 1.ply']);
        const { comments } = await readCloud(files[0]!);
        const { cloud, truth } = await reopened(subject, 'ply');
        const labels = subject.labels!;
        expect(cloud.positions).toEqual(subject.cloud.positions);
        expect(cloud.origin).toEqual(FAR);
        expectValues(cloud, 'gro_e_in_m', attribute(subject, 'größe in m'));
        expectValues(cloud, 'confidence', labels.confidence);
        expect(truth!.semantic).toEqual(labels.semantic);
        expect(truth!.instance).toEqual(labels.instance);
        expectBoxes(truth!.boxes, labels.boxes);
        const scores = parseSceneComments(comments)!.boxScores ?? [];
        expect(scores).toEqual(labels.boxes.map(({ score }) => score));
      }),
      RUNS,
    );
  });

  it('boxes, instances and classes stand in the .frame.json, in true coordinates', async () => {
    await fc.assert(
      fc.asyncProperty(subjects({ labelSet: 'outdoor11', origin: FAR }), async (subject) => {
        const frame = await json(subject, 'pcd', '.frame.json');
        const labels = subject.labels!;
        expect(frame.instances).toEqual(labels.instances);
        expect(frame.coordinates).toMatchObject({ origin: FAR, stored: 'true', unit: 'metre' });
        expect(frame.boxConvention.yaw).toMatch(/counter-clockwise about \+z/);
        const back = frame.boxes.map((box: ExportBox) => ({
          ...box,
          center: box.center.map((value, k) => value - FAR[k]!),
        }));
        expectBoxes(back, labels.boxes);
      }),
      RUNS,
    );
  });
});

describe('datasets are opened as what they are, without what lies beside them', () => {
  it('SemanticKITTI: points, classes, instances', async () => {
    await fc.assert(
      fc.asyncProperty(subjects({ labelSet: 'outdoor11', origin: FAR }), async (subject) => {
        const { cloud, truth, dataset } = await reopened(subject, 'semantickitti', 'xyz-intensity');
        expect(dataset).toBe('semantickitti');
        expectPoints(cloud, subject.cloud, 0, true);
        expectValues(cloud, 'intensity', attribute(subject, 'intensity'));
        expect(truth!.semantic).toEqual(subject.labels!.semantic);
        expect(Array.from(truth!.instance!)).toEqual(partition(subject.labels!.instance!));
      }),
      RUNS,
    );
  });

  it('nuScenes lidarseg: points, rings, classes but for poles and signs', async () => {
    await fc.assert(
      fc.asyncProperty(subjects({ labelSet: 'outdoor11' }), async (subject) => {
        const { cloud, truth, dataset } = await reopened(subject, 'nuscenes-lidarseg', 'xyz-intensity-ring');
        expect(dataset).toBe('nuscenes');
        expectPoints(cloud, subject.cloud, 0, true);
        expectValues(cloud, 'ring', attribute(subject, 'ring'));
        const asBuilding = subject.labels!.semantic!.map((label) => (label === 5 || label === 6 ? 3 : label));
        expect(truth!.semantic).toEqual(asBuilding);
      }),
      RUNS,
    );
  });

  it('KITTI: boxes through the camera’s frame and back', async () => {
    const shape = { labelSet: 'outdoor11', boxClasses: ['vehicle', 'pedestrian', 'cyclist'] } as const;
    await fc.assert(
      fc.asyncProperty(subjects(shape), async (subject) => {
        const { cloud, truth, dataset } = await reopened(subject, 'kitti', 'xyz-intensity');
        expectPoints(cloud, subject.cloud, 0, true);
        if (subject.labels!.boxes.length === 0) return;
        expect(dataset).toBe('kitti-object');
        expectBoxes(truth!.boxes, subject.labels!.boxes);
      }),
      RUNS,
    );
  });

  it('TF 3D frames: points and boxes', async () => {
    await fc.assert(
      fc.asyncProperty(subjects({ labelSet: 'outdoor11', origin: FAR }), async (subject) => {
        const { cloud, truth } = await reopened(subject, 'tf3d-frame');
        expectPoints(cloud, subject.cloud, 0, true);
        expectValues(cloud, 'intensity', attribute(subject, 'intensity'));
        expectBoxes(truth!.boxes, subject.labels!.boxes);
      }),
      RUNS,
    );
  });

  it('TF 3D scenes: points, colours, classes, instances', async () => {
    await fc.assert(
      fc.asyncProperty(subjects({ labelSet: 'scannet20' }), async (subject) => {
        const { cloud, truth } = await reopened(subject, 'tf3d-scene');
        expectPoints(cloud, subject.cloud, 0, true);
        expectValues(cloud, 'rgb', attribute(subject, 'rgb'));
        expect(truth!.semantic).toEqual(subject.labels!.semantic);
        expect(truth!.instance).toEqual(subject.labels!.instance);
      }),
      RUNS,
    );
  });
});

describe('evaluation files', () => {
  const lines = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trimEnd().split('\n');

  it.each(['predicted', 'annotated'] as const)('ScanNet, %s', async (kind) => {
    await fc.assert(
      fc.asyncProperty(subjects({ labelSet: 'scannet20', kind }), async (subject) => {
        const files = new Map((await exportScene(subject, 'scannet')).map(({ name, bytes }) => [name, bytes]));
        const { instance, instances, semantic } = subject.labels!;
        const ids = lines(files.get('semantic/a_yard_1.txt')!).map(Number);
        expect(ids.map((id) => id > 0)).toEqual(Array.from(semantic!, (label) => label >= 0));
        expect(partition(ids)).toEqual(partition(semantic!.map((label) => label + 1)));
        if (kind === 'annotated') {
          const both = lines(files.get('instance_gt/a_yard_1.txt')!).map(Number);
          expect(partition(both)).toEqual(partition(instance!));
          expect(both.every((id, i) => id === 0 || Math.floor(id / 1000) === ids[i])).toBe(true);
          return;
        }
        const back = new Uint32Array(instance!.length);
        const list = instances.length === 0 ? [] : lines(files.get('instance/a_yard_1.txt')!);
        expect(list).toHaveLength(instances.length);
        for (const [index, line] of list.entries()) {
          const [mask, id, score] = line.split(' ');
          expect(Number(score)).toBe(0.5);
          lines(files.get(`instance/${mask}`)!).forEach((member, i) => {
            if (member !== '1') return;
            back[i] = index + 1;
            expect(ids[i]).toBe(Number(id));
          });
        }
        expect(partition(back)).toEqual(partition(instance!));
      }),
      RUNS,
    );
  });

  it('COCO-like: masks, classes and boxes', async () => {
    await fc.assert(
      fc.asyncProperty(subjects({ labelSet: 'outdoor11', origin: FAR }), async (subject) => {
        const coco = await json(subject, 'coco', '.coco.json');
        const { semantic, instance, boxes } = subject.labels!;
        const paint = (target: Int32Array, counts: readonly number[], value: number) => {
          let at = 0;
          counts.forEach((run, k) => {
            if (k % 2 === 1) target.fill(value, at, at + run);
            at += run;
          });
          expect(at).toBe(target.length);
        };
        const [classes, objects] = [new Int32Array(semantic!.length).fill(-1), new Int32Array(semantic!.length)];
        for (const { category_id, segmentation } of coco.semantic) paint(classes, segmentation.counts, category_id - 1);
        for (const { instance_id, segmentation } of coco.annotations)
          if (segmentation) paint(objects, segmentation.counts, instance_id);
        expect(Array.from(classes)).toEqual(Array.from(semantic!));
        expect(Array.from(objects)).toEqual(Array.from(instance!));
        const named = coco.annotations.flatMap(({ bbox_3d, category_id }: Record<string, never>) => {
          const { name } = coco.categories.find(({ id }: { id: number }) => id === category_id);
          return bbox_3d ? [{ ...(bbox_3d as object), className: name }] : [];
        });
        const relative = named.map((box: ExportBox) => ({
          ...box,
          center: box.center.map((value, k) => value - FAR[k]!),
        }));
        expectBoxes(relative, boxes);
      }),
      RUNS,
    );
  });
});
