import { describe, expect, it } from 'vitest';
import { type Attribute, Diagnostics, type PointCloud } from '../core/index.ts';
import { columnTruth } from './column-truth.ts';
import { openScenes } from './open-scenes.ts';
import { histogram, sharedSource } from './shared-data.fixture.ts';

function cloud(...columns: readonly (readonly [name: string, values: Attribute['values']])[]): PointCloud {
  const count = columns[0]![1].length;
  const attributes = columns.map(([name, values]) => ({ name, components: 1, values }));
  return { name: 'a', format: 'pcd', count, origin: [0, 0, 0], positions: new Float32Array(count * 3), attributes };
}

const truthOf = (of: PointCloud, domain: 'indoor' | 'outdoor' = 'outdoor') =>
  columnTruth(of, domain, new Diagnostics());

describe('labels in the columns of a plain file', () => {
  it('ASPRS classes of a survey', async () => {
    const scene = await (await openScenes([sharedSource('las/sample_c.las')])).load(0);
    // terrain 1368, vegetation 93 + 29 + 7, building 12525, road 2; overlap, noise and user classes are none.
    const found = histogram(scene.truth!.semantic!);
    expect(scene.truth!.labelSet).toBe('outdoor11');
    expect(found).toMatchObject({ 2: 1368, 4: 129, 3: 12525, 0: 2 });
    expect(scene.truth!.source!.scheme).toBe('asprs');
    expect(scene.cloud.attributes.map(({ name }) => name)).toContain('classification');
    expect(scene.diagnostics.find(({ code }) => code === 'LABELS_READ')?.message).toMatch(
      /truth: terrain, building, vegetation, other, road;/,
    );
  });

  it.each(['las/autzen-thin.las', 'las/pdrf6-1.4.las', 'las/test1_4.las', 'twins_ripple/ripple.las'])(
    '%s: one class, random or never classified: no truth',
    async (file) => {
      const scene = await (await openScenes([sharedSource(file)])).load(0);
      expect(scene.truth?.semantic).toBeUndefined();
    },
  );

  it('trees of a forest are instances', async () => {
    const scene = await (await openScenes([sharedSource('las/lidR_MixedConifer.laz')])).load(0);
    const ids = new Set(scene.truth!.instance);
    ids.delete(0);
    // 206 values in the file, 0 among them.
    expect(ids.size).toBe(205);
  });

  it('label and instance, where every label is a class', () => {
    const labels = cloud(['label', Int32Array.of(0, 7, -1, 10)], ['instance', Int32Array.of(0, 3, -1, 3)]);
    expect(truthOf(labels)).toMatchObject({
      labelSet: 'outdoor11',
      semantic: Int16Array.of(0, 7, -1, 10),
      instance: Uint32Array.of(0, 3, 0, 3),
    });
    expect(truthOf(cloud(['label', Uint16Array.of(0, 19, 65535)]), 'indoor')).toMatchObject({
      labelSet: 'scannet20',
      semantic: Int16Array.of(0, 19, -1),
    });
  });

  it('other numbers are no classes', () => {
    expect(truthOf(cloud(['label', Uint16Array.of(0, 40, 13)]))).toBeUndefined();
    expect(truthOf(cloud(['label', Float32Array.of(0, 0.5)]))).toBeUndefined();
    expect(truthOf(cloud(['label', Uint8Array.of(3, 3, 3)]))).toBeUndefined();
    expect(truthOf(cloud(['instance', Float32Array.of(0.25, 1)]))).toBeUndefined();
    expect(truthOf(cloud(['instance', Uint8Array.of(0, 0)]))).toBeUndefined();
  });
});
