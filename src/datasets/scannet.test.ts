import { describe, expect, it } from 'vitest';
import { findAttribute } from '../core/index.ts';
import { writeScenePly } from '../formats/index.ts';
import { fromBytes } from '../sources/index.ts';
import { openScenes } from './index.ts';
import { countInside, histogram, sharedFolder, sharedSource } from './shared-data.fixture.ts';

const codes = (diagnostics: readonly { code: string }[]) => diagnostics.map((entry) => entry.code);

// README: raw ids 1:13310 3:9974 4:710 5:598 6:4732 7:5036 9:847 11:2601 12:600 14:262 …; scannet20 indices by the v1 table.
const EXPECTED = {
  0: 13310,
  1: 9974,
  2: 5036,
  3: 2601,
  5: 4732,
  6: 710,
  7: 598,
  8: 800,
  9: 5971,
  11: 1877,
  12: 847,
  13: 6438,
  14: 1691,
  16: 361,
  17: 262,
  19: 600,
  '-1': 25561,
};

describe('a real ScanNet v1 scene', () => {
  const files = sharedFolder('scannet/scene0000_00');
  const without = (...parts: string[]) => files.filter((source) => !parts.some((part) => source.name.includes(part)));

  it('whole: classes by the category table, 55 objects, boxes of the things', async () => {
    const set = await openScenes(files);
    expect(set).toMatchObject({ dataset: 'scannet', title: 'scene0000_00', frameCount: 1, diagnostics: [] });
    const scene = await set.load(0);
    expect(scene).toMatchObject({ domain: 'indoor', cloud: { count: 81369 }, truth: { labelSet: 'scannet20' } });
    expect(histogram(scene.truth!.semantic!)).toEqual(EXPECTED);
    const instances = histogram(scene.truth!.instance!);
    expect(81369 - instances[0]!).toBe(63072);
    expect(Object.keys(instances)).toHaveLength(56);
    expect(instances[1]).toBe(580);
    expect(scene.diagnostics.find((entry) => entry.code === 'SCANNET_VERSION')!.message).toMatch(/v1/);
    const { boxes } = scene.truth!;
    expect(boxes).toHaveLength(25);
    for (const box of boxes) {
      // Bounds hold every vertex of their object, give or take float32 rounding at the six extremes.
      const grown = { ...box, size: box.size.map((v) => v + 1e-4) as unknown as typeof box.size };
      expect(countInside(scene.cloud, grown)).toBeGreaterThanOrEqual(box.points!);
      expect(box.yaw).toBe(0);
    }
    expect(boxes.find((box) => box.className === 'bed')!.points).toBe(2601);
  });

  it('without the table: classes of the same objects from the annotation texts', async () => {
    const scene = await (await openScenes(without('.tsv'))).load(0);
    expect(codes(scene.diagnostics)).toEqual(expect.arrayContaining(['SCANNET_NO_TABLE', 'SCANNET_TEXT_UNKNOWN']));
    expect(histogram(scene.truth!.semantic!)).toEqual(EXPECTED);
  });

  it('with the v2 table only: still v1 labels, read by text', async () => {
    const sources = [...without('.tsv'), sharedSource('scannet/scannetv2-labels.combined.tsv')];
    const scene = await (await openScenes(sources)).load(0);
    expect(scene.diagnostics.find((entry) => entry.code === 'SCANNET_VERSION')!.message).toMatch(/v1/);
    const classes = histogram(scene.truth!.semantic!);
    expect([classes[0], classes[1], classes[3], classes[5]]).toEqual([13310, 9974, 2601, 4732]);
  });

  it('labels without groups: v1 by ids past 40', async () => {
    const scene = await (await openScenes(without('.segs.', '.aggregation.'))).load(0);
    expect(histogram(scene.truth!.semantic!)).toEqual(EXPECTED);
    expect(scene.truth!.instance).toBeUndefined();
  });

  it('mesh alone: a coloured cloud without truth', async () => {
    const scene = await (await openScenes(without('.tsv', '.json', '.txt', 'labels.ply'))).load(0);
    expect(scene.truth).toBeUndefined();
    expect(findAttribute(scene.cloud, 'rgb')!.values).toHaveLength(81369 * 3);
  });

  it('labels mesh alone: the palette is not shown as colours', async () => {
    const scene = await (
      await openScenes(files.filter(({ name }) => name.endsWith('labels.ply') || name.endsWith('.tsv')))
    ).load(0);
    expect(scene.cloud.attributes).toEqual([]);
    expect(codes(scene.diagnostics)).toContain('SCANNET_PALETTE');
    expect(histogram(scene.truth!.semantic!)).toEqual(EXPECTED);
  });

  it('one of segs and aggregation: says that both are needed', async () => {
    const scene = await (await openScenes(without('.aggregation.'))).load(0);
    expect(codes(scene.diagnostics)).toContain('SCANNET_PART_MISSING');
  });
});

describe('a made ScanNet v2 scene', () => {
  const text = (name: string, content: string) => fromBytes(name, new TextEncoder().encode(content));
  // Four objects of 8 corners each: 2 × 1 × 0.5 m, axis-aligned after a turn by 30°, in a row along the aligned x axis.
  const NAMES = ['chair', 'desk', 'bathtub', 'ceiling'];
  const IDS = [5, 14, 36, 22];
  const TURN = Math.PI / 6;
  const [cos, sin] = [Math.cos(TURN), Math.sin(TURN)];
  const alignment = [cos, -sin, 0, 4, sin, cos, 0, -2, 0, 0, 1, 0.5, 0, 0, 0, 1];
  const aligned = NAMES.flatMap((_, object) =>
    Array.from({ length: 8 }, (_, corner) => [object * 3 + (corner & 1) * 2, (corner >> 1) & 1, (corner >> 2) * 0.5]),
  );
  const scanPoints = aligned.map(([x, y, z]) => {
    const [dx, dy] = [x! - 4, y! + 2];
    return [cos * dx + sin * dy, cos * dy - sin * dx, z! - 0.5];
  });
  const mesh = (name: string, ids?: readonly number[]) => {
    const header = [
      'ply',
      'format ascii 1.0',
      `element vertex ${scanPoints.length}`,
      ...['x', 'y', 'z'].map((a) => `property float ${a}`),
    ];
    if (ids) header.push('property ushort label');
    const rows = scanPoints.map((point, i) => [...point, ...(ids ? [ids[i]!] : [])].join(' '));
    return text(name, [...header, 'end_header', ...rows, ''].join('\n'));
  };
  const perVertex = (values: readonly number[]) => scanPoints.map((_, i) => values[i >> 3]!);
  const scene = (labelIds: readonly number[], segIndices: readonly number[] = perVertex([70, 71, 72, 73])) => [
    mesh('scene0001_00_vh_clean_2.ply'),
    mesh('scene0001_00_vh_clean_2.labels.ply', perVertex(labelIds)),
    text('scene0001_00_vh_clean_2.0.010000.segs.json', JSON.stringify({ sceneId: 's', segIndices })),
    text(
      'scene0001_00.aggregation.json',
      JSON.stringify({ segGroups: NAMES.map((label, i) => ({ id: i, objectId: i, label, segments: [70 + i] })) }),
    ),
    text('scene0001_00.txt', `axisAlignment = ${alignment.join(' ')} \nsceneType = Office\n`),
  ];

  it('reads NYU40 ids as they are', async () => {
    const { truth, diagnostics } = await (await openScenes(scene(IDS))).load(0);
    expect(diagnostics.find((entry) => entry.code === 'SCANNET_VERSION')!.message).toMatch(/v2.*4 of 4/);
    expect(truth!.semantic).toEqual(Int16Array.from(perVertex([4, 12, 18, -1])));
    expect(truth!.instance).toEqual(Uint32Array.from(perVertex([1, 2, 3, 4])));
  });

  it('gives boxes along the aligned axes, turned back into the scan', async () => {
    const { truth, cloud, diagnostics } = await (await openScenes(scene(IDS))).load(0);
    expect(codes(diagnostics)).toContain('SCANNET_ALIGNMENT');
    expect(truth!.boxes.map((box) => box.className)).toEqual(['chair', 'desk', 'bathtub']);
    for (const box of truth!.boxes) {
      expect(box.yaw).toBeCloseTo(-TURN, 9);
      [2, 1, 0.5].forEach((size, axis) => {
        expect(box.size[axis]).toBeCloseTo(size, 5);
      });
      expect(countInside(cloud, { ...box, size: [2.001, 1.001, 0.501] })).toBe(8);
    }
  });

  it('applies the alignment when asked to', async () => {
    const { truth, cloud } = await (await openScenes(scene(IDS), { applyAxisAlignment: true })).load(0);
    aligned.flat().forEach((value, i) => {
      expect(cloud.positions[i]).toBeCloseTo(value, 5);
    });
    const [chair] = truth!.boxes;
    expect(chair!.yaw).toBe(0);
    [1, 0.5, 0.25].forEach((value, axis) => {
      expect(chair!.center[axis]).toBeCloseTo(value, 5);
    });
  });

  it('tells raw v1 ids from NYU40 ids of the same range by the annotation texts', async () => {
    const { truth, diagnostics } = await (await openScenes(scene([2, 9, 30, 21]))).load(0);
    expect(diagnostics.find((entry) => entry.code === 'SCANNET_VERSION')!.message).toMatch(/v1.*0 of 4/);
    expect(truth!.semantic).toEqual(Int16Array.from(perVertex([4, 12, 18, -1])));
  });

  it('refuses segments of another mesh', async () => {
    const set = await openScenes(scene(IDS, [70, 71]));
    await expect(set.load(0)).rejects.toMatchObject({ code: 'FORMAT_MISMATCH', context: { expected: 32, found: 2 } });
  });

  it('survives a round trip through our own PLY, boxes of two-word classes too', async () => {
    const original = await (await openScenes(scene(IDS))).load(0);
    const boxes = original.truth!.boxes.map(({ center, size, yaw }) => ({
      className: 'shower curtain',
      center,
      size,
      yaw,
    }));
    const bytes = writeScenePly({ ...original, truth: { ...original.truth!, boxes } });
    const back = await (await openScenes([fromBytes('s.ply', bytes)])).load(0);
    expect(back.truth).toEqual({ ...original.truth!, boxes });
  });
});
