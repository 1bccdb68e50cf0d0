import { describe, expect, it } from 'vitest';
import { Diagnostics, labelSet } from '../../core/index.ts';
import { AV2_BOX_TYPES } from './av2.ts';
import { type ClassMap, classNames, mapClasses } from './class-map.ts';
import { MOSD, S3DIS } from './indoor.ts';
import { KITTI_BOX_TYPES } from './kitti.ts';
import { NUSCENES_BOX_TYPES, NUSCENES_LIDARSEG } from './nuscenes.ts';
import { NYU40, nyu40OfText } from './scannet.ts';
import { OUTDOOR11_TO_SEMANTICKITTI, SEMANTICKITTI } from './semantickitti.ts';
import { SUSTECH_BOX_TYPES } from './sustech.ts';
import { TAXONOMY_MAPS } from './taxonomy-maps.ts';
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
