import { describe, expect, it } from 'vitest';
import { FormatError, findAttribute } from '../../core/index.ts';
import { readPly } from '../ply/read.ts';
import { memorySource, sharedBytes, sharedSource } from '../shared-data.fixture.ts';
import { readDraco } from './read.ts';
import { encodeSmallCloud } from './small-cloud.fixture.ts';

describe('readDraco', () => {
  it('reads the vertices of a mesh', async () => {
    const { cloud } = await readDraco(sharedSource('drc/bunny.drc'));
    expect([cloud.count, cloud.format]).toEqual([34834, 'draco']);
    // The same bunny as the PLY, quantised: in another order, with the same bounds.
    const ply = (await readPly(sharedSource('ply/bunny.ply'))).cloud;
    expect(ply.count).toBe(34834);
    for (const axis of [0, 1, 2]) {
      const [draco, original] = [cloud, ply].map(({ positions }) => positions.filter((_, i) => i % 3 === axis));
      for (const extreme of [Math.min, Math.max]) {
        const reach = (values: Float32Array) => values.reduce((a, b) => extreme(a, b));
        expect(reach(draco!)).toBeCloseTo(reach(original!), 3);
      }
    }
  });

  it('keeps every attribute of a point cloud', async () => {
    const { cloud } = await readDraco(memorySource('a.drc', await encodeSmallCloud()));
    expect(cloud.count).toBe(3);
    const order = [...cloud.positions].filter((_, i) => i % 3 === 0).map(Math.round);
    const rgb = findAttribute(cloud, 'rgb')!;
    const label = findAttribute(cloud, 'generic')!;
    order.forEach((x, i) => {
      expect([...rgb.values.slice(i * 3, i * 3 + 3)]).toEqual([x * 10, x * 20, x * 30]);
      expect(label.values[i]).toBe(x * 1000);
    });
    expect(label.values).toBeInstanceOf(Uint16Array);
  });

  it.each([0, 4, 10, 11, 12, 40, 5000, 96017])('refuses a file cut at byte %i', async (end) => {
    const cut = memorySource('cut.drc', sharedBytes('drc/bunny.drc').slice(0, end));
    await expect(readDraco(cut)).rejects.toBeInstanceOf(FormatError);
  });
});
