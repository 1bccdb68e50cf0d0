import { describe, expect, it } from 'vitest';
import { Diagnostics, labelSet } from '../../core/index.ts';
import { type ClassMap, mapClasses } from './class-map.ts';
import { KITTI_BOX_TYPES } from './kitti.ts';
import { NUSCENES_LIDARSEG } from './nuscenes.ts';
import { NYU40, nyu40OfText } from './scannet.ts';
import { OUTDOOR11_TO_SEMANTICKITTI, SEMANTICKITTI } from './semantickitti.ts';
import { OUTDOOR11_TO_TF3D, TF3D_WAYMO } from './tf3d.ts';
import { OUTDOOR11_TO_WAYMO, WAYMO_BOX_TYPES, WAYMO_SEGMENTATION } from './waymo.ts';

const MAPS: readonly [ClassMap, number][] = [
  [WAYMO_SEGMENTATION, 23],
  [NUSCENES_LIDARSEG, 32],
  [SEMANTICKITTI, 34],
  [TF3D_WAYMO, 5],
  [NYU40, 41],
];

describe('class maps', () => {
  it.each(MAPS)('$dataset: every id once, every target a class of its label set', (map, size) => {
    expect(new Set(map.classes.map(({ id }) => id)).size).toBe(size);
    expect(map.classes).toHaveLength(size);
    const names = labelSet(map.labelSet).classes.map(({ name }) => name);
    for (const { to } of map.classes) if (to !== undefined) expect(names).toContain(to);
  });

  it('box types name outdoor11 classes that are things', () => {
    const things = labelSet('outdoor11')
      .classes.filter(({ thing }) => thing)
      .map(({ name }) => name);
    for (const name of [...Object.values(WAYMO_BOX_TYPES), ...Object.values(KITTI_BOX_TYPES)])
      expect(things).toContain(name);
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
