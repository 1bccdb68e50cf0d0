import { describe, expect, it } from 'vitest';
import { mapClasses, NUSCENES_LIDARSEG } from '../datasets/index.ts';
import { inTaxonomies } from './taxonomies.ts';

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
