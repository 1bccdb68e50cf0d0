import { describe, expect, it } from 'vitest';
import { Diagnostics, labelSet } from '../../core/index.ts';
import { AV2_BOX_TYPES } from './av2.ts';
import { type ClassMap, classNames, mapClasses } from './class-map.ts';
import { inTaxonomies, TAXONOMY_MAPS } from './in-taxonomy.ts';
import { MOSD, S3DIS } from './indoor.ts';
import { KITTI_BOX_TYPES } from './kitti.ts';
import { NUSCENES_BOX_TYPES, NUSCENES_LIDARSEG } from './nuscenes.ts';
import { NYU40, nyu40OfText } from './scannet.ts';
import { OUTDOOR11_TO_SEMANTICKITTI, SEMANTICKITTI } from './semantickitti.ts';
import { SUSTECH_BOX_TYPES } from './sustech.ts';
import { OUTDOOR11_TO_TF3D, TF3D_WAYMO } from './tf3d.ts';
import { OUTDOOR11_TO_WAYMO, WAYMO_BOX_TYPES, WAYMO_SEGMENTATION } from './waymo.ts';

const SIZES: Readonly<Record<string, number>> = {
  'nuscenes-lidarseg': 32,
  semantickitti: 34,
  'waymo-segmentation': 23,
  outdoor11: 11,
  scannet20: 20,
};

const MAPS: readonly [ClassMap, number][] = [
  [WAYMO_SEGMENTATION, 23],
  [NUSCENES_LIDARSEG, 32],
  [SEMANTICKITTI, 34],
  [TF3D_WAYMO, 5],
  [NYU40, 41],
  [S3DIS, 13],
  [MOSD, 10],
  ...TAXONOMY_MAPS.map((map): [ClassMap, number] => [map, SIZES[map.from]!]),
];

const BOX_TYPES = [WAYMO_BOX_TYPES, KITTI_BOX_TYPES, AV2_BOX_TYPES, SUSTECH_BOX_TYPES, NUSCENES_BOX_TYPES];

describe('class maps', () => {
  it.each(MAPS)('$from → $labelSet: every id once, a target or a reason, and a rule', (map, size) => {
    expect(new Set(map.classes.map(({ id }) => id)).size).toBe(size);
    expect(map.classes).toHaveLength(size);
    const names = classNames(map.labelSet);
    for (const { to, why } of map.classes) {
      if (to !== undefined) expect(names).toContain(to);
      else expect(why).toMatch(/\w/);
    }
    expect(map.rule.length).toBeGreaterThan(20);
    expect(map.source.length).toBeGreaterThan(2);
    const own = map.classes.map(({ name }) => name);
    for (const name of map.ignoredAsTruth) expect(own).toContain(name);
  });

  it('maps of one numbering name its classes alike, and every class of a taxonomy can be true in it', () => {
    for (const map of TAXONOMY_MAPS) {
      const first = MAPS.find(([other]) => other.from === map.from)![0];
      expect(map.classes.map(({ id, name }) => [id, name])).toEqual(first.classes.map(({ id, name }) => [id, name]));
      expect(new Set(map.classes.flatMap(({ to }) => to ?? []))).toEqual(new Set(classNames(map.labelSet)));
    }
  });

  it('box types name outdoor11 classes that are things', () => {
    const things = labelSet('outdoor11')
      .classes.filter(({ thing }) => thing)
      .map(({ name }) => name);
    for (const name of [...BOX_TYPES.flatMap((types) => Object.values(types))]) expect(things).toContain(name);
  });

  it.each<[string, Readonly<Record<string, number>>, ClassMap]>([
    ['SemanticKITTI', OUTDOOR11_TO_SEMANTICKITTI, SEMANTICKITTI],
    ['Waymo', OUTDOOR11_TO_WAYMO, WAYMO_SEGMENTATION],
  ])('outdoor11 → %s → outdoor11 is the identity', (_, back, forth) => {
    const names = labelSet('outdoor11').classes.map(({ name }) => name);
    expect([
      ...mapClasses(
        forth,
        names.map((name) => back[name]!),
      ),
    ]).toEqual(names.map((_, i) => i));
  });

  it('TF 3D: the four box classes survive both ways, the rest is background', () => {
    const names = labelSet('outdoor11').classes.map(({ name }) => name);
    const back = mapClasses(
      TF3D_WAYMO,
      names.map((name) => OUTDOOR11_TO_TF3D[name]!),
    );
    expect(names.filter((_, i) => back[i] === i)).toEqual(['sign', 'vehicle', 'pedestrian', 'cyclist']);
    expect(back.filter((index) => index === -1)).toHaveLength(7);
  });

  it('maps NYU40 to the benchmark’s twenty, in its order', () => {
    const benchmark = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 24, 28, 33, 34, 36, 39];
    expect([...mapClasses(NYU40, benchmark)]).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(mapClasses(NYU40, [0, 13, 22, 40]).every((index) => index === -1)).toBe(true);
  });

  it('counts ids that the dataset does not define, not those that mean "none"', () => {
    const diagnostics = new Diagnostics();
    expect([...mapClasses(SEMANTICKITTI, [-1, 0, 2, 10, 300], diagnostics)]).toEqual([-1, -1, -1, 7, -1]);
    expect(diagnostics.list).toMatchObject([{ code: 'LABEL_UNKNOWN', count: 2 }]);
  });

  it('understands common annotation texts', () => {
    expect(
      ['Chair', 'chairs', 'couch', 'trash can', 'kitchen cabinets', 'shower curtain', 'blinds'].map(nyu40OfText),
    ).toEqual([5, 5, 6, 39, 3, 28, 13]);
    expect(nyu40OfText('dishrack')).toBeUndefined();
  });
});

describe('inTaxonomies', () => {
  const named = (all: ReturnType<typeof inTaxonomies>, name: string) => {
    const found = all.find(({ taxonomy }) => taxonomy.name === name)!;
    const { classes } = found.taxonomy;
    return {
      truth: [...found.truth].map((index) => classes[index] ?? 'ignored'),
      predicted: [...found.predicted].map((index) => classes[index] ?? 'none'),
    };
  };

  it('takes the truth straight from the source’s own numbers', () => {
    // car, truck, motorcycle, adult, road, barrier, noise
    const ids = Int16Array.of(17, 23, 21, 2, 24, 9, 0);
    const truth = {
      labelSet: 'outdoor11',
      semantic: mapClasses(NUSCENES_LIDARSEG, ids),
      source: { scheme: 'nuscenes-lidarseg', ids },
      boxes: [],
    };
    // vehicle, vehicle, cyclist, pedestrian, pole, other, sign
    const all = inTaxonomies(truth, { labelSet: 'outdoor11', semantic: Uint8Array.of(7, 7, 9, 8, 5, 10, 6) });
    expect(all.map(({ taxonomy }) => taxonomy.name)).toEqual(['outdoor7', 'outdoor7lidog', 'outdoor4']);
    expect(named(all, 'outdoor7lidog')).toEqual({
      truth: ['vehicle', 'ignored', 'ignored', 'person', 'road', 'ignored', 'ignored'],
      predicted: ['vehicle', 'vehicle', 'person', 'person', 'manmade', 'manmade', 'manmade'],
    });
    expect(named(all, 'outdoor7').truth).toEqual([
      'vehicle',
      'vehicle',
      'ignored',
      'person',
      'road',
      'ignored',
      'ignored',
    ]);
    expect(named(all, 'outdoor4').truth.slice(0, 4)).toEqual(['movable', 'movable', 'movable', 'movable']);
  });

  it('goes through the label set where the source has no numbers, and ignores what cannot be asked for', () => {
    const semantic = Int16Array.of(7, 9, 10, -1);
    const all = inTaxonomies({ labelSet: 'outdoor11', semantic, boxes: [] }, { labelSet: 'outdoor11', semantic });
    expect(named(all, 'outdoor7lidog').truth).toEqual(['vehicle', 'ignored', 'ignored', 'ignored']);
    expect(named(all, 'outdoor7').truth).toEqual(['vehicle', 'person', 'ignored', 'ignored']);
  });

  it('knows indoor taxonomies, where a class without a counterpart is a miss', () => {
    const semantic = Int16Array.of(0, 8, 12, 16);
    const all = inTaxonomies(
      { labelSet: 'scannet20', semantic, boxes: [] },
      { labelSet: 'scannet20', semantic: Int16Array.of(10, 16, 6, 0) },
    );
    expect(named(all, 'indoor11').truth).toEqual(['wall', 'window', 'desk', 'ignored']);
    expect(named(all, 'indoor6')).toEqual({
      truth: ['wall', 'wall', 'table', 'ignored'],
      predicted: ['wall', 'none', 'table', 'wall'],
    });
    expect(inTaxonomies({ labelSet: 'scannet20', semantic, boxes: [] }, { labelSet: 'outdoor11', semantic })).toEqual(
      [],
    );
  });

  it('sums probabilities when it is given them', () => {
    const semantic = Int16Array.of(0, 0);
    // Most probable is vegetation; building, pole and sign together are more. The second row has nothing but road.
    const values = new Float32Array(22);
    values.set([0, 0, 0, 0.25, 0.4, 0.2, 0.15], 0);
    values[11] = 1;
    const all = (probabilities?: { rows: Uint32Array; values: Float32Array }) =>
      inTaxonomies(
        { labelSet: 'outdoor11', semantic, boxes: [] },
        { labelSet: 'outdoor11', semantic: Uint8Array.of(4, 0), probabilities },
      );
    expect(named(all(), 'outdoor7').predicted).toEqual(['vegetation', 'road']);
    expect(named(all({ rows: Uint32Array.of(0, 1), values }), 'outdoor7').predicted).toEqual(['manmade', 'road']);
  });
});
