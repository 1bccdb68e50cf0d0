import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FormatError, findAttribute, type Scene } from '../../core/index.ts';
import { headerWord, readCloud } from '../../formats/index.ts';
import { fromBytes } from '../../sources/index.ts';
import { exportOffers, exportScene } from './export-scene.ts';
import { fileStem, fileWord } from './names.ts';
import { subjects } from './subject.fixture.ts';
import { type ExportSubject, exportSubject } from './subject.ts';
import { EXPORT_TARGET_NAMES, EXPORT_TARGETS, type ExportTargetName } from './target.ts';

const [OUTDOOR] = fc.sample(subjects({ labelSet: 'outdoor11', origin: [9000, 0, 0] }), { numRuns: 1, seed: 3 });
const [INDOOR] = fc.sample(subjects({ labelSet: 'scannet20' }), { numRuns: 1, seed: 3 });
const offer = (subject: ExportSubject, name: ExportTargetName) =>
  exportOffers(subject).find(({ target }) => target.name === name)!;

/** The same without points, objects and boxes. */
function empty({ cloud, labels, ...rest }: ExportSubject): ExportSubject {
  const attributes = cloud.attributes.map((attribute) => ({ ...attribute, values: attribute.values.slice(0, 0) }));
  return {
    ...rest,
    cloud: { ...cloud, count: 0, positions: new Float32Array(0), attributes },
    labels: {
      ...labels!,
      semantic: new Int16Array(0),
      instance: new Uint32Array(0),
      confidence: new Float32Array(0),
      instances: [],
      boxes: [],
    },
  };
}

describe('what is said before writing', () => {
  it('names each target once', () => {
    expect(EXPORT_TARGETS.map(({ name }) => name)).toEqual(EXPORT_TARGET_NAMES);
  });

  it.each<[ExportTargetName, RegExp[]]>([
    ['ply', [/“größe in m” becomes gro_e_in_m/]],
    ['pcd', [/PCD has no place for boxes: they are in the \.frame\.json/]],
    ['npz', []],
    ['las', [/ASPRS codes/, /a micrometre/]],
    ['csv', [/a micrometre/, /the smallest that holds it/]],
    ['semantickitti', [/no place for .*ring, größe in m/, /relative to \(9000, 0, 0\)/, /confidences of the points/]],
    ['nuscenes-lidarseg', [/no class “pole”: read back, it is building/, /instances of the points/]],
    ['kitti', [/no type for sign: written as Misc/, /There is no camera/, /classes, confidences, instances/]],
    ['coco', [/The points themselves: keep “a yard – 庭 1\.las”/]],
  ])('%s', (name, patterns) => {
    const { refusal, losses } = offer(withSign(OUTDOOR!), name);
    expect(refusal).toBeUndefined();
    const said = losses.join('\n');
    if (patterns.length === 0) expect(losses).toEqual([]);
    for (const pattern of patterns) expect(said).toMatch(pattern);
  });

  function withSign(subject: ExportSubject): ExportSubject {
    const sign = { className: 'sign', center: [0, 0, 0], size: [1, 1, 1], yaw: 0 } as const;
    const semantic = subject.labels!.semantic!.map((label, i) => (i === 0 ? 5 : label));
    return { ...subject, labels: { ...subject.labels!, semantic, boxes: [sign] } };
  }

  it('gives an attribute without a letter of ASCII a name that is read back', () => {
    expect(headerWord('点号')).toBe('column');
    expect(headerWord('_')).toBe('column');
    expect(headerWord('__proto__')).toBe('__proto__');
  });

  it('refuses what a dataset has no numbers for, and says why', async () => {
    expect(offer(INDOOR!, 'semantickitti').refusal).toMatch(/numbers outdoor classes, and these labels are scannet20/);
    expect(offer(OUTDOOR!, 'scannet').refusal).toMatch(/numbers indoor classes/);
    const { labels: _, ...bare } = OUTDOOR!;
    expect(offer(bare, 'kitti').refusal).toBe('There are no labels to write.');
    expect(offer(bare, 'las').refusal).toBeUndefined();
    await expect(exportScene(INDOOR!, 'kitti')).rejects.toThrow(/KITTI object: KITTI object numbers outdoor classes/);
  });

  it('estimates sizes to within a factor of two', async () => {
    for (const subject of [OUTDOOR!, INDOOR!]) {
      for (const { target, refusal, bytes } of exportOffers(subject)) {
        if (refusal) continue;
        const files = await exportScene(subject, target.name);
        const isSmall = (name: string) => name.endsWith('.frame.json') || name.includes('calib');
        const size = files.filter(({ name }) => !isSmall(name)).reduce((sum, file) => sum + file.bytes.length, 0);
        expect(bytes, target.name).toBeGreaterThan(size / 2 - 6000);
      }
    }
  });
});

describe('exportScene', () => {
  it.each(EXPORT_TARGET_NAMES)('%s: a cloud without points, objects and boxes', async (name) => {
    const subject = empty(offer(INDOOR!, name).refusal ? OUTDOOR! : INDOOR!);
    const files = await exportScene(subject, name);
    expect(files.length).toBeGreaterThan(0);
    if (!['ply', 'pcd', 'las', 'npz', 'npy'].includes(name)) return;
    const reading = readCloud(fromBytes(files[0]!.name, files[0]!.bytes));
    await expect(reading).rejects.toBeInstanceOf(FormatError);
    await expect(reading).rejects.toMatchObject({ code: expect.stringMatching(/^FORMAT_(EMPTY|FIELD)$/) });
  });

  it.each(['pcd', 'npy', 'npz', 'csv', 'ply', 'las'] as const)(
    '%s: values that are no numbers stay so',
    async (name) => {
      const intensity = Float32Array.of(0.5, Number.NaN, 2);
      const cloud = {
        name: 'n',
        format: 'made',
        count: 3,
        origin: [0, 0, 0] as const,
        positions: Float32Array.from([0, 1, 2, 3, 4, 5, 6, 7, 8]),
        attributes: [{ name: 'heat', components: 1, values: intensity }],
      };
      const [file] = await exportScene({ cloud, dataset: 'file', frame: { index: 0, count: 1 }, frameNotes: [] }, name);
      const { cloud: read } = await readCloud(fromBytes(file!.name, file!.bytes));
      expect(findAttribute(read, 'rgb')).toBeUndefined();
      expect([...findAttribute(read, 'heat')!.values]).toEqual([...intensity]);
    },
  );

  it('stops when told, and reports how far it is', async () => {
    const controller = new AbortController();
    controller.abort();
    await expect(exportScene(OUTDOOR!, 'ply', { signal: controller.signal })).rejects.toThrow(/cancelled/);
    const seen: number[] = [];
    await exportScene(OUTDOOR!, 'csv', { onProgress: ({ done, total }) => void seen.push(done / total) });
    expect(seen.at(-1)).toBe(1);
  });

  it('keeps ids that came with the files', async () => {
    const scene: Scene = {
      cloud: { ...OUTDOOR!.cloud, count: 2, positions: new Float32Array(6), attributes: [] },
      truth: {
        labelSet: 'outdoor11',
        semantic: Int16Array.of(7, -1),
        boxes: [],
        source: { scheme: 'semantickitti', ids: Int16Array.of(257, 1) },
      },
      dataset: 'semantickitti',
      frame: { index: 0, count: 1 },
      diagnostics: [],
    };
    const files = await exportScene(exportSubject(scene, 'annotated'), 'semantickitti');
    const labels = files.find(({ name }) => name === 'sequences/00/labels/000000.label')!.bytes;
    expect([...labels]).toEqual([1, 1, 0, 0, 1, 0, 0, 0]);
  });
});

describe('names of files', () => {
  it.each([
    ['a yard – 庭 1.las', 'a yard – 庭 1', 'a_yard_1'],
    ['folder/x.copc.laz', 'x', 'x'],
    ['n015__LIDAR_TOP__1.pcd.bin', 'n015__LIDAR_TOP__1', 'n015__LIDAR_TOP__1'],
    ['../..', 'cloud', 'cloud'],
    ['segment-1 · 7', 'segment-1 · 7', 'segment-1_7'],
    ['a:b?.ply', 'a_b_', 'a_b_'],
    ['庭.ply', '庭', 'cloud'],
  ])('%s', (name, stem, word) => {
    expect(fileStem(name)).toBe(stem);
    expect(fileWord(stem)).toBe(word);
  });
});
